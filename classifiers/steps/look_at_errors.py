"""Look: where a network looked on the images that it got wrong, as pictures beside the model."""

from dataclasses import dataclass
from pathlib import Path

from classifiers.predictions import Judged
from classifiers.steps.deploy_model import networks_of, project_image
from classifiers.steps.open_model import OpenModel
from grouping.errors import UnknownNameError, UnreadableImageError
from grouping.files import atomic_write
from grouping.store.workspace import Workspace
from grouping.types import Progress, silent

FOLDER = "overlays"
LONGEST = 480
"""Pixels of a kept picture's longer side."""
MOST = 24
"""Errors that are looked at, the surest first."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """One error: what the network said, what is true, and a picture of what spoke for either."""

    image_id: int
    truth: str
    predicted: str
    confidence: float
    for_predicted: Path
    for_truth: Path

    @property
    def there(self) -> bool:
        """Whether both pictures were made."""
        return self.for_predicted.is_file() and self.for_truth.is_file()


def errors_of(opened: OpenModel, most: int = MOST) -> list[Overlay]:
    """Return a model's errors on its test images, the surest first, with where their pictures belong."""
    if not opened.card["test"] or opened.card["one_class"]:
        return []
    judged = Judged.load(opened.folder / "test.npz")
    sure, said, names = judged.probabilities.max(axis=1), judged.label, opened.classes
    wrong = sorted((row for row in range(len(judged)) if said[row] != judged.y[row]), key=lambda row: -sure[row])
    return [
        Overlay(
            int(judged.image_ids[row]),
            names[judged.y[row]],
            names[said[row]],
            float(sure[row]),
            *(opened.folder / FOLDER / f"{judged.sha256s[row]}-{place}.webp" for place in (said[row], judged.y[row])),
        )
        for row in wrong[:most]
    ]


def look_at_errors(
    workspace: Workspace, project_id: int, opened: OpenModel, progress: Progress = silent
) -> dict[str, int]:
    """Draw what is missing of the errors' pictures; returns how many errors have theirs, and how many could not.

    Raises InvalidSpecError for a head, NoMapError for a network without maps.
    """
    networks_of(opened)
    errors = errors_of(opened)
    for place, one in enumerate(errors):
        progress(place, len(errors), "images")
        if not one.there:
            _draw(workspace, project_id, opened, one)
    done = sum(one.there for one in errors)
    progress(len(errors), len(errors), "images")
    return {"errors": len(errors), "drawn": done, "left_out": len(errors) - done}


def _draw(workspace: Workspace, project_id: int, opened: OpenModel, one: Overlay) -> None:
    from classifiers.finetune.grad_cam import overlay

    try:
        image = project_image(workspace, project_id, one.image_id)
    except (UnreadableImageError, UnknownNameError, OSError):
        return  # counted by the caller: the image is gone, its error is still listed
    for shown, path in ((one.predicted, one.for_predicted), (one.truth, one.for_truth)):
        drawn = overlay(networks_of(opened), image, shown).convert("RGB")
        drawn.thumbnail((LONGEST, LONGEST))
        with atomic_write(path) as file:
            drawn.save(file, "WEBP", quality=85)
