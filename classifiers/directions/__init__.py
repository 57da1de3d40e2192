"""Rows of length one, and classes as directions among them: what zero-shot and few-shot share."""
