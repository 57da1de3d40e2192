"""Prototypes, cache and adapter from labeled images, against hand-worked values and scikit-learn."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.neighbors import NearestCentroid

from classifiers.directions.prototypes import mean_prototypes
from classifiers.directions.vectors import unit_rows
from classifiers.few_shot.adapter import Adapter, AdapterSpec
from classifiers.few_shot.cache import ImageCache, image_cache
from classifiers.few_shot.train_adapter import train_adapter
from classifiers.few_shot.visual import visual_prototypes
from classifiers.zero_shot.predict import predict
from classifiers.zero_shot.scores import similarities
from classifiers.zero_shot.views import SeenImages, centre_of
from grouping.errors import CancelledError, GrouplineError, LengthMismatchError


@pytest.fixture(scope="module")
def digits():
    X, y = load_digits(return_X_y=True)
    return X.astype(np.float32), np.array([str(digit) for digit in y], dtype=object)


def test_mean_prototypes_decide_as_scikit_learns_nearest_centroid(digits):
    X, y = digits
    X = X[:, X[:900].any(axis=0)]  # scikit-learn warns of pixels that are always white
    unit = unit_rows(X)
    theirs = NearestCentroid().fit(unit[:900], y[:900])
    theirs.centroids_ /= np.linalg.norm(theirs.centroids_, axis=1, keepdims=True)
    prototypes = visual_prototypes(X[:900], list(y[:900]))
    found = np.array(prototypes.names)[predict(X[900:], prototypes).best]
    assert (found == theirs.predict(unit[900:])).all()


def test_several_prototypes_a_class_recognise_more_digits(digits):
    X, y = digits
    right = {}
    for per_class in (1, 5):
        prototypes = visual_prototypes(X[:900], list(y[:900]), per_class)
        assert len(prototypes.vectors) == 10 * per_class
        right[per_class] = (np.array(prototypes.names)[predict(X[900:], prototypes).best] == y[900:]).mean()
    assert right[5] > right[1] + 0.02


def test_a_class_has_no_more_prototypes_than_different_images():
    X = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    prototypes = visual_prototypes(X, ["a", "a", "b", "b"], per_class=3)
    assert prototypes.owners.tolist() == [0, 1, 1]


def test_the_cache_worked_by_hand():
    cache = ImageCache(np.array([[1, 0], [0, 1], [0, 1]], np.float32), np.array([0, 1, 1]), 2, alpha=2.0, beta=3.0)
    found = cache.scores(np.array([[0.6, 0.8]], np.float32))[0]
    assert found == pytest.approx([2 * np.exp(-3 * 0.4), 2 * np.exp(-3 * 0.2)], rel=1e-5)


def test_the_cache_is_the_papers_formula_where_classes_have_as_many_images(digits):
    X, y = digits
    rows = np.concatenate([np.flatnonzero(y == str(digit))[:4] for digit in range(10)])
    prototypes = visual_prototypes(X[rows], list(y[rows]))
    cache = image_cache(X[rows], list(y[rows]), prototypes.names, alpha=0.04, beta=5.5)
    x, F = unit_rows(X[900:950]), unit_rows(X[rows])
    L = (y[rows][:, None] == np.array(prototypes.names)[None, :]).astype(np.float32)
    paper = 1.0 * np.exp(-5.5 * (1 - x @ F.T)) @ L + 100 * x @ prototypes.vectors.T
    assert 100 * similarities(X[900:950], prototypes, cache) == pytest.approx(paper, rel=1e-4)
    answers = predict(X[900:950], prototypes, cache=cache)
    assert (answers.best == paper.argmax(axis=1)).all()
    assert answers.margin == pytest.approx(np.diff(np.sort(paper, axis=1)[:, -2:], axis=1)[:, 0] / 100, abs=1e-5)


def test_a_trained_adapter_recognises_more_and_is_the_same_each_time(digits):
    X, y = digits
    prototypes = visual_prototypes(X[:900], list(y[:900]))
    numbers = np.array([prototypes.names.index(label) for label in y[:900]])
    adapter = train_adapter(X[:900], numbers, prototypes, AdapterSpec(steps=60))
    again = train_adapter(X[:900], numbers, prototypes, AdapterSpec(steps=60))
    assert (adapter.up == again.up).all()
    plain = predict(X[900:], prototypes)
    adapted = predict(SeenImages(X[900:], adapter=adapter), prototypes)
    truth = np.array([prototypes.names.index(label) for label in y[900:]])
    assert (adapted.best == truth).mean() > (plain.best == truth).mean() + 0.03


def test_an_adapter_that_has_learned_nothing_changes_nothing():
    X = unit_rows(np.random.default_rng(0).normal(size=(5, 8)))
    assert np.abs(Adapter(np.ones((8, 2), np.float32), np.zeros((2, 8), np.float32)).apply(X) - X).max() < 1e-6


def test_training_can_be_cancelled_and_wants_two_classes(digits):
    X, y = digits
    prototypes = visual_prototypes(X[:100], list(y[:100]))

    def stop(done: int, total: int | None, message: str = "") -> None:
        raise CancelledError("Cancelled.")

    with pytest.raises(CancelledError):
        train_adapter(X[:100], np.arange(100) % 10, prototypes, progress=stop)
    with pytest.raises(GrouplineError, match="at least two classes"):
        train_adapter(X[:5], np.zeros(5, int), prototypes)


def test_context_and_centre_are_what_they_say():
    whole, tiles = np.array([[2.0, 0.0], [0.0, 3.0]]), np.array([[0.0, 1.0], [0.0, 5.0]])
    seen = SeenImages(whole, tiles, context=0.5)
    assert seen.all() == pytest.approx(np.array([[0.5**0.5, 0.5**0.5], [0, 1]]), abs=1e-6)
    centre = centre_of(SeenImages(whole))
    assert centre == pytest.approx([0.5, 0.5])
    assert SeenImages(whole, centre=centre).all() == pytest.approx(np.array([[1, -1], [-1, 1]]) / 2**0.5, abs=1e-6)
    assert (SeenImages(whole, tiles, context=0.0).rows(0, 2) == whole).all()


def test_what_does_not_fit_is_refused():
    whole = np.ones((2, 3))
    with pytest.raises(GrouplineError, match="'grid'"):
        SeenImages(whole, context=0.5)
    with pytest.raises(LengthMismatchError, match="of one encoder"):
        SeenImages(whole, np.ones((2, 4)), context=0.5)
    with pytest.raises(GrouplineError, match="no labeled image"):
        image_cache(whole, ["a", "a"], ["b"])
    with pytest.raises(GrouplineError, match="at least one prototype"):
        visual_prototypes(whole, ["a", "b"], 0)
    with pytest.raises(GrouplineError, match="rank is 0"):
        AdapterSpec(rank=0)
    with pytest.raises(LengthMismatchError, match="2 images have 1 labels"):
        visual_prototypes(whole, ["a"])


def test_text_and_cache_may_know_different_classes():
    prototypes = mean_prototypes({"bolt": np.array([[1.0, 0.0]]), "nut": np.array([[0.0, 1.0]])})
    cache = image_cache(np.array([[0.0, 1.0], [1.0, 1.0]]), ["nut", "gear"], prototypes.names, alpha=0.5)
    assert cache.scores(np.array([[0.0, 1.0]], np.float32))[0] == pytest.approx([0, 0.5])
