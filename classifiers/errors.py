"""Errors of training and use; each says what was wrong, with which value, and what to do next."""

from grouping.errors import GrouplineError


class InvalidSpecError(GrouplineError):
    """A training specification has a value that is not allowed; the message lists those that are."""


class UntrainableError(GrouplineError):
    """The labeled data cannot train what was asked for: too few classes or images, or none with embeddings."""


class LeakageError(GrouplineError):
    """Images of one part, or near-copies of them, lie in a part that must not know them; nothing was trained."""


class GoldError(GrouplineError):
    """A gold set cannot be locked or used as asked."""


class DamagedModelError(GrouplineError):
    """A model's files are gone or are not those that were written."""
