"""Where networks looked: a Grad-CAM overlay on the image."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.image import show_cam_on_image
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from scipy.special import softmax
from torch import Tensor, nn

from classifiers.finetune.pixel_model import PixelModel
from classifiers.finetune.squares import Squares
from classifiers.finetune.views import as_batch
from grouping.encoders.preprocess import preprocess
from grouping.errors import GrouplineError

Heat = npt.NDArray[np.float32]
"""(height, width), 0 to 1: what spoke for a class the most is 1."""

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


def overlay(models: Sequence[PixelModel], image: Image.Image, shown: str | None = None) -> Image.Image:
    """Return an image with what spoke for class `shown` (None: the predicted one) laid over it, red the most.

    `models` are one network, or those of an ensemble: the class is then the one they predict together, and the map the
    mean of theirs. Of a Siamese network it is what speaks for likeness to the references of the class. The result has
    the image's own size where it was stretched into a square, and is that square where it was boxed.

    Raises NoMapError for a network without maps, GrouplineError for a class that the models do not know.
    """
    first = models[0]
    if shown is not None and shown not in first.classes:
        raise GrouplineError(f"The model has no class {shown!r}; it knows {', '.join(first.classes)}.")
    views = [preprocess(image, one.card, one.preprocessing, one.size)[0] for one in models]
    place = first.classes.index(shown) if shown is not None else _predicted(models, views)
    size = max(one.size for one in models)
    heats = [_sized(heat(one, view, place), size) for one, view in zip(models, views, strict=True)]
    picture = next(view for view in views if len(view) == size)
    drawn = Image.fromarray(
        show_cam_on_image(
            picture.astype(np.float32) / 255, np.mean(heats, axis=0), use_rgb=True, image_weight=_IMAGE_SHARE
        )
    )
    return drawn.resize(image.size) if first.preprocessing == "stretch" else drawn


def _predicted(models: Sequence[PixelModel], views: Sequence[Squares]) -> int:
    said = [softmax(one.of_squares(view[None])[0]) for one, view in zip(models, views, strict=True)]
    return int(np.mean(said, axis=0).argmax())


def heat(model: PixelModel, view: Squares, place: int) -> Heat:
    """Return what in a square (size, size, 3) spoke for the class at a place, (size, size), scaled to [0, 1]."""
    pixels = as_batch(view[None]).float().to(next(model.module.buffers()).device)
    layer = model.module.get_submodule(last_map(model.module, pixels))
    with GradCAM(model.module, [layer]) as cam:
        cam.compute_input_gradient = True  # the weights need no gradients, so that the input must
        found: Heat = cam(pixels, [ClassifierOutputTarget(place)])[0]
    return found


def _sized(found: Heat, size: int) -> Heat:
    if found.shape == (size, size):
        return found
    return np.asarray(Image.fromarray(found).resize((size, size), Image.Resampling.BILINEAR), np.float32)
