import pytest

from classifiers.data.leakage import leakage, refuse_leaks
from classifiers.errors import LeakageError


def test_the_same_image_in_two_parts_is_counted_and_refused() -> None:
    report = leakage({"train": ["a", "b", "c"], "gold": ["c", "d"]})
    assert [(leak.a, leak.b, leak.same_images, leak.near_copies) for leak in report.leaks] == [("train", "gold", 1, 0)]
    with pytest.raises(LeakageError, match="1 of the gold images are in train too"):
        refuse_leaks(report)


def test_near_copies_across_parts_are_counted_apart_from_the_images_themselves() -> None:
    report = leakage({"train": ["a", "b"], "test": ["b", "c", "d"]}, [("a", "c"), ("b", "x")])
    (leak,) = report.leaks
    assert (leak.same_images, leak.near_copies, leak.examples) == (1, 1, ("b", "c"))


def test_a_chain_of_near_copies_reaches_across() -> None:
    report = leakage({"train": ["a"], "val": ["c"]}, [("a", "b"), ("b", "c")])
    assert report.leaks[0].near_copies == 1


def test_apart_parts_are_clean() -> None:
    report = leakage({"train": ["a", "b"], "test": ["c"], "gold": []}, [("a", "b")])
    assert report.clean
    assert report.summary()["sizes"] == {"train": 2, "test": 1, "gold": 0}
    refuse_leaks(report)
