"""The encoder that both images of a pair go through: a small one from scratch, or a backbone."""

import torch
from torch import Tensor, nn

from classifiers.finetune.network import Built, PixelNetwork, build, known_card
from classifiers.siamese.small import SmallEncoder
from classifiers.siamese.spec import SMALL, SiameseSpec
from grouping.encoders.catalogue import EncoderCard, ViewFormat

_VIEW = ViewFormat(128, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5), interpolation="bilinear")


def small_card(spec: SiameseSpec) -> EncoderCard:
    """Return the small encoder's card, in the form that images are prepared by."""
    name = f"{SMALL}_{spec.convolutions}"
    return EncoderCard(name, name, spec.dim, "linear layer behind the average", None, None, _VIEW, None, None)


def card_of(backbone: str) -> EncoderCard:
    """Return the card of any network's backbone, the small encoder's among them, with the format of its views."""
    return small_card(SiameseSpec()) if backbone == SMALL else known_card(backbone)[0]


def build_encoder(spec: SiameseSpec) -> Built:
    """Return the encoder of a recipe, whose output (n, dim) is the embedding before it is scaled to length 1.

    Raises MissingWeightsError, UnfitWeightsError and UnknownNameError as fine-tuning does.
    """
    if spec.backbone != SMALL:
        return build(spec, spec.dim)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(spec.seed)
        model = SmallEncoder(spec.convolutions, spec.dim, spec.dropout)
    return Built(PixelNetwork(model, _VIEW), small_card(spec), _VIEW, spec.size or _VIEW.size, None)


def unit(outputs: Tensor) -> Tensor:
    """Return embeddings (n, dim) of length 1, float32, so that a product of two is their cosine similarity."""
    return nn.functional.normalize(outputs.float(), dim=1)
