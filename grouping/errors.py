"""Errors for people: each says what was wrong, with which file or value, and what to do next."""


class GrouplineError(Exception):
    """Base of every error that a user can cause and mend; the command line prints it as one line."""


class CancelledError(GrouplineError):
    """The user cancelled this work; what was finished stays."""


class LengthMismatchError(GrouplineError):
    """Two arrays that describe the same images differ in length."""


class UnreadableImageError(GrouplineError):
    """A file is not an image that can be read; the message is the reason shown in the health report."""


class MissingWeightsError(GrouplineError):
    """An encoder's weights can be found in none of the three places; never replaced by random ones."""


class InvalidEmbeddingsError(GrouplineError):
    """Embeddings hold NaN or infinite values, or have the wrong shape; names the images."""


class UnknownNameError(GrouplineError):
    """A name (project, encoder, algorithm, group...) that does not exist; the message lists those that do."""


class NotAllowedError(GrouplineError):
    """Whoever acts has not the role that it takes; the message says which, and whom to ask."""


class NewerDatabaseError(GrouplineError):
    """The database was written by a newer Groupline; nothing was changed."""
