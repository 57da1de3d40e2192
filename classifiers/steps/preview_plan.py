"""Preview: views of an image as training with an augmentation plan would draw them, as pictures to be shown."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from classifiers.finetune.plan import plan as plan_of
from classifiers.steps.deploy_model import project_image
from grouping.files import atomic_write, key_of
from grouping.store.images import sha256s_by_id
from grouping.store.workspace import Workspace
from grouping.types import Progress, silent

if TYPE_CHECKING:
    from classifiers.finetune.plan import AugmentPlan

LONGEST = 640
"""Pixels of a kept picture's longer side."""


def preview_plan(
    workspace: Workspace,
    project_id: int,
    image_id: int,
    plan: "str | AugmentPlan | Mapping[str, float]",
    n: int,
    seed: int = 0,
    progress: Progress = silent,
) -> list[Path]:
    """Write `n` views of an image, or find those that were written before, and return their files.

    Raises UnknownNameError for a plan that does not exist or an image that cannot be shown.
    """
    from classifiers.finetune.augment import SIDE, preview

    wanted = plan_of(plan)
    image = project_image(workspace, project_id, image_id)
    sha = sha256s_by_id(workspace.database, project_id)[image_id]
    folder = workspace.views(key_of("views", sha, asdict(wanted), seed, SIDE))
    files = [folder / f"{number:02d}.webp" for number in range(n)]
    if not all(path.is_file() for path in files):
        for place, (path, view) in enumerate(zip(files, preview(wanted, image, n, seed), strict=True)):
            progress(place, n, "views")
            view.thumbnail((LONGEST, LONGEST))
            with atomic_write(path) as file:
                view.save(file, "WEBP", quality=85)
    progress(n, n, "views")
    return files
