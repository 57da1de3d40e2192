"""Deploy: a trained network as ONNX and in 8 bits, beside the model; and where it looked on an image."""

from pathlib import Path
from typing import TYPE_CHECKING

from classifiers.errors import InvalidSpecError, UntrainableError
from classifiers.steps.load_data import inputs_of, load_data
from classifiers.steps.open_model import OpenModel
from grouping.errors import UnknownNameError
from grouping.steps.encode_images import read_image
from grouping.store.workspace import Workspace
from grouping.types import Progress, silent

if TYPE_CHECKING:
    from PIL import Image

    from classifiers.deploy.deploy import Deployment
    from classifiers.finetune.fitted import FittedNetwork

FOLDER = "deployed"


def network_of(opened: OpenModel) -> "FittedNetwork":
    """Return a model's network; raises InvalidSpecError for a model that is no fine-tuned network."""
    if opened.model.recipe != "finetune":
        raise InvalidSpecError(
            f"'{opened.model.title}' is no fine-tuned network. Train one with recipe 'finetune', and take that."
        )
    fitted: FittedNetwork = opened.fitted  # type: ignore[assignment]  # what its recipe loads
    return fitted


def deploy_model(
    workspace: Workspace, project_id: int, opened: OpenModel, progress: Progress = silent
) -> "tuple[Path, Deployment]":
    """Write the network's files into its folder and return that with what was measured on its test images.

    Calibrated on images that it learned from. What was written before is returned, not written again.

    Raises InvalidSpecError for another recipe, UntrainableError where the model has no test images.
    """
    from classifiers.deploy.deploy import deploy, read_deployment

    fitted = network_of(opened)
    folder = opened.folder / FOLDER
    found = read_deployment(folder)
    if found is not None:
        return folder, found
    parts = opened.parts
    if not parts["test"]:
        raise UntrainableError("The model has no test images to measure its other forms on. Give test a share.")
    data = load_data(workspace, project_id, opened.model.label_set, opened.model.version, looks_at="files")
    learned, test = (data.examples(parts[name]) for name in ("learned", "test"))
    return folder, deploy(fitted, learned.inputs, test, folder, progress)


def overlay_image(
    workspace: Workspace, project_id: int, opened: OpenModel, image_id: int, shown: str | None = None
) -> "Image.Image":
    """Return an image with what spoke for a class laid over it; see `classifiers.finetune.grad_cam.overlay`."""
    from classifiers.finetune.grad_cam import overlay

    return overlay(network_of(opened), project_image(workspace, project_id, image_id), shown)


def project_image(workspace: Workspace, project_id: int, image_id: int) -> "Image.Image":
    """Return an image of a project; raises UnknownNameError, with the reason, where it cannot be looked at."""
    inputs, why = inputs_of(workspace, project_id, [image_id], None)
    if not len(inputs):
        raise UnknownNameError(f"Image {image_id} cannot be shown: {why.get(image_id, 'it is not in the project')}.")
    return read_image(inputs.sha256s[0], inputs.uris[0])
