"""The page of models: a table, one model in depth, several side by side."""
