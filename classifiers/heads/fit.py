"""Fit a head: scaling inside the pipeline, class weights, hyper-parameters by inner folds."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import f1_score
from sklearn.model_selection import ParameterGrid
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.class_weight import compute_sample_weight
from threadpoolctl import threadpool_limits

from classifiers.data.folds import folds
from classifiers.errors import UntrainableError
from classifiers.heads.catalogue import HEADS, Head
from classifiers.heads.fitted import FittedHead, FittedOneClass
from classifiers.heads.normal import normal_class
from classifiers.heads.spec import HeadSpec
from classifiers.types import Examples
from grouping.types import Ints, Progress, silent


def fit(spec: HeadSpec, train: Examples, val: Examples, folder: Path | None = None, progress: Progress = silent) -> Any:
    """Return a head fitted on `train`; `val` is not looked at, for heads stop by themselves.

    Raises UntrainableError where the training images are of one class only, or of none.
    """
    with threadpool_limits(1, user_api="blas"):  # sums in the same order, so that the same spec gives the same bytes
        return _fit_one_class(spec, train) if spec.one_class else _fit_classes(spec, train, progress)


def _fit_classes(spec: HeadSpec, train: Examples, progress: Progress) -> FittedHead:
    if len(np.unique(train.y)) < 2:
        raise UntrainableError("The training images are of one class only; label more images of the others.")
    head = HEADS[spec.head]
    inner = _inner_folds(spec, train) if spec.search and head.grid else []
    with _without_convergence_warnings() as unfinished:
        chosen, score = _search(spec, train, inner, progress) if inner else (_middle(head), None)
        chosen = _within(chosen, len(train))
        fitted = _fit_pipeline(spec, chosen, train)
    details = {"chosen": _plain(chosen), "inner_macro_f1": score, "converged": not unfinished}
    return FittedHead(fitted, len(train.classes), details)


def _search(
    spec: HeadSpec, train: Examples, inner: list[tuple[Ints, Ints]], progress: Progress
) -> tuple[dict[str, Any], float]:
    """Return the grid's parameters with the highest mean macro-F1 over the inner folds, the simplest among equals.

    scikit-learn's GridSearchCV does the same, but can neither tell how far it is nor be cancelled.
    """
    grid = ParameterGrid({f"head__{name}": list(values) for name, values in HEADS[spec.head].grid.items()})
    scores = []
    for place, values in enumerate(grid):
        own = []
        for fold, (learned, judged) in enumerate(inner):
            progress(place * len(inner) + fold, len(grid) * len(inner), f"{spec.title}: {_told(values)}")
            said = _fit_pipeline(spec, values, train.rows(learned)).predict(train.inputs.embeddings[judged])
            own.append(f1_score(train.y[judged], said, average="macro", zero_division=0.0))
        scores.append(float(np.mean(own)))
    best = int(np.argmax(scores))
    return dict(list(grid)[best]), scores[best]


def _fit_pipeline(spec: HeadSpec, values: dict[str, Any], train: Examples) -> Any:
    weights = _weights(HEADS[spec.head], spec, train.y)
    return pipeline(spec).set_params(**_within(values, len(train))).fit(train.inputs.embeddings, train.y, **weights)


def _within(values: dict[str, Any], n_images: int) -> dict[str, Any]:
    """Return parameters with no more neighbours than there are images to be neighbours."""
    return {name: min(value, n_images) if name == "head__n_neighbors" else value for name, value in values.items()}


def _told(values: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in _plain(values).items())


def _fit_one_class(spec: HeadSpec, train: Examples) -> FittedOneClass:
    own = train.rows(np.flatnonzero(train.y == normal_class(spec, train.classes)))
    if len(own) < 2:
        raise UntrainableError("A one-class head needs two images of its class in training at least.")
    return FittedOneClass(pipeline(spec).fit(own.inputs.embeddings), {"learned_from": len(own)})


def pipeline(spec: HeadSpec) -> Any:
    """Return the unfitted pipeline: scaling to unit variance, then the head with the middle of its grid."""
    head = HEADS[spec.head]
    module, _, function = head.build.partition(":")
    weight = "balanced" if head.weights == "classes" and spec.class_weight == "balanced" else None
    built = getattr(import_module(module), function)(weight, spec.seed)
    return Pipeline([("scale", StandardScaler()), ("head", built)]).set_params(**_middle(head))


def _middle(head: Head) -> dict[str, Any]:
    return {f"head__{name}": values[len(values) // 2] for name, values in head.grid.items()}


def _weights(head: Head, spec: HeadSpec, y: Ints) -> dict[str, Any]:
    if head.weights == "samples" and spec.class_weight == "balanced":
        return {"head__sample_weight": compute_sample_weight("balanced", y)}
    return {}


def _inner_folds(spec: HeadSpec, train: Examples) -> list[tuple[Ints, Ints]]:
    """Return (training rows, judging rows) of each inner fold whose training rows have two classes or more."""
    names = [str(place) for place in train.y]
    linked: dict[int, list[str]] = {}
    for sha, group in zip(train.inputs.sha256s, train.groups, strict=True):
        linked.setdefault(int(group), []).append(sha)
    fold = folds(train.inputs.sha256s, names, linked.values(), spec.inner_folds, spec.seed)
    pairs = [(np.flatnonzero(fold != one), np.flatnonzero(fold == one)) for one in range(spec.inner_folds)]
    every = set(np.unique(train.y))
    # A fold that lacks a class in training would judge a parameter by what no parameter can do.
    return [(fitting, judged) for fitting, judged in pairs if len(judged) and set(np.unique(train.y[fitting])) == every]


def _plain(parameters: dict[str, Any]) -> dict[str, Any]:
    return {name.removeprefix("head__"): value for name, value in parameters.items()}


@contextmanager
def _without_convergence_warnings() -> Iterator[list[str]]:
    """Give a list that holds the warnings of fits that reached their last iteration; the model card tells of them."""
    told: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ConvergenceWarning)
        yield told
    for one in caught:
        if issubclass(one.category, ConvergenceWarning):
            told.append(str(one.message))
        else:
            warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)
