"""Compare: two models on images that neither learned from, and on the folds they share; nothing is computed anew."""

from dataclasses import asdict
from typing import Any

import numpy as np

from classifiers.card import short
from classifiers.errors import InvalidSpecError
from classifiers.evaluation.significance import corrected_t_test, permutation_test
from classifiers.predictions import Judged
from classifiers.steps.cross_validate import results
from classifiers.steps.open_model import OpenModel, refuse_one_class
from classifiers.steps.use_gold import FILE as GOLD_FILE
from grouping.types import Ints

FIGURES = ("accuracy", "macro_f1")


def compare_models(a: OpenModel, b: OpenModel) -> dict[str, Any]:
    """Return both models' figures side by side and whether they differ; differences are b - a.

    `test` and `gold` hold the permutation test on the images that both models were judged on there; `folds` the
    corrected t-test where both were cross-validated by the same plan on the same images. A part that is missing is
    None. Raises InvalidSpecError for models that do not tell the same classes apart.
    """
    refuse_one_class("A comparison", a, b)
    if set(a.classes) != set(b.classes):
        raise InvalidSpecError(
            f"{a.model.name} and {b.model.name} cannot be compared: one tells apart {', '.join(a.classes)}, the other "
            f"{', '.join(b.classes)}."
        )
    return {
        "a": _side(a),
        "b": _side(b),
        "test": _on_images(a, b, "test.npz"),
        "gold": _on_images(a, b, GOLD_FILE),
        "folds": _on_folds(a, b),
    }


def _side(one: OpenModel) -> dict[str, Any]:
    return {
        "key": one.model.key,
        "title": one.model.title,
        "version": one.model.version,
        **short(one.card["test"]),
        **one.card["speed"],
        "seconds": one.card["seconds"],
        "size_bytes": one.card["size_bytes"],
    }


def _on_images(a: OpenModel, b: OpenModel, name: str) -> dict[str, Any] | None:
    """Compare on the images that both files hold with the same truth and that neither model learned from."""
    if not all((one.folder / name).exists() for one in (a, b)):
        return None
    first, second = Judged.load(a.folder / name), Judged.load(b.folder / name)
    known = {sha for one in (a, b) for part in ("learned", "val") for sha in one.parts[part]}
    place = {sha: row for row, sha in enumerate(second.sha256s)}
    rows = [(row, place[sha]) for row, sha in enumerate(first.sha256s) if sha in place and sha not in known]
    pairs = np.array(rows, dtype=np.int64).reshape(-1, 2)
    to_a = _translation(b, a)
    truth, said_a = first.y[pairs[:, 0]], first.label[pairs[:, 0]]
    said_b, agreed = to_a[second.label[pairs[:, 1]]], to_a[second.y[pairs[:, 1]]] == truth
    if not agreed.any():
        return None
    values = truth[agreed], said_a[agreed], said_b[agreed]
    return {"n": int(agreed.sum())} | {
        figure: asdict(permutation_test(*values, n_classes=len(a.classes), figure=figure)) for figure in FIGURES
    }


def _translation(source: OpenModel, target: OpenModel) -> Ints:
    """Return, for each class of `source`, its place in `target`."""
    return np.array([target.classes.index(name) for name in source.classes], dtype=np.int64)


def _on_folds(a: OpenModel, b: OpenModel) -> dict[str, Any] | None:
    there = {one["plan"]: one for one in results(b)}
    shared = next((one for one in results(a) if one["plan"] in there), None)
    if shared is None or a.model.content_hash != b.model.content_hash:
        return None
    other = there[shared["plan"]]
    rows = [(one, two) for one, two in zip(shared["folds"], other["folds"], strict=True) if one["n_test"]]
    # A network learns from fewer images than a head, for it stops by a fold: the smaller number claims less.
    n_train = min(int(np.median([pair[side]["n_train"] for pair in rows])) for side in (0, 1))
    n_test = int(np.median([one["n_test"] for one, _ in rows]))
    found: dict[str, Any] = {"n": len(rows), "spec": shared["spec"]}
    for figure in FIGURES:
        first, second = (np.array([pair[side][figure] for pair in rows]) for side in (0, 1))
        found[figure] = asdict(corrected_t_test(first, second, n_train, n_test))
    return found
