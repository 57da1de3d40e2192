"""Which images the gallery shows of a recognition, in which order, with what written on them."""

import numpy as np

from classifiers.zero_shot.point import OperatingPoint
from classifiers.zero_shot.predict import Answers
from classifiers.zero_shot.recognise import Recognition
from ui.zero_shot.listing import listing


def _found() -> Recognition:
    answers = Answers(
        names=("dent", "hole"),
        best=np.array([0, 1, 0, 1], np.int32),
        second=np.array([1, 0, 1, 0], np.int32),
        similarity=np.full(4, 0.5, np.float32),
        margin=np.array([0.30, 0.10, 0.01, 0.20], np.float32),
        probability=np.array([0.9, 0.8, 0.6, 0.95], np.float32),
        nothing=np.zeros(4, np.bool_),
    )
    ids = np.array([3, 5, 8, 9])
    return Recognition(ids, answers, OperatingPoint(), np.array([0, 0, 1, 0], np.int8), "any", (), "key")


def test_what_has_a_label_is_counted_as_labeled_and_nowhere_else() -> None:
    one = listing(_found(), {9, 77})
    assert one.counts() == {"accepted": 2, "review": 1, "unknown": 0, "labeled": 1}
    assert one.class_counts("accepted") == {"dent": 1, "hole": 1}


def test_the_smallest_margin_comes_first() -> None:
    one = listing(_found(), ())
    assert one.ids[one.places("accepted")].tolist() == [5, 9, 3]
    assert one.ids[one.places("accepted", "hole")].tolist() == [5, 9]
    assert one.places("accepted", "no such class").tolist() == []


def test_each_image_tells_probability_margin_and_class() -> None:
    one = listing(_found(), ())
    places = one.places("accepted")
    assert one.notes(places, named=True) == ["80% · 0.100 · hole", "95% · 0.200 · hole", "90% · 0.300 · dent"]
    assert one.notes(places[:1], named=False) == ["80% · 0.100"]
