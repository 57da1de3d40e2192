import numpy as np
import pytest

from grouping.errors import LengthMismatchError
from grouping.neighbours.mislabeled import likely_mislabeled


def test_wrong_labels_come_first_with_the_right_one_suggested(digits: np.ndarray, classes: np.ndarray) -> None:
    labels = [str(c) for c in classes]
    wrong = set(range(0, 600, 20))
    for row in wrong:
        labels[row] = str((classes[row] + 3) % 10)
    found = [suspect for suspect in likely_mislabeled(digits, labels)[:30] if suspect.row in wrong]
    assert len(found) >= 27
    assert sum(suspect.suggested == str(classes[suspect.row]) for suspect in found) >= 0.9 * len(found)


def test_few_labels_serve(digits: np.ndarray, classes: np.ndarray) -> None:
    shown = [row for row in range(100) if classes[row] in (0, 1)]
    labels = [str(c) if row in shown else None for row, c in enumerate(classes)]
    labels[shown[5]] = "1" if labels[shown[5]] == "0" else "0"
    found = likely_mislabeled(digits, labels, k=5)
    assert len(found) == len(shown) < 30
    assert found[0].row == shown[5]


def test_shares_lie_in_0_to_1_and_fall(digits: np.ndarray, classes: np.ndarray) -> None:
    shares = [suspect.share for suspect in likely_mislabeled(digits, [str(c) for c in classes])]
    assert shares == sorted(shares, reverse=True)
    assert min(shares) >= 0
    assert max(shares) <= 1


def test_with_one_label_nobody_is_suspect(digits: np.ndarray) -> None:
    found = likely_mislabeled(digits, ["scratch"] * 600)
    assert all(suspect.share == 0 and suspect.suggested == "scratch" for suspect in found)


def test_a_copy_with_another_label_decides() -> None:
    X = np.array([[1.0, 0], [1, 0], [0, 1], [0.1, 1]])
    found = likely_mislabeled(X, ["a", "b", "a", "a"])
    assert {suspect.row for suspect in found[:2]} == {0, 1}


@pytest.mark.parametrize("labels", [[None, "", None], ["a", None, None]])
def test_without_two_labels_there_is_nothing_to_say(labels: list[str | None]) -> None:
    assert likely_mislabeled(np.eye(3), labels) == []


def test_a_label_for_each_image_is_asked_for() -> None:
    with pytest.raises(LengthMismatchError, match="3 images"):
        likely_mislabeled(np.eye(3), ["a"])
