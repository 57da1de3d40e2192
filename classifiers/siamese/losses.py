"""What a pair costs: embeddings of like images far apart, or of different ones close together."""

import torch
from pytorch_metric_learning.distances import LpDistance
from pytorch_metric_learning.losses import ContrastiveLoss
from timm.loss import AsymmetricLossMultiLabel  # type: ignore[attr-defined]  # not in timm's own list
from torch import Tensor, nn

from classifiers.siamese.encoder import unit

_FIRST_SCALE = 5.0


class PairLoss(nn.Module):
    """Takes the encoder's outputs of both images, (n_pairs, dim) each, and `same` (n_pairs,), 1 for like pairs."""

    def forward(self, a: Tensor, b: Tensor, same: Tensor) -> Tensor:
        """Return the mean cost of a pair."""
        raise NotImplementedError


class MarginLoss(PairLoss):
    """Like images at distance 0, different ones at least `margin` apart, on embeddings of length 1; distances as such.

    Source, which squares them: Hadsell et al., "Dimensionality Reduction by Learning an Invariant Mapping", CVPR 2006.
    """

    def __init__(self, margin: float) -> None:
        super().__init__()
        self._loss = ContrastiveLoss(pos_margin=0, neg_margin=margin, distance=LpDistance())

    def forward(self, a: Tensor, b: Tensor, same: Tensor) -> Tensor:
        """Return the sum of the mean cost of like and of different pairs that cost anything.

        The library takes one like and one different pair alone for none, and returns 0.
        """
        here = torch.arange(len(a), device=a.device)
        there, alike = here + len(a), same.bool()
        triples = (here[alike], there[alike], here[~alike], there[~alike])
        loss: Tensor = self._loss(torch.cat([unit(a), unit(b)]), indices_tuple=triples)
        return loss


class SimilarityLoss(PairLoss):
    """A loss on 'alike or not' of the cosine similarity, through a scale and an offset that are learned."""

    def __init__(self, loss: nn.Module) -> None:
        super().__init__()
        self._loss = loss
        self.scale = nn.Parameter(torch.tensor(_FIRST_SCALE))
        self.offset = nn.Parameter(torch.zeros(()))

    def forward(self, a: Tensor, b: Tensor, same: Tensor) -> Tensor:
        """Return the mean cost of a pair."""
        similarity = (unit(a) * unit(b)).sum(dim=1, keepdim=True)
        loss: Tensor = self._loss(self.scale * similarity + self.offset, same.float()[:, None])
        return loss


def build_pair_loss(name: str, margin: float) -> PairLoss:
    """Return the loss called 'bce', 'contrastive' or 'asymmetric' (Ridnik et al., ICCV 2021)."""
    if name == "contrastive":
        return MarginLoss(margin)
    return SimilarityLoss(nn.BCEWithLogitsLoss() if name == "bce" else AsymmetricLossMultiLabel())
