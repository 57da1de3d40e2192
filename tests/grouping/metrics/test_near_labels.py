import pytest

from grouping.errors import LengthMismatchError
from grouping.metrics import near_label_codes


def test_none_nan_and_empty_text_mean_no_near_label() -> None:
    assert near_label_codes(["good", None, "", float("nan"), "defect", "good"], 6).tolist() == [0, -1, -1, -1, 1, 0]


def test_a_number_and_its_text_are_one_class() -> None:
    assert near_label_codes([1, "1", 2], 3).tolist() == [0, 0, 1]


def test_one_entry_for_each_image_is_asked_for() -> None:
    with pytest.raises(LengthMismatchError, match="2 near-labels for 3 images"):
        near_label_codes(["a", "b"], 3)
