"""What a project does with networks alone: other forms for the line, and where they look."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from grouping.project.front import Front, needs
from grouping.types import Progress, silent

if TYPE_CHECKING:
    from PIL import Image

    from classifiers.deploy.report import Deployment
    from classifiers.finetune.plan import AugmentPlan
    from classifiers.steps.look_at_errors import Overlay


class Networks(Front):
    """Networks of every recipe; each is named by its model's key, or the start of it."""

    @needs("run jobs")
    def deploy(self, model: str, *, progress: Progress = silent) -> "tuple[Path, Deployment]":
        """Write a network as ONNX and in 8 bits; returns their folder, and accuracy and speed of each form."""
        from classifiers.steps.deploy_model import deploy_model
        from classifiers.steps.open_model import open_model

        return deploy_model(self.workspace, self.id, open_model(self.workspace, self.id, model), progress)

    def deployment(self, model: str) -> "tuple[Path, Deployment | None]":
        """Return the folder of a network's files for the line, and what was measured of them; None before `deploy`."""
        from classifiers.deploy.report import read_deployment
        from classifiers.steps.deploy_model import FOLDER
        from classifiers.steps.open_model import open_model

        folder = open_model(self.workspace, self.id, model).folder / FOLDER
        return folder, read_deployment(folder)

    def overlay(self, model: str, image_id: int, shown: str | None = None) -> "Image.Image":
        """Return an image with what spoke for class `shown` (None: the predicted one) laid over it."""
        from classifiers.steps.deploy_model import overlay_image
        from classifiers.steps.open_model import open_model

        return overlay_image(self.workspace, self.id, open_model(self.workspace, self.id, model), image_id, shown)

    @needs("run jobs")
    def look_at_errors(self, model: str, *, progress: Progress = silent) -> dict[str, int]:
        """Draw where a network looked on its surest errors; `errors` then names the pictures."""
        from classifiers.steps.look_at_errors import look_at_errors
        from classifiers.steps.open_model import open_model

        return look_at_errors(self.workspace, self.id, open_model(self.workspace, self.id, model), progress)

    def errors(self, model: str) -> "list[Overlay]":
        """Return a model's surest errors on its test images, with the pictures that `look_at_errors` makes."""
        from classifiers.steps.look_at_errors import errors_of
        from classifiers.steps.open_model import open_model

        return errors_of(open_model(self.workspace, self.id, model))

    def preview_augmentation(
        self, image_id: int, plan: "str | AugmentPlan | Mapping[str, float]" = "strips", n: int = 8, seed: int = 0
    ) -> "list[Image.Image]":
        """Return `n` views of an image as training would draw them."""
        from classifiers.finetune.augment import preview
        from classifiers.finetune.plan import plan as plan_of
        from classifiers.steps.deploy_model import project_image

        return preview(plan_of(plan), project_image(self.workspace, self.id, image_id), n, seed)

    @needs("run jobs")
    def draw_views(
        self,
        image_id: int,
        plan: "str | AugmentPlan | Mapping[str, float]" = "strips",
        n: int = 8,
        seed: int = 0,
        *,
        progress: Progress = silent,
    ) -> list[Path]:
        """Write the views of `preview_augmentation` as small pictures of the workspace, and return their files."""
        from classifiers.steps.preview_plan import preview_plan

        return preview_plan(self.workspace, self.id, image_id, plan, n, seed, progress)
