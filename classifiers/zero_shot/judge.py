"""Judge a recognition on labeled images: scores that all figures and the operating point are made of.

Images that tell the classes never judge them: where the spec learns from the very label set that judges, each tenth of
it is answered by what the other nine tenths made.
"""

import io
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from classifiers.directions.prototypes import Prototypes
from classifiers.directions.vectors import Vectors
from classifiers.zero_shot.choose_point import Chosen, fit_temperature, for_costs, for_precision
from classifiers.zero_shot.evaluation import Evaluation, evaluate, folds
from classifiers.zero_shot.gather import Gathered, gather, labeled_images, text_prototypes
from classifiers.zero_shot.predict import Answers, answers_of
from classifiers.zero_shot.prompts import PromptLibrary
from classifiers.zero_shot.recognise import NotPreparedError, recognizer_key
from classifiers.zero_shot.recognizer import Labeled, fit_recognizer
from classifiers.zero_shot.spec import ZeroShotSpec
from classifiers.zero_shot.unknown import auroc
from grouping.errors import GrouplineError
from grouping.files import atomic_write, key_of
from grouping.store.workspace import Workspace
from grouping.types import Ints, Progress, silent

FOLDS = 10


@dataclass(frozen=True)
class Judged:
    """Scores S (n, n_classes) of labeled images by recognizers that had not seen them; `truth` (n,), -1 of no class."""

    names: tuple[str, ...]
    S: Vectors
    truth: Ints
    image_ids: Ints
    folds: int
    """How many recognizers were made; 1 where the judging images tell no class."""
    seconds: float = math.nan
    """How long it took, where that was measured."""

    def evaluation(self) -> Evaluation:
        """Return all figures of the images whose class is among the classes."""
        known = self.truth >= 0
        return evaluate(self.S[known], self.truth[known], self.names)

    def answers(self, gamma: float) -> Answers:
        """Return the answers that the scores give."""
        return answers_of(self.S, self.names, gamma)

    def unknown_auroc(self) -> dict[str, float]:
        """Return class -> AUROC of the best similarity when that class is held out: its images against the others."""
        found = {}
        for number, name in enumerate(self.names):
            if len(self.names) > 2 and (self.truth == number).any():
                best = np.delete(self.S, number, axis=1).max(axis=1)
                known = (self.truth >= 0) & (self.truth != number)
                found[name] = auroc(best[known], best[self.truth == number])
        return found


def judged(
    labeled: Labeled, spec: ZeroShotSpec, text: Prototypes | None, own: bool, ids: Ints, progress: Progress = silent
) -> Judged:
    """Return scores of labeled images by recognizers that have not seen them.

    `own`: the spec learns from these very images, so ten folds are made (as many as the images of the rarest class,
    where these are fewer). Raises GrouplineError where a class has one image alone to learn from and to judge.
    """
    if not own:
        recognizer = fit_recognizer(spec, text)
        names = recognizer.prototypes.names
        return Judged(names, recognizer.scores(labeled.whole, labeled.tiles), _numbers(labeled.labels, names), ids, 1)
    classes = sorted(set(labeled.labels) | set(text.names if text else ()))
    numbers = _numbers(labeled.labels, tuple(classes))
    count = min(FOLDS, int(np.bincount(numbers)[np.unique(numbers)].min()))
    if count < 2:
        raise GrouplineError(
            "A class has one labeled image: it cannot both tell the class and judge it. Label a second one, or judge "
            "with another label set."
        )
    fold, S = folds(numbers, count, spec.seed), np.zeros((len(numbers), len(classes)), np.float32)
    for part in range(count):
        rows, rest = np.flatnonzero(fold == part), np.flatnonzero(fold != part)
        learned = labeled.rows(rest.tolist())
        progress(part, count, f"measuring, part {part + 1} of {count}")
        recognizer = fit_recognizer(spec, text, learned)
        columns = [classes.index(name) for name in recognizer.prototypes.names]
        asked = labeled.rows(rows.tolist())
        S[rows[:, None], columns] = recognizer.scores(asked.whole, asked.tiles)
    return Judged(tuple(classes), S, numbers, ids, count)


def _numbers(labels: Sequence[str], names: tuple[str, ...]) -> Ints:
    place = {name: number for number, name in enumerate(names)}
    return np.array([place.get(label, -1) for label in labels], np.int64)


def judge(
    workspace: Workspace,
    project_id: int,
    library: PromptLibrary,
    spec: ZeroShotSpec,
    label_set: str,
    encoder: str | None = None,
    *,
    train: bool = True,
    keep: bool = False,
    progress: Progress = silent,
) -> Judged:
    """Return scores of a label set's images; see `judged`. Raises GrouplineError where none has an embedding.

    What takes training, and with `keep` all else, is kept and read back while prompts, labels and images are the same.
    With `train` off (the web process) it is read alone: NotPreparedError tells that the worker has to make it first.
    """
    gathered = gather(workspace, project_id, spec, encoder)
    text = text_prototypes(workspace, gathered.target, library, spec)
    asked = _ask(gathered, project_id, spec, label_set)
    if not (keep or spec.trains):
        return asked.answer(spec, text, progress)
    path = workspace.home / "measured" / f"{asked.key(gathered, spec, text)}.npz"
    if path.exists():
        return _read(path)
    if not train:
        raise NotPreparedError("Measuring this recognition takes training; the worker has to do it first.")
    began = time.perf_counter()
    found = replace(asked.answer(spec, text, progress), seconds=time.perf_counter() - began)
    _keep(path, found)
    return found


@dataclass(frozen=True)
class _Asked:
    """The images that judge, and those that tell classes, where these are others."""

    ids: Ints
    labeled: Labeled
    learned: Labeled | None
    own: bool

    def key(self, gathered: Gathered, spec: ZeroShotSpec, text: Prototypes | None) -> str:
        learned = self.labeled if self.own else self.learned
        made_of = recognizer_key(gathered, spec, text, learned)
        return key_of("judged", FOLDS, made_of, self.ids.astype("<i8").tobytes(), list(self.labeled.labels))

    def answer(self, spec: ZeroShotSpec, text: Prototypes | None, progress: Progress) -> Judged:
        if self.learned is None:
            return judged(self.labeled, spec, text, self.own, self.ids, progress)
        recognizer = fit_recognizer(spec, text, self.learned, progress=progress)
        names = recognizer.prototypes.names
        S = recognizer.scores(self.labeled.whole, self.labeled.tiles)
        return Judged(names, S, _numbers(self.labeled.labels, names), self.ids, 1)


def _ask(gathered: Gathered, project_id: int, spec: ZeroShotSpec, label_set: str) -> _Asked:
    rows, labeled = labeled_images(gathered, project_id, label_set)
    if rows.empty:
        raise GrouplineError(f"No image of label set '{label_set}' has embeddings of {gathered.target.encoder}.")
    ids = rows["id"].to_numpy().astype(np.int64)
    if spec.label_set is None or spec.label_set == label_set:
        return _Asked(ids, labeled, None, spec.label_set == label_set)
    learned_rows, learned = labeled_images(gathered, project_id, spec.label_set)
    apart = np.flatnonzero(~np.isin(ids, learned_rows["id"].to_numpy()))
    if not len(apart):
        raise GrouplineError(f"Every image of '{label_set}' is in '{spec.label_set}', which tells the classes.")
    return _Asked(ids[apart], labeled.rows(apart.tolist()), learned, False)


def _keep(path: Path, found: Judged) -> None:
    packed = io.BytesIO()
    np.savez(
        packed,
        allow_pickle=False,
        names=np.array(found.names),
        S=found.S,
        truth=found.truth,
        image_ids=found.image_ids,
        numbers=np.array([found.folds, found.seconds]),
    )
    with atomic_write(path) as file:
        file.write(packed.getvalue())


def _read(path: Path) -> Judged:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            found = dict(arrays)
        folds_made, seconds = found["numbers"].tolist()
        names = tuple(map(str, found["names"]))
        return Judged(names, found["S"], found["truth"], found["image_ids"], int(folds_made), seconds)
    except (OSError, ValueError, KeyError) as error:
        raise GrouplineError(f"{path} cannot be read ({error}). Delete it, and measure again.") from error


def choose_point(
    found: Judged,
    label_set: str,
    *,
    precision: float | None = None,
    error_cost: float | None = None,
    review_cost: float = 1.0,
) -> Chosen:
    """Return temperature, margin and probability for a wished precision, or for costs, with what they do here.

    Raises GrouplineError unless exactly one of `precision` and `error_cost` is given.
    """
    if (precision is None) == (error_cost is None):
        raise GrouplineError("Choose the point either by a wished precision, or by what an error costs.")
    gamma = fit_temperature(found.S, found.truth)
    on = f"{len(found.truth):,} images of '{label_set}'"
    if precision is not None:
        return for_precision(found.answers(gamma), found.truth, precision, gamma, on)
    return for_costs(found.answers(gamma), found.truth, float(error_cost or 0), review_cost, gamma, on)
