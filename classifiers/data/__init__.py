"""Labeled data for training: what a version holds, how it is divided, and whether anything leaks."""
