"""A backbone of timm with a new last layer, from raw pixels to one score a class."""

from dataclasses import dataclass
from typing import Any

import timm
import torch
from torch import Tensor, nn

from classifiers.finetune.network_spec import NetworkSpec, backbone_card
from grouping.encoders.catalogue import EncoderCard, ViewFormat
from grouping.encoders.network import complete_card
from grouping.encoders.state import checksum, load_state
from grouping.encoders.weights import find_weights
from grouping.errors import UnknownNameError


class PixelNetwork(nn.Module):
    """Takes pixels (n, 3, height, width), RGB from 0 to 255 of any number type, and normalizes them itself."""

    def __init__(self, model: nn.Module, view: ViewFormat) -> None:
        super().__init__()
        self.model = model
        self.register_buffer("mean", (torch.tensor(view.mean) * 255).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("scale", 1 / (torch.tensor(view.std) * 255).view(1, 3, 1, 1), persistent=False)

    def normalized(self, pixels: Tensor) -> Tensor:
        """Return the pixels as the model wants them, float32."""
        return (pixels.float() - self.get_buffer("mean")) * self.get_buffer("scale")

    def forward(self, pixels: Tensor) -> Tensor:
        """Return logits (n, n_classes)."""
        logits: Tensor = self.model(self.normalized(pixels))
        return logits


@dataclass(frozen=True, slots=True)
class Built:
    """A network ready to be trained, and where it comes from."""

    network: PixelNetwork
    card: EncoderCard
    """Complete: timm's full name, and the format of its views."""
    view: ViewFormat
    size: int
    """Side in pixels of the squares that it is trained on."""
    checksum: str | None
    """SHA-256 of the weights that it starts from; None for a start from scratch."""


def known_card(name: str) -> tuple[EncoderCard, ViewFormat]:
    """Return a backbone's complete card and its views' format; UnknownNameError where timm does not know it."""
    card = complete_card(backbone_card(name))
    if card.format is None:
        raise UnknownNameError(f"timm does not say what images {name!r} was trained on. Choose another backbone.")
    return card, card.format


def bare_model(card: EncoderCard, n_classes: int, dropout: float, size: int) -> nn.Module:
    """Return timm's model without pre-trained weights, with a last layer of `n_classes` (0: without one)."""
    resized = card.format is not None and card.format.fixed and size != card.format.size
    sized: dict[str, Any] = {"img_size": size} if resized else {}
    model: nn.Module = timm.create_model(
        card.timm_name, pretrained=False, num_classes=n_classes, drop_rate=dropout, **sized
    )
    return model


def build(spec: NetworkSpec, n_classes: int) -> Built:
    """Return the backbone of a recipe, filled as its `start` says, with a new last layer drawn from its seed.

    Weights come from a file in GROUPLINE_WEIGHTS_DIR, an installed package or the hub, never from anywhere else.

    Raises MissingWeightsError where there are none, UnfitWeightsError for a file of another network,
    UnknownNameError for a backbone that timm does not have.
    """
    card, view = known_card(spec.backbone)
    size = spec.size or view.size
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(spec.seed)
        if spec.start == "scratch":
            model = bare_model(card, n_classes, spec.dropout, size)
            return Built(PixelNetwork(model, view), card, view, size, None)
        model = bare_model(card, 0, spec.dropout, size)
        load_state(model, model, find_weights(card), card)
        weights = checksum(model)
        model.reset_classifier(n_classes)  # type: ignore[operator]  # every model of timm has it
    return Built(PixelNetwork(model, view), card, view, size, weights)
