"""Learning curve: what more images of the same kind would bring."""

import json
import shutil
from collections.abc import Sequence
from typing import Any

import numpy as np

from classifiers import recipes
from classifiers.answering import answer_all
from classifiers.data.subset import share_of
from classifiers.errors import UntrainableError
from classifiers.evaluation.confusion import accuracy, confusion_matrix, macro_f1
from classifiers.steps.cross_validate import development
from classifiers.steps.open_model import OpenModel
from grouping.files import atomic_write, key_of
from grouping.store.workspace import Workspace
from grouping.types import Progress, silent

SHARES = (0.1, 0.25, 0.5, 1.0)
DRAWS = 3


def learning_curve(
    workspace: Workspace,
    project_id: int,
    opened: OpenModel,
    shares: Sequence[float] = SHARES,
    draws: int = DRAWS,
    progress: Progress = silent,
) -> list[dict[str, Any]]:
    """Train the model's recipe on shares of its training images and judge each on its test images.

    Returns one row a share: share, n (images learned from), of (those there are), n_test, accuracy and macro_f1 as
    means over `draws` subsets with their standard deviations (0 for the whole, which has one subset). Each finished
    row is kept.
    """
    examples, _ = development(workspace, project_id, opened)
    part_of = {sha: name for name, shas in opened.parts.items() for sha in shas}
    rows_of = {
        name: np.flatnonzero([part_of.get(sha) == name for sha in examples.inputs.sha256s])
        for name in ("learned", "val", "test")
    }
    if not len(rows_of["test"]):
        raise UntrainableError("The model has no test images to draw a learning curve on.")
    learned, val, test = (examples.rows(rows_of[name]) for name in ("learned", "val", "test"))
    parts = [list(part.inputs.sha256s) for part in (learned, val, test)]
    table = []
    for place, share in enumerate(shares):
        path = opened.folder / "curve" / f"{key_of('curve', share, draws, parts)}.json"
        if not path.exists():
            scores = []
            for draw in range(draws if share < 1 else 1):
                progress(place * draws + draw, len(shares) * draws, f"{share:.0%} of the training images")
                part = share_of(learned, share, seed=draw)
                if len(np.unique(part.y)) < 2:
                    raise UntrainableError(f"{share:.0%} of the training images are of one class only; start higher.")
                fitted = recipes.fit(opened.spec, part, val, path.with_suffix("") / str(draw), progress)
                for large in path.with_suffix("").rglob("*.npy"):
                    large.unlink()  # pixels and views, which no other draw needs; checkpoints stay till the row is kept
                said = answer_all(fitted, test.inputs, progress).argmax(axis=1)
                matrix = confusion_matrix(test.y, said, len(test.classes))
                scores.append((len(part), float(accuracy(matrix)), float(macro_f1(matrix))))
            values = np.array(scores)
            row = {
                "share": share,
                "n": int(values[0, 0]),
                "of": len(learned),
                "n_test": len(test),
                "accuracy": float(values[:, 1].mean()),
                "accuracy_sd": float(values[:, 1].std(ddof=1)) if len(values) > 1 else 0.0,
                "macro_f1": float(values[:, 2].mean()),
                "macro_f1_sd": float(values[:, 2].std(ddof=1)) if len(values) > 1 else 0.0,
            }
            with atomic_write(path) as file:
                file.write(json.dumps(row).encode())
            shutil.rmtree(path.with_suffix(""), ignore_errors=True)  # what a killed share would have gone on from
        table.append(json.loads(path.read_text()))
    return table


def kept_curve(opened: OpenModel) -> list[dict[str, Any]]:
    """Return the finished rows of a model's newest learning curve, by share.

    An older one was drawn on other images: before gold images were locked, say.
    """
    newest = sorted((opened.folder / "curve").glob("*.json"), key=lambda path: -path.stat().st_mtime_ns)
    rows = [json.loads(path.read_text()) for path in newest]
    own = [row for row in rows if all(row.get(name) == rows[0].get(name) for name in ("of", "n_test"))]
    return sorted(own, key=lambda row: float(row["share"]))
