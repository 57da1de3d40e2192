"""Deploy: trained networks as ONNX and in 8 bits, beside the model; and where they looked on an image."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifiers.errors import DamagedModelError, InvalidSpecError, UntrainableError
from classifiers.steps.load_data import inputs_of, load_data
from classifiers.steps.open_model import OpenModel
from grouping.errors import UnknownNameError
from grouping.steps.encode_images import read_image
from grouping.store.workspace import Workspace
from grouping.types import Progress, silent

if TYPE_CHECKING:
    from PIL import Image

    from classifiers.deploy.report import Deployment
    from classifiers.finetune.pixel_model import PixelModel

FOLDER = "deployed"


def networks_of(opened: OpenModel) -> "tuple[PixelModel, ...]":
    """Return a model's network, or those of an ensemble, the best first; raises InvalidSpecError for a head."""
    if opened.model.recipe == "head":
        raise InvalidSpecError(
            f"'{opened.model.title}' is a head on embeddings, no network: it sees no pixels, so there is no place "
            "where it looked, and no ONNX file to write. Its errors open with their nearest neighbours. For both, "
            "train a network: recipe 'finetune', 'ensemble' or 'siamese'."
        )
    network: Any = opened.fitted  # a head was refused above; all others have networks
    found: tuple[PixelModel, ...] = network.pixel_models()
    return found


def deploy_model(
    workspace: Workspace, project_id: int, opened: OpenModel, progress: Progress = silent
) -> "tuple[Path, Deployment]":
    """Write the network's files into its folder and return that with what was measured on its test images.

    Calibrated on images that it learned from. What was written before is returned, unless a file is damaged.

    Raises InvalidSpecError for a head and for an ensemble whose networks look at different squares, UntrainableError
    where the model has no test images.
    """
    from classifiers.deploy.deploy import deploy
    from classifiers.deploy.report import read_deployment
    from classifiers.deploy.together import together

    network = together(networks_of(opened))
    folder = opened.folder / FOLDER
    found = read_deployment(folder)
    if found is not None and _runs(folder):
        return folder, found
    parts = opened.parts
    if not parts["test"]:
        raise UntrainableError("The model has no test images to measure its other forms on. Give test a share.")
    data = load_data(workspace, project_id, opened.model.label_set, opened.model.version, looks_at="files")
    learned, test = (data.examples(parts[name]).named(opened.classes) for name in ("learned", "test"))
    return folder, deploy(network, learned.inputs, test, folder, progress)


def _runs(folder: Path) -> bool:
    """Tell whether the files that were written are still there and can be run."""
    from classifiers.deploy.report import FILES
    from classifiers.deploy.session import OnnxNetwork

    try:
        return all(OnnxNetwork(folder / name) for name in FILES.values())
    except DamagedModelError:
        return False


def overlay_image(
    workspace: Workspace, project_id: int, opened: OpenModel, image_id: int, shown: str | None = None
) -> "Image.Image":
    """Return an image with what spoke for a class laid over it; see `classifiers.finetune.grad_cam.overlay`."""
    from classifiers.finetune.grad_cam import overlay

    return overlay(networks_of(opened), project_image(workspace, project_id, image_id), shown)


def project_image(workspace: Workspace, project_id: int, image_id: int) -> "Image.Image":
    """Return an image of a project; raises UnknownNameError, with the reason, where it cannot be looked at."""
    inputs, why = inputs_of(workspace, project_id, [image_id], None)
    if not len(inputs):
        raise UnknownNameError(f"Image {image_id} cannot be shown: {why.get(image_id, 'it is not in the project')}.")
    return read_image(inputs.sha256s[0], inputs.uris[0])
