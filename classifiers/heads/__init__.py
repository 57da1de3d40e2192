"""Classifiers on cached embeddings: seconds on a CPU."""
