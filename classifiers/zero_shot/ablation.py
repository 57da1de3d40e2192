"""The ablation: a recognition with each of its parts switched off, or on where it is off, measured on the same images.

What was measured is kept: a part is not measured again while prompts, labels and images stay as they are, and a
measurement that was killed goes on where it stopped.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial

import numpy as np

from classifiers.few_shot.adapter import AdapterSpec
from classifiers.zero_shot.evaluation import change
from classifiers.zero_shot.gather import GRID, find_target
from classifiers.zero_shot.judge import Judged, judge
from classifiers.zero_shot.prompts import PromptLibrary
from classifiers.zero_shot.recognise import NotPreparedError
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.embed.texts import TextNotEmbeddedError
from grouping.errors import CancelledError, GrouplineError
from grouping.files import atomic_write, key_of
from grouping.steps.decide import current_state
from grouping.store.embeddings import part_version, project_sets
from grouping.store.images import image_version
from grouping.store.workspace import Workspace
from grouping.types import Progress, silent

CONTEXT = 0.5
"""The weight that tiles get where they are switched on."""
CACHE = 1.0
CENTRES = 3


@dataclass(frozen=True, slots=True)
class Variant:
    """One row of the table: a recognition with one part changed, its figures, and what the change did.

    Figures are in [0, 1], 1 best; None, with the reason in `why_not`, where this variant cannot be made.
    """

    name: str
    images: int | None = None
    top1: float | None = None
    low: float | None = None
    """95 % interval of top-1 (Wilson)."""
    high: float | None = None
    top5: float | None = None
    macro_f1: float | None = None
    fixed: int | None = None
    """Of the images that both judge: those that are right here and wrong as it is."""
    broken: int | None = None
    p_value: float | None = None
    """Two-sided exact McNemar test against the recognition as it is."""
    seconds: float | None = None
    why_not: str = ""


def variants(spec: ZeroShotSpec) -> Iterator[tuple[str, ZeroShotSpec]]:
    """Give the spec, and it with each part switched off, or on where it is off, by name."""
    yield "as it is", spec
    if spec.text:
        yield f"prompts {'one' if spec.many_prompts else 'many'}", replace(spec, many_prompts=not spec.many_prompts)
        yield f"templates {_other(spec.templates)}", replace(spec, templates=not spec.templates)
    yield f"context {_other(bool(spec.context))}", replace(spec, context=0.0 if spec.context else CONTEXT)
    if spec.label_set is None:
        return
    yield f"cache {_other(bool(spec.cache))}", replace(spec, cache=0.0 if spec.cache else CACHE)
    yield f"adapter {_other(spec.adapter is not None)}", replace(spec, adapter=None if spec.adapter else AdapterSpec())
    centres = CENTRES if spec.per_class == 1 else 1
    yield f"{centres} prototype{'s' if centres > 1 else ''} a class", replace(spec, per_class=centres)
    if spec.text:
        yield "without images", replace(spec, label_set=None, per_class=1, cache=0.0, adapter=None)
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
    *,
    train: bool = True,
    progress: Progress = silent,
) -> list[Variant]:
    """Return a row for each of `variants(spec)`, measured on a label set; the first is the recognition as it is.

    With `train` off the table is read alone: NotPreparedError tells that the worker has to make it first. Raises
    GrouplineError where the recognition as it is cannot be measured.
    """
    path = workspace.home / "measured" / f"{_key(workspace, project_id, library, spec, label_set, encoder)}.json"
    if path.exists():
        return [Variant(**row) for row in json.loads(path.read_bytes())]
    if not train:
        raise NotPreparedError("The parts of this recognition have not been measured yet.")
    found, base = list[Variant](), None
    every = list(variants(spec))
    for number, (name, one) in enumerate(every):
        here = partial(_at, progress, number, len(every), name)
        here()
        try:
            judged = judge(workspace, project_id, library, one, label_set, encoder, keep=True, progress=here)
            base = base or judged
            found.append(_row(name, judged, base))
        except (CancelledError, TextNotEmbeddedError):
            raise
        except GrouplineError as error:
            if number == 0:
                raise
            found.append(Variant(name, why_not=str(error)))
    with atomic_write(path) as file:
        file.write(json.dumps([asdict(row) for row in found], allow_nan=False).encode())
    return found


def _at(progress: Progress, number: int, of: int, name: str, *_: object) -> None:
    """Tell which variant is measured, wherever in it the work is."""
    progress(number, of, name)


def _key(
    workspace: Workspace,
    project_id: int,
    library: PromptLibrary,
    spec: ZeroShotSpec,
    label_set: str,
    encoder: str | None,
) -> str:
    """Return the key of a table: sentences, labels, images and embeddings, tiles among them, that it rests on."""
    target = find_target(workspace, project_id, spec.text, encoder)
    tiles = [one for one in project_sets(workspace.database, project_id) if one.spec["preprocessing"] == GRID]
    with workspace.database.read() as session:
        counts = [part_version(session, one.id) for one in (target, *tiles)]
        images = image_version(session, project_id)
    state = current_state(workspace, project_id)
    labels = {
        name: sorted((int(image), one.class_name) for image, one in state.label_set(name).labels.items())
        for name in {label_set, spec.label_set or label_set}
    }
    prompts = [library.texts(), library.texts(templates=False), library.texts(many=False)] if spec.text else []
    keys = [one.key for one in (target, *tiles)]
    return key_of("ablation", project_id, keys, counts, images, sorted(state.tree.discarded), labels, prompts, spec)


def _row(name: str, judged: Judged, base: Judged) -> Variant:
    told = judged.evaluation()
    low, high = told.top1_interval
    fixed, broken, p_value = _against(judged, base)
    return Variant(
        name,
        told.n_images,
        told.top1,
        low,
        high,
        told.top5,
        told.macro_f1,
        fixed,
        broken,
        p_value,
        None if np.isnan(judged.seconds) else judged.seconds,
    )


def _against(judged: Judged, base: Judged) -> tuple[int, int, float]:
    """Return what is right here and was wrong, the other way round, and the p-value, on images that both judge."""
    _, here, there = np.intersect1d(judged.image_ids, base.image_ids, return_indices=True)
    after, before = (
        (one.S[rows].argmax(axis=1) == one.truth[rows]).astype(np.int64)
        for one, rows in ((judged, here), (base, there))
    )
    made = change(before, after, np.ones(len(after), np.int64))
    return len(made.fixed), len(made.broken), made.p_value
