"""Figures and operating points against scikit-learn, and against trying every threshold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import (
    average_precision_score,
    confusion_matrix,
    precision_recall_fscore_support,
    roc_auc_score,
    top_k_accuracy_score,
)

from classifiers.directions.prototypes import mean_prototypes
from classifiers.zero_shot.choose_point import coverage_curve, fit_temperature, for_costs, for_precision
from classifiers.zero_shot.evaluation import change, evaluate, folds, precision_recall, wilson
from classifiers.zero_shot.outcomes import outcomes
from classifiers.zero_shot.predict import predict
from classifiers.zero_shot.scores import similarities, softmax
from classifiers.zero_shot.unknown import auroc, held_out_auroc
from classifiers.zero_shot.views import SeenImages
from grouping.errors import GrouplineError, LengthMismatchError

NAMES = tuple("abcdefg")


def drawn(seed=0, n=400, spread=0.9):
    """Images around seven directions, with classes of falling size."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(7, 10))
    truth = random.choice(7, size=n, p=np.array([30, 20, 16, 14, 10, 6, 4]) / 100)
    X = centres[truth] + spread * random.normal(size=(n, 10))
    return X, truth, mean_prototypes({name: centres[c : c + 1] for c, name in enumerate(NAMES)})


def test_the_figures_are_scikit_learns():
    X, truth, prototypes = drawn()
    S = similarities(X, prototypes)
    found, called = evaluate(S, truth, NAMES), S.argmax(axis=1)
    precision, recall, f1, support = precision_recall_fscore_support(truth, called, zero_division=0)
    assert [one.precision for one in found.classes] == pytest.approx(precision)
    assert [one.recall for one in found.classes] == pytest.approx(recall)
    assert [one.f1 for one in found.classes] == pytest.approx(f1)
    assert [one.images for one in found.classes] == support.tolist()
    assert found.macro_f1 == pytest.approx(f1.mean())
    assert found.top5 == pytest.approx(top_k_accuracy_score(truth, S, k=5))
    for number, one in enumerate(found.classes):
        assert one.average_precision == pytest.approx(average_precision_score(truth == number, S[:, number]))
    assert found.confusions[0][2] == (confusion_matrix(truth, called) * (1 - np.eye(7))).max()
    assert found.error_by_size[0][1] == support.max()


def test_head_medium_and_tail_are_thirds_of_the_classes_by_size():
    truth = np.array([0] * 6 + [1] * 4 + [2] * 2)
    S = np.eye(3)[[0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 2]]
    found = evaluate(S, truth, ("big", "middle", "small"))
    assert found.frequency == pytest.approx({"head": 5 / 6, "medium": 1.0, "tail": 0.5})
    assert found.confusions == (("big", "middle", 1), ("small", "big", 1))


def test_wilsons_interval_is_scipys():
    for right, total in ((0, 5), (3, 7), (90, 100)):
        theirs = binomtest(right, total).proportion_ci(method="wilson")
        assert wilson(right, total) == pytest.approx((theirs.low, theirs.high), abs=1e-6)


def test_a_change_of_prompts_is_told_by_what_it_fixed_and_broke():
    truth = np.zeros(12, int)
    before, after = np.array([0] * 4 + [1] * 8), np.array([1] + [0] * 11)
    found = change(before, after, truth)
    assert (found.broken, len(found.fixed)) == ((0,), 8)
    assert found.p_value == pytest.approx(binomtest(1, 9).pvalue)
    assert change(before, before, truth).p_value == 1


@given(st.lists(st.integers(0, 4), min_size=1, max_size=30), st.lists(st.integers(0, 4), min_size=1, max_size=30))
def test_auroc_is_scikit_learns_ties_included(known, unknown):
    theirs = roc_auc_score([1] * len(known) + [0] * len(unknown), known + unknown)
    assert auroc(np.array(known), np.array(unknown)) == pytest.approx(theirs)


def test_classes_held_out_are_told_from_those_that_stay():
    X, truth, prototypes = drawn(spread=0.3)
    found = held_out_auroc(SeenImages(X), truth, prototypes, ("a", "b"), gamma=0.1)
    S = similarities(X, prototypes)[:, 2:]
    assert found["similarity"] == pytest.approx(roc_auc_score(truth >= 2, S.max(axis=1)), abs=1e-4)
    assert found["similarity"] > 0.9
    with pytest.raises(GrouplineError, match="At least two classes"):
        held_out_auroc(SeenImages(X), truth, prototypes, NAMES[:6], gamma=0.1)


def test_the_temperature_is_that_of_the_least_loss():
    X, truth, prototypes = drawn()
    S = similarities(X, prototypes)
    gamma = fit_temperature(S, truth)

    def loss(g):
        return -np.log(softmax(S, g)[np.arange(len(truth)), truth]).mean()

    assert loss(gamma) <= min(loss(g) for g in np.geomspace(0.02, 1, 300)) + 1e-6
    with pytest.raises(GrouplineError, match="No labeled image"):
        fit_temperature(S, np.full(len(S), -1))


def accepted_of(answers, truth, point):
    mask = outcomes(answers, point) == 0
    return int(mask.sum()), int((answers.best == truth)[mask].sum())


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000), wished=st.floats(0.5, 1))
def test_a_point_for_a_precision_keeps_it_and_counts_what_it_accepts(seed, wished):
    X, truth, prototypes = drawn(seed, n=60)
    truth[:5] = -1
    answers = predict(X, prototypes, 0.1)
    best = max(coverage_curve(answers, truth, theta).precision.max(initial=0) for theta in answers.probability)
    if best < wished:
        return
    found = for_precision(answers, truth, wished, 0.1)
    assert (found.accepted, found.right) == accepted_of(answers, truth, found.point)
    assert found.precision >= wished - 1e-9


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000), error=st.floats(0, 9), review=st.floats(0.1, 3))
def test_no_pair_of_thresholds_costs_less_than_the_one_chosen(seed, error, review):
    X, truth, prototypes = drawn(seed, n=25)
    answers = predict(X, prototypes, 0.1)
    found = for_costs(answers, truth, error, review, 0.1)
    right = answers.best == truth

    def cost(mask):
        return error * (mask & ~right).sum() + review * (~mask).sum()

    pairs = [(p, m) for p in [0, *answers.probability] for m in [0, *answers.margin]]
    least = min(cost((answers.probability >= p) & (answers.margin >= m)) for p, m in pairs)
    assert cost(outcomes(answers, found.point) == 0) <= least + 1e-6


def test_the_curve_of_precision_against_coverage_worked_by_hand():
    prototypes = mean_prototypes({"a": np.array([[1.0, 0.0]]), "b": np.array([[0.0, 1.0]])})
    answers = predict(np.array([[1.0, 0.0], [4.0, 3.0], [3.0, 4.0], [4.0, 3.0]]), prototypes)
    curve = coverage_curve(answers, np.array([0, 0, 0, 1]))
    assert curve.coverage == pytest.approx([0.25, 1.0])
    assert curve.precision == pytest.approx([1.0, 0.5])
    assert curve.mu == pytest.approx([1.0, 0.2], abs=1e-6)


def test_folds_hold_their_share_of_each_class():
    truth = np.repeat([0, 1, 2], [100, 43, 10])
    fold = folds(truth)
    for number in range(3):
        counts = np.bincount(fold[truth == number], minlength=10)
        assert counts.max() - counts.min() <= 1
    assert (fold == folds(truth)).all()
    with pytest.raises(GrouplineError, match="10 folds of 3 images"):
        folds(truth[:3])


def test_what_cannot_be_measured_is_refused():
    X, truth, prototypes = drawn(n=5)
    answers = predict(X, prototypes)
    with pytest.raises(LengthMismatchError, match="5 images have answers, 4"):
        for_precision(answers, truth[:4], 0.9, 0.1)
    with pytest.raises(GrouplineError, match=r"No point reaches a precision of 90.0%.*the best is 0.0%"):
        for_precision(answers, np.full(5, -1), 0.9, 0.1)
    with pytest.raises(GrouplineError, match="precision is 2"):
        for_precision(answers, truth, 2, 0.1)
    with pytest.raises(GrouplineError, match="not both 0"):
        for_costs(answers, truth, 0, 0, 0.1)
    with pytest.raises(GrouplineError, match="no labeled image"):
        evaluate(np.empty((0, 7)), np.empty(0, int), NAMES)


def test_a_class_without_images_has_no_figures_of_its_own():
    found = evaluate(np.array([[0.9, 0.1], [0.2, 0.8]]), np.array([0, 0]), ("a", "b"))
    assert np.isnan(found.classes[1].average_precision)
    assert found.classes[1].precision == found.classes[1].recall == 0
    assert found.macro_f1 == pytest.approx((2 / 3 + 0) / 2)


def test_a_precision_recall_curve_ends_at_full_recall():
    curve = precision_recall(np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, True, False, False]))
    assert curve.recall.tolist() == [0.5, 1.0, 1.0]
    assert curve.precision == pytest.approx([1, 2 / 3, 0.5])
