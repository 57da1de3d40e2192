"""A network of whatever recipe as files for the line and overlays need it: pixels in, logits out."""

from dataclasses import dataclass

import torch
from torch import nn

from classifiers.finetune.squares import Squares
from classifiers.finetune.views import as_batch
from grouping.encoders.catalogue import EncoderCard
from grouping.types import Floats


def answers(module: nn.Module, views: Squares) -> Floats:
    """Return a network's outputs (n_images, n_outputs) float64 for squares (n_images, size, size, 3)."""
    module.eval()
    with torch.inference_mode():
        pixels = as_batch(views).to(next(module.buffers()).device)
        outputs: Floats = module(pixels).double().cpu().numpy()
    return outputs


@dataclass(frozen=True, slots=True, eq=False)
class PixelModel:
    """What answers for images, with all that says how an image becomes its input."""

    module: nn.Module
    """Takes pixels (n, 3, size, size), RGB from 0 to 255, and gives logits (n, n_classes)."""
    card: EncoderCard
    size: int
    preprocessing: str
    backbone: str
    title: str
    classes: tuple[str, ...]

    def of_squares(self, views: Squares) -> Floats:
        """Return logits (n_images, n_classes) float64 of squares (n_images, size, size, 3)."""
        return answers(self.module, views)
