"""Where a network looked: a Grad-CAM overlay on the image."""

import numpy as np
import torch
from PIL import Image
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.image import show_cam_on_image
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import Tensor, nn

from classifiers.finetune.fitted import FittedNetwork
from classifiers.finetune.views import as_batch
from grouping.encoders.preprocess import preprocess
from grouping.errors import GrouplineError

_IMAGE_SHARE = 0.6
"""How much of the image shows through the colours."""


class NoMapError(GrouplineError):
    """A network has no map of places that could be laid over an image."""


def last_map(network: nn.Module, pixels: Tensor) -> str:
    """Return the name of the last module that gives a map (n, channels, height, width) of more than one place.

    Raises NoMapError where there is none, as in a transformer.
    """
    found: list[str] = []

    def note(name: str, output: object) -> None:
        if not isinstance(output, Tensor):
            return
        if output.ndim == 3:
            found.clear()  # a row of tokens: what was a map before is none any more
        elif output.ndim == 4 and min(output.shape[2:]) > 1:
            found.append(name)

    hooks = [
        module.register_forward_hook(lambda _, __, output, name=name: note(name, output))
        for name, module in network.named_modules()
        if name and not any(True for _ in module.children())
    ]
    with torch.inference_mode():
        network(pixels)
    for hook in hooks:
        hook.remove()
    if not found:
        raise NoMapError(
            "This network has no map of places, so it cannot show where it looked. Use a convolutional one."
        )
    return found[-1]


def overlay(fitted: FittedNetwork, image: Image.Image, shown: str | None = None) -> Image.Image:
    """Return an image with what spoke for class `shown` (None: the predicted one) laid over it, red the most.

    The result has the image's own size where it was stretched into a square, and is that square where it was boxed.

    Raises NoMapError for a network without maps, GrouplineError for a class that the model does not know.
    """
    if shown is not None and shown not in fitted.classes:
        raise GrouplineError(f"The model has no class {shown!r}; it knows {', '.join(fitted.classes)}.")
    view = preprocess(image, fitted.card, fitted.spec.preprocessing, fitted.size)[0]
    device = fitted.network.get_buffer("mean").device
    pixels = as_batch(view[None]).float().to(device)
    layer = fitted.network.get_submodule(last_map(fitted.network, pixels))
    targets = None if shown is None else [ClassifierOutputTarget(fitted.classes.index(shown))]
    with GradCAM(fitted.network, [layer]) as cam:
        cam.compute_input_gradient = True  # the weights need no gradients, so that the input must
        heat = cam(pixels, targets)[0]
    drawn = Image.fromarray(
        show_cam_on_image(view.astype(np.float32) / 255, heat, use_rgb=True, image_weight=_IMAGE_SHARE)
    )
    return drawn.resize(image.size) if fitted.spec.preprocessing == "stretch" else drawn
