"""What a project does with prompts: libraries, recognition, search, and how good they are."""

from classifiers.zero_shot.front.measures import Measures
from classifiers.zero_shot.front.prompts import DEFAULT_LIBRARY
from classifiers.zero_shot.front.recognition import Recognitions
from classifiers.zero_shot.front.search import Search


class ZeroShot(Recognitions, Measures, Search):
    """Recognition by sentences and by a few images.

    `train` off (the web process) imports neither torch nor scikit-learn: TextNotEmbeddedError and NotPreparedError
    then say what the worker has to do first ('embed-text', 'zero-shot', 'judge').
    """


__all__ = ["DEFAULT_LIBRARY", "ZeroShot"]
