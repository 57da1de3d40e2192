"""An augmentation plan at work on images, by torchvision; the same seed gives the same view."""

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torch import Tensor
from torchvision.transforms import v2

from classifiers.finetune.plan import AugmentPlan
from grouping.encoders.catalogue import DEFAULT, card
from grouping.encoders.preprocess import preprocess

Pixels = npt.NDArray[np.uint8]
"""One view: (height, width, 3), RGB, 0 to 255."""

SIDE = 224
"""Pixels of the square that most networks see."""

_HALF = 0.5
_ERASED = (0.02, 0.1)
_BEYOND = 4
"""A quarter of the side is mirrored beyond each edge before the image is bent, so that no corner shows a border."""


def _geometry(plan: AugmentPlan, height: int, width: int) -> list[v2.Transform]:
    steps: list[v2.Transform] = [v2.RandomHorizontalFlip(plan.flip_sides), v2.RandomVerticalFlip(plan.flip_ends)]
    if not plan.bends:
        return steps
    bilinear = v2.InterpolationMode.BILINEAR
    steps.append(v2.Pad([width // _BEYOND, height // _BEYOND], padding_mode="reflect"))
    if plan.rotate or plan.scale:
        steps.append(v2.RandomAffine(plan.rotate, scale=(1 - plan.scale, 1 + plan.scale), interpolation=bilinear))
    if plan.perspective:
        steps.append(v2.RandomPerspective(plan.perspective, _HALF, interpolation=bilinear))
    return [*steps, v2.CenterCrop([height, width])]


def _light(plan: AugmentPlan) -> list[v2.Transform]:
    steps: list[v2.Transform] = [v2.ToDtype(torch.float32, scale=True)]
    if plan.brightness or plan.contrast:
        steps.append(v2.ColorJitter(plan.brightness, plan.contrast))
    if plan.noise:
        steps.append(v2.RandomApply([v2.GaussianNoise(sigma=plan.noise / 255)], p=_HALF))
    if plan.erase:
        steps.append(v2.RandomErasing(plan.erase, scale=_ERASED, value=_HALF))
    return steps


class Augment:
    """A plan ready to make views of images of one size."""

    def __init__(self, plan: AugmentPlan, height: int, width: int) -> None:
        self._changes = plan.changes
        self._steps = v2.Compose([*_geometry(plan, height, width), *_light(plan)])

    def __call__(self, view: Pixels, *seed: int) -> Pixels:
        """Return a changed copy of a view, drawn from the seed (any non-negative numbers); same shape and type."""
        if not self._changes:
            return view
        drawn = int(np.random.SeedSequence(seed).generate_state(1)[0])
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(drawn)
            changed: Tensor = self._steps(torch.from_numpy(view.copy()).permute(2, 0, 1))
        bytes_: Pixels = (changed.clamp(0, 1) * 255).round().to(torch.uint8).permute(1, 2, 0).contiguous().numpy()
        return bytes_


def preview(plan: AugmentPlan, image: Image.Image, n: int = 8, seed: int = 0, side: int = SIDE) -> list[Image.Image]:
    """Return `n` views of an image as training would draw them, RGB and of the image's own size.

    Training stretches an image into a square of `side` pixels before it changes it, so that is what is changed here,
    and stretched back to be looked at.
    """
    view = preprocess(image, card(DEFAULT), "stretch", side)[0]
    augment = Augment(plan, side, side)
    drawn = (Image.fromarray(augment(view, seed, number)) for number in range(n))
    return [one.resize(image.size, Image.Resampling.BICUBIC) for one in drawn]
