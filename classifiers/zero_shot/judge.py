"""Judge a recognition on labeled images: figures, operating point, effect of prompts, ablation.

Images that tell the classes never judge them: where the spec learns from the very label set that judges, each tenth of
it is answered by what the other nine tenths made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from classifiers.directions.prototypes import Prototypes
from classifiers.directions.vectors import Vectors
from classifiers.few_shot.adapter import AdapterSpec
from classifiers.zero_shot.choose_point import Chosen, fit_temperature, for_costs, for_precision
from classifiers.zero_shot.evaluation import Evaluation, evaluate, folds
from classifiers.zero_shot.gather import Gathered, gather, labeled_images, text_prototypes
from classifiers.zero_shot.predict import Answers, answers_of
from classifiers.zero_shot.prompt_effect import PromptEffect, prompt_effects
from classifiers.zero_shot.prompts import PromptLibrary, filled
from classifiers.zero_shot.recognizer import Labeled, fit_recognizer
from classifiers.zero_shot.spec import ZeroShotSpec
from classifiers.zero_shot.unknown import auroc
from grouping.errors import GrouplineError
from grouping.steps.embed_texts import text_embeddings
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


def judged(labeled: Labeled, spec: ZeroShotSpec, text: Prototypes | None, own: bool, ids: Ints) -> Judged:
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
) -> Judged:
    """Return scores of a label set's images; see `judged`. Raises GrouplineError where none has an embedding."""
    gathered = gather(workspace, project_id, spec, encoder)
    text = text_prototypes(workspace, gathered.target, library, spec)
    return _judge(gathered, project_id, text, spec, label_set)


def _judge(gathered: Gathered, project_id: int, text: Prototypes | None, spec: ZeroShotSpec, label_set: str) -> Judged:
    rows, labeled = labeled_images(gathered, project_id, label_set)
    if rows.empty:
        raise GrouplineError(f"No image of label set '{label_set}' has embeddings of {gathered.target.encoder}.")
    ids = rows["id"].to_numpy().astype(np.int64)
    if spec.label_set is not None and spec.label_set != label_set:
        learned_rows, learned = labeled_images(gathered, project_id, spec.label_set)
        apart = ~np.isin(ids, learned_rows["id"].to_numpy())
        if not apart.any():
            raise GrouplineError(f"Every image of '{label_set}' is in '{spec.label_set}', which tells the classes.")
        recognizer = fit_recognizer(spec, text, learned)
        asked = labeled.rows(np.flatnonzero(apart).tolist())
        names = recognizer.prototypes.names
        return Judged(names, recognizer.scores(asked.whole, asked.tiles), _numbers(asked.labels, names), ids[apart], 1)
    return judged(labeled, spec, text, spec.label_set == label_set, ids)


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


def effects_of_prompts(
    workspace: Workspace,
    project_id: int,
    library: PromptLibrary,
    label_set: str,
    encoder: str | None = None,
    progress: Progress = silent,
) -> list[PromptEffect]:
    """Return what each prompt does on a label set, the most harmful first; by prompts alone."""
    gathered = gather(workspace, project_id, ZeroShotSpec(), encoder)
    _, labeled = labeled_images(gathered, project_id, label_set)
    sayings = {
        name: {
            saying: text_embeddings(workspace, gathered.target, filled([saying], library.templates)) for saying in told
        }
        for name, told in library.sayings().items()
    }
    truth = _numbers(list(labeled.labels), library.names)
    return prompt_effects(np.asarray(labeled.whole), truth, sayings, progress)


def variants(spec: ZeroShotSpec) -> Iterator[tuple[str, ZeroShotSpec]]:
    """Give the spec, and it with each part switched off, or on where it is off, by name."""
    yield "as it is", spec
    if spec.text:
        yield f"prompts {'one' if spec.many_prompts else 'many'}", replace(spec, many_prompts=not spec.many_prompts)
        yield f"templates {_other(spec.templates)}", replace(spec, templates=not spec.templates)
    yield f"context {_other(bool(spec.context))}", replace(spec, context=0.0 if spec.context else 0.5)
    if spec.label_set is None:
        return
    yield f"cache {_other(bool(spec.cache))}", replace(spec, cache=0.0 if spec.cache else 1.0)
    yield f"adapter {_other(spec.adapter is not None)}", replace(spec, adapter=None if spec.adapter else AdapterSpec())
    yield (
        f"{3 if spec.per_class == 1 else 1} prototypes a class",
        replace(spec, per_class=3 if spec.per_class == 1 else 1),
    )
    if spec.text:
        yield "without images", replace(spec, label_set=None, cache=0.0, adapter=None)
        yield "without prompts", replace(spec, text=False)
    else:
        yield f"centring {_other(spec.centre)}", replace(spec, centre=not spec.centre)


def _other(on: bool) -> str:
    return "off" if on else "on"


def ablation(
    workspace: Workspace,
    project_id: int,
    library: PromptLibrary,
    spec: ZeroShotSpec,
    label_set: str,
    encoder: str | None = None,
    progress: Progress = silent,
) -> list[tuple[str, Evaluation | str]]:
    """Return (variant, its figures on a label set), or why a variant cannot be made; see `variants`."""
    found: list[tuple[str, Evaluation | str]] = []
    every = list(variants(spec))
    for number, (name, one) in enumerate(every):
        progress(number, len(every), name)
        try:
            found.append((name, judge(workspace, project_id, library, one, label_set, encoder).evaluation()))
        except GrouplineError as error:
            if number == 0:
                raise
            found.append((name, str(error)))
    return found
