"""The steps from a frozen label set to a model, its figures and its proposals."""
