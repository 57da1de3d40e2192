"""What a wrong answer costs: cross-entropy or focal loss, each class weighted as wished."""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from classifiers.errors import InvalidSpecError
from grouping.types import Floats, Ints


def class_weights(
    y: Ints, classes: tuple[str, ...], weighting: str, given: tuple[tuple[str, float], ...] = ()
) -> Floats:
    """Return the weight of each class, (n_classes,), scaled so that the weights of the images `y` average 1.

    `weighting`: 'none', 'inverse' (of the number of images), 'inverse-sqrt', or 'given'.

    Raises InvalidSpecError when given weights name other classes than those of the data.
    """
    counts = np.bincount(y, minlength=len(classes)).astype(np.float64)
    if weighting == "given":
        weights = _given(classes, dict(given))
    else:
        power = {"none": 0.0, "inverse": 1.0, "inverse-sqrt": 0.5}[weighting]
        weights = 1 / np.maximum(counts, 1) ** power
    return weights * counts.sum() / (weights * counts).sum()  # type: ignore[no-any-return]  # numpy scalars are Any


def _given(classes: tuple[str, ...], given: dict[str, float]) -> Floats:
    if set(given) != set(classes):
        raise InvalidSpecError(
            f"Weights are given for {', '.join(sorted(given))}, but the classes are {', '.join(classes)}. "
            "Give one weight for each class."
        )
    return np.array([given[name] for name in classes], np.float64)


class FocalLoss(nn.Module):
    """Cross-entropy in which an image counts (1 - p)^gamma, p its class's probability; gamma 0 is cross-entropy.

    Source: Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017.
    """

    def __init__(self, gamma: float, weights: Tensor) -> None:
        super().__init__()
        self.gamma = gamma
        self.register_buffer("weights", weights)

    def forward(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Return the weighted mean over images of (n, n_classes) logits and (n,) class numbers."""
        log_p = functional.log_softmax(logits, dim=1).gather(1, targets[:, None]).squeeze(1)
        weights: Tensor = self.get_buffer("weights")[targets]
        return -(weights * (1 - log_p.exp()) ** self.gamma * log_p).sum() / weights.sum()


def build_loss(loss: str, weights: Floats, gamma: float) -> nn.Module:
    """Return the loss called 'ce' or 'focal' over logits (n, n_classes) and class numbers (n,)."""
    tensor = torch.as_tensor(weights, dtype=torch.float32)
    return FocalLoss(gamma, tensor) if loss == "focal" else nn.CrossEntropyLoss(weight=tensor)
