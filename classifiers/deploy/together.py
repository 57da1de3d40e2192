"""The networks of an ensemble as one, for one file: the mean of their probabilities."""

import math
from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor, nn

from classifiers.errors import InvalidSpecError
from classifiers.finetune.pixel_model import PixelModel


class MeanProbability(nn.Module):
    """Gives the logarithm of the members' mean probability, which is what an ensemble calls its logits."""

    def __init__(self, members: Sequence[nn.Module]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, pixels: Tensor) -> Tensor:
        """Return (n, n_classes) of pixels (n, 3, size, size)."""
        logs = torch.stack([member(pixels).log_softmax(dim=1) for member in self.members])
        together: Tensor = logs.logsumexp(dim=0) - math.log(len(self.members))
        return together


def together(models: Sequence[PixelModel]) -> PixelModel:
    """Return one network as it is, several as their mean.

    Raises InvalidSpecError for networks that look at squares of different sizes or made in different ways: one file
    takes one kind of square.
    """
    first = models[0]
    if len(models) == 1:
        return first
    looks = [f"{one.size} x {one.size} pixels, {one.card.format.interpolation}" for one in models if one.card.format]
    if len(set(looks)) > 1:
        told = "; ".join(f"{one.backbone}: {look}" for one, look in zip(models, looks, strict=True))
        raise InvalidSpecError(
            f"The networks of this ensemble look at different squares ({told}), and one ONNX file takes one kind. "
            'Train the ensemble with one size for all, such as {"size": 224}, and with backbones that shrink images '
            "alike; or train its best network alone, and deploy that."
        )
    return replace(
        first,
        module=MeanProbability([one.module for one in models]),
        title=f"{len(models)} networks together, the best: {first.title}",
    )
