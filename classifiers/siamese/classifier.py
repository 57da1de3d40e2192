"""A Siamese network as one network from pixels to logits: likeness to each class's references."""

import numpy as np
import torch
from torch import Tensor, nn

from classifiers.siamese.encoder import unit
from classifiers.siamese.references import ABSENT, SCALE, References


class ReferenceClassifier(nn.Module):
    """The encoder, then the mean cosine similarity to the references of each class, times `SCALE`.

    A mean of products with unit vectors is the product with their mean, so that one row a class is enough.
    """

    def __init__(self, encoder: nn.Module, references: References, n_classes: int) -> None:
        super().__init__()
        self.encoder = encoder
        rows = np.zeros((n_classes, references.embeddings.shape[1]), np.float32)
        absent = np.full(n_classes, ABSENT * SCALE, np.float32)
        for one in np.unique(references.y):
            rows[one] = SCALE * references.embeddings[references.y == one].mean(axis=0)
            absent[one] = 0
        device = next(encoder.buffers()).device
        self.register_buffer("rows", torch.from_numpy(rows).to(device))
        self.register_buffer("absent", torch.from_numpy(absent).to(device))

    def forward(self, pixels: Tensor) -> Tensor:
        """Return logits (n, n_classes) of pixels (n, 3, size, size)."""
        logits: Tensor = unit(self.encoder(pixels)) @ self.get_buffer("rows").T + self.get_buffer("absent")
        return logits
