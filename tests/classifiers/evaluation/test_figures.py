import numpy as np
import pytest
from sklearn import metrics

from classifiers.evaluation.figures import figures, weak_classes
from classifiers.evaluation.intervals import interval, overall_intervals, resampled
from classifiers.evaluation.one_class import missed, one_class_figures

CLASSES = ("a", "b", "c")


def _judged(n: int = 90) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    y = np.arange(n) % 3
    found = rng.dirichlet(np.ones(3), n)
    found[np.arange(n), y] += 0.6
    return y, found / found.sum(axis=1, keepdims=True)


def test_areas_and_means_equal_scikit_learns() -> None:
    y, found = _judged()
    own = figures(y, found, CLASSES)
    assert own["roc_auc"] == pytest.approx(metrics.roc_auc_score(y, found, multi_class="ovr", average="macro"))
    one_hot = np.eye(3)[y]
    assert own["pr_auc"] == pytest.approx(metrics.average_precision_score(one_hot, found, average="macro"))
    said = found.argmax(axis=1)
    assert own["macro_precision"] == pytest.approx(metrics.precision_score(y, said, average="macro"))
    assert own["macro_recall"] == pytest.approx(metrics.balanced_accuracy_score(y, said))
    assert [row["n"] for row in own["per_class"]] == [30, 30, 30]


def test_a_class_that_is_absent_has_no_area_and_does_not_count_in_means() -> None:
    y, found = _judged()
    there = y < 2
    quiet = found[there] * [1, 1, 0.001]
    own = figures(y[there], quiet, CLASSES)
    assert own["per_class"][2]["roc_auc"] is None
    assert own["macro_f1"] == pytest.approx(metrics.f1_score(y[there], quiet.argmax(axis=1), average="macro"))


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(0)
    hits = 0
    for trial in range(300):
        right = rng.binomial(100, 0.8)
        low, high = overall_intervals(np.array([[right, 100 - right], [0, 0]]), 400, seed=trial)["accuracy"]
        hits += low <= 0.8 <= high
    assert 0.90 <= hits / 300 <= 0.99


def test_resampling_keeps_the_number_of_images() -> None:
    drawn = resampled(np.array([[5, 1], [2, 7]]), 50)
    assert drawn.shape == (50, 2, 2)
    assert (drawn.sum(axis=(1, 2)) == 15).all()
    assert interval(np.arange(101.0)) == pytest.approx((2.5, 97.5))


def test_weak_classes_are_told_with_their_figures() -> None:
    y, found = np.array([0] * 9 + [1] * 9 + [2] * 2), np.tile([0.8, 0.1, 0.1], (20, 1))
    told = weak_classes(figures(y, found, CLASSES))
    assert told[0].startswith("'a': F1 0.62")
    assert told[1].startswith("'b': F1 0.00")
    assert told[2] == "'c' was measured on 2 images: its figures say little."


def test_one_class_figures_of_a_worked_example() -> None:
    normal = np.array([1, 1, 1, 1, 0, 0])
    confidence = np.array([0.9, 0.5, 0.3, 0.02, 0.01, 0.4])
    found = one_class_figures(normal, confidence, 0.05)
    assert (found["kept"], found["strange_recall"], found["strange_precision"]) == (0.75, 0.5, 0.5)
    assert found["roc_auc"] == pytest.approx(metrics.roc_auc_score(1 - normal, -confidence))
    alone = one_class_figures(normal[:4], confidence[:4], 0.05)
    assert alone["roc_auc"] is None
    assert alone["kept"] == 0.75
    assert [alone[f"strange_{name}"] for name in ("recall", "precision", "f1")] == [None] * 3
    assert "was not measured" in missed(alone)[0]
    assert one_class_figures(normal[4:], confidence[4:], 0.05)["kept"] is None
