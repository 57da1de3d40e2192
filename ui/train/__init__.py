"""The page that trains: data, gold set, recipe, check for leaks, and what the worker does with it."""
