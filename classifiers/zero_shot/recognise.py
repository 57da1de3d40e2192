"""Recognise a project's images: the recognizer of a spec, kept when it was trained, and what it answers."""

import hashlib
import io
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from classifiers.directions.prototypes import Prototypes
from classifiers.few_shot.adapter import Adapter
from classifiers.zero_shot.gather import Gathered, gather, labeled_images, text_prototypes
from classifiers.zero_shot.outcomes import OUTCOMES, outcomes, reason
from classifiers.zero_shot.point import OperatingPoint
from classifiers.zero_shot.predict import Answers
from classifiers.zero_shot.prompts import PromptLibrary
from classifiers.zero_shot.recognizer import Labeled, Recognizer, fit_recognizer
from classifiers.zero_shot.spec import ZeroShotSpec
from classifiers.zero_shot.views import SeenImages
from grouping.errors import GrouplineError
from grouping.files import atomic_write, key_of
from grouping.steps.decide import current_state
from grouping.store.workspace import Workspace
from grouping.types import Ints, Progress, silent


class NotPreparedError(GrouplineError):
    """The recognizer has parts that are trained, and the worker has not trained them yet."""


@dataclass(frozen=True)
class Recognition:
    """What the classes say of a project's images, row by row, and how each image ends."""

    image_ids: Ints
    """(n_images,), ascending."""
    answers: Answers
    point: OperatingPoint
    ends: Ints
    """(n_images,): places in `OUTCOMES`."""
    encoder: str
    notes: tuple[str, ...]
    key: str
    """Names the recognizer, the point and the images by their content."""

    @property
    def counts(self) -> dict[str, int]:
        """Return outcome -> number of images."""
        found = np.bincount(self.ends, minlength=len(OUTCOMES))
        return {name: int(count) for name, count in zip(OUTCOMES, found, strict=True)}

    def table(self) -> pd.DataFrame:
        """Return one row an image: id, class, second, similarity, margin, probability, outcome, the least sure first.

        Images of one outcome stand together: review, unknown, accepted.
        """
        names = np.array([*self.answers.names, None], dtype=object)
        found = pd.DataFrame(
            {
                "id": self.image_ids,
                "class": names[self.answers.best],
                "second": names[self.answers.second],
                "similarity": self.answers.similarity,
                "margin": self.answers.margin,
                "probability": self.answers.probability,
                "outcome": np.array(OUTCOMES, dtype=object)[self.ends],
            }
        )
        order = found["outcome"].map({"review": 0, "unknown": 1, "accepted": 2})
        return found.assign(order=order).sort_values(["order", "margin", "id"]).drop(columns="order")

    def reason(self, image_id: int) -> str:
        """Return why an image ended as it did; raises GrouplineError for one that is not among these."""
        row = np.flatnonzero(self.image_ids == image_id)
        if not len(row):
            raise GrouplineError(f"Image {image_id} was not recognised: it has no embedding, or was discarded.")
        return reason(self.answers, int(row[0]), self.point)

    def summary(self) -> dict[str, Any]:
        """Return the counts, the point in words and the notes, as plain values."""
        accepted = self.answers.best[self.ends == 0]
        classes = np.bincount(accepted, minlength=len(self.answers.names))
        return {
            "images": len(self.image_ids),
            "encoder": self.encoder,
            **self.counts,
            "classes": {name: int(n) for name, n in zip(self.answers.names, classes, strict=True)},
            "point": self.point.words(),
            "notes": list(self.notes),
        }


def recognise(
    workspace: Workspace,
    project_id: int,
    library: PromptLibrary,
    spec: ZeroShotSpec,
    *,
    point: OperatingPoint | None = None,
    encoder: str | None = None,
    train: bool = True,
    progress: Progress = silent,
) -> Recognition:
    """Recognise all images that have embeddings; memory does not grow with them but for some numbers an image.

    `point` defaults to the library's own, then to the uncalibrated one. With `train` off nothing is trained (the web
    process): NotPreparedError tells that the worker has to. Raises TextNotEmbeddedError for new sentences.
    """
    gathered = gather(workspace, project_id, spec, encoder)
    recognizer, key = prepared(gathered, project_id, library, spec, train=train, progress=progress)
    chosen = point or library.point or OperatingPoint()
    answers = recognizer.answer(gathered.whole(), gathered.context(), chosen.gamma, progress)
    ids = gathered.table["id"].to_numpy().astype(np.int64)
    notes = (
        *recognizer.notes,
        *_notes(library, spec, gathered.target.encoder),
        *_left_out(gathered),
        *_by_prompts_alone(gathered, project_id, library, spec),
    )
    whole_key = key_of("recognition", key, chosen, ids.astype("<i8").tobytes())
    return Recognition(ids, answers, chosen, outcomes(answers, chosen), gathered.target.encoder, notes, whole_key)


def prepared(
    gathered: Gathered,
    project_id: int,
    library: PromptLibrary,
    spec: ZeroShotSpec,
    *,
    train: bool = True,
    progress: Progress = silent,
) -> tuple[Recognizer, str]:
    """Return the recognizer of a spec and its key; one that takes training is trained once and read back after.

    Raises NotPreparedError where it would have to be trained, and `train` is off.
    """
    text = text_prototypes(gathered.workspace, gathered.target, library, spec)
    labeled = None
    if spec.label_set is not None:
        labeled = labeled_images(gathered, project_id, spec.label_set)[1]
    key = recognizer_key(gathered, spec, text, labeled)
    path = gathered.workspace.home / "recognizers" / f"{key}.npz"
    if spec.trains and path.exists():
        return _load(path, spec, labeled), key
    if spec.trains and not train:
        raise NotPreparedError("This recognition has parts that are trained; the worker has to train them first.")
    everything = SeenImages(gathered.whole()) if spec.centre else None
    recognizer = fit_recognizer(spec, text, labeled, everything, progress)
    if spec.trains:
        _save(path, recognizer)
    return recognizer, key


def recognizer_key(gathered: Gathered, spec: ZeroShotSpec, text: Prototypes | None, labeled: Labeled | None) -> str:
    """Return the key that names a recognizer by all that it is made of."""
    prompts = (
        "" if text is None else hashlib.sha256(text.vectors.tobytes() + "\n".join(text.names).encode()).hexdigest()
    )
    images = ""
    if labeled is not None:
        images = hashlib.sha256(np.asarray(labeled.whole).tobytes() + "\n".join(labeled.labels).encode()).hexdigest()
    everything = ""
    if spec.centre:
        everything = hashlib.sha256("".join(gathered.table["sha256"]).encode()).hexdigest()
    return key_of(
        gathered.target.key, None if gathered.tiles is None else gathered.tiles.key, spec, prompts, images, everything
    )


def _save(path: Path, recognizer: Recognizer) -> None:
    """Keep what was trained; the cache of images is made again, for it is their embeddings."""
    arrays: dict[str, Any] = {"vectors": recognizer.prototypes.vectors, "owners": recognizer.prototypes.owners}
    if recognizer.adapter is not None:
        arrays |= {"down": recognizer.adapter.down, "up": recognizer.adapter.up}
    if recognizer.centre is not None:
        arrays["centre"] = recognizer.centre
    packed = io.BytesIO()
    np.savez(packed, allow_pickle=False, names=np.array(recognizer.prototypes.names), **arrays)
    with atomic_write(path) as file:
        file.write(packed.getvalue())


def _load(path: Path, spec: ZeroShotSpec, labeled: Labeled | None) -> Recognizer:
    from classifiers.few_shot.cache import image_cache
    from classifiers.zero_shot.recognizer import notes_of

    try:
        with np.load(path, allow_pickle=False) as arrays:
            found = dict(arrays)
        prototypes = Prototypes(tuple(map(str, found["names"])), found["vectors"], found["owners"])
    except (OSError, ValueError, KeyError) as error:
        raise GrouplineError(f"{path} cannot be read ({error}). Delete it, and recognise again.") from error
    adapter = Adapter(found["down"], found["up"]) if "down" in found else None
    recognizer = Recognizer(prototypes, spec.context, found.get("centre"), adapter, notes=notes_of(prototypes))
    if not spec.cache or labeled is None:
        return recognizer
    keys = recognizer.seen(labeled.whole, labeled.tiles).all()
    cache = image_cache(keys, labeled.labels, prototypes.names, spec.cache, spec.sharpness)
    return Recognizer(prototypes, spec.context, recognizer.centre, adapter, cache, recognizer.notes)


def _notes(library: PromptLibrary, spec: ZeroShotSpec, encoder: str) -> list[str]:
    if not spec.text:
        return []
    other = [name for name, texts in library.texts().items() if not all(map(_is_latin, texts))]
    if not other or "xlm" in encoder or "nllb" in encoder or "siglip" in encoder.lower():
        return []
    return [
        f"Prompts of {', '.join(other[:3])}{' and others' if len(other) > 3 else ''} are not in Latin letters. "
        f"Most models, {encoder} perhaps among them, learned English: write it beside them, or choose a multilingual "
        "model such as open_clip:xlm-roberta-base-ViT-B-32."
    ]


def _by_prompts_alone(gathered: Gathered, project_id: int, library: PromptLibrary, spec: ZeroShotSpec) -> list[str]:
    """Return a note where some classes have images that tell them, and others prompts alone, which then lose."""
    if not spec.text or spec.label_set is None or not (spec.image_weight or spec.cache or spec.adapter):
        return []
    labels = current_state(gathered.workspace, project_id).label_set(spec.label_set).labels
    alone = [name for name in library.names if name not in {one.class_name for one in labels.values()}]
    if not alone:
        return []
    return [
        f"No labeled image tells {', '.join(alone[:3])}{' and others' if len(alone) > 3 else ''}. Beside classes that "
        "images tell, a class of prompts alone is hardly ever the nearest: label a few images of it, or go by prompts."
    ]


def _left_out(gathered: Gathered) -> list[str]:
    if not gathered.without_tiles:
        return []
    return [
        f"{gathered.without_tiles:,} images are left out, for their tiles have no embedding: encode with "
        f"{gathered.target.encoder} and preprocessing 'grid', or switch context off."
    ]


def _is_latin(text: str) -> bool:
    return all(unicodedata.name(letter, "LATIN").startswith("LATIN") for letter in text if letter.isalpha())
