"""`python -m classifiers`."""
