"""Training the adapter: images move toward the prototypes of their classes, and away from the others'.

The loss is the symmetric contrastive one of CLIP (Radford et al., ICML 2021), with several images a class: images
against the classes' prototypes, and prototypes against the batch's images, where the images of a class share the
target. Runs in the worker, for it needs torch.
"""

import numpy as np
import torch
from torch import Tensor, nn

from classifiers.directions.prototypes import Prototypes, class_prototype
from classifiers.directions.vectors import Vectors, unit_rows
from classifiers.few_shot.adapter import Adapter, AdapterSpec
from grouping.errors import GrouplineError
from grouping.types import Floats, Ints, Progress, silent


def train_adapter(
    X: Floats, y: Ints, prototypes: Prototypes, spec: AdapterSpec | None = None, progress: Progress = silent
) -> Adapter:
    """Return an adapter fitted on images (n_images, dim) of the classes `y` (n_images,), numbers into `prototypes`.

    The same inputs and seed give the same numbers on the same machine. Raises GrouplineError for fewer than two
    classes with images, CancelledError when `progress` does.
    """
    spec = spec or AdapterSpec()
    if len(np.unique(y)) < 2:
        raise GrouplineError("The adapter learns to tell classes apart: label images of at least two classes.")
    images, classes = torch.from_numpy(unit_rows(X)), torch.from_numpy(_one_each(prototypes))
    labels = torch.from_numpy(np.asarray(y, np.int64))
    random = torch.Generator().manual_seed(spec.seed)
    residual = _Residual(images.shape[1], spec.rank, random)
    optimizer = torch.optim.AdamW(residual.parameters(), lr=spec.learning_rate, weight_decay=spec.decay)
    for step in range(spec.steps):
        progress(step, spec.steps, "training the adapter")
        rows = torch.randperm(len(images), generator=random)[: spec.batch]
        loss = symmetric_loss(residual(images[rows]), classes, labels[rows], spec.temperature)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's stub lacks the types
        optimizer.step()
    return Adapter(residual.down.detach().numpy().copy(), residual.up.detach().numpy().copy())


def _one_each(prototypes: Prototypes) -> Vectors:
    own = (prototypes.vectors[prototypes.owners == number] for number in range(len(prototypes.names)))
    return np.stack([class_prototype(rows) for rows in own])


class _Residual(nn.Module):
    """The projection while it is trained; it begins as the identity, for `up` begins at 0."""

    def __init__(self, dim: int, rank: int, random: torch.Generator) -> None:
        super().__init__()
        self.down = nn.Parameter(torch.randn(dim, rank, generator=random) / dim**0.5)
        self.up = nn.Parameter(torch.zeros(rank, dim))

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.normalize(x + (x @ self.down) @ self.up, dim=1)


def symmetric_loss(images: Tensor, classes: Tensor, labels: Tensor, temperature: float) -> Tensor:
    """Return the mean of both directions' cross-entropies; `images` (n, dim) and `classes` (k, dim) are unit rows.

    Images choose among all classes; each class that the batch holds chooses among its images, whose target is
    spread evenly over its own.
    """
    logits = images @ classes.T / temperature
    here = torch.unique(labels)
    own = (labels[None, :] == here[:, None]).float()
    to_class = nn.functional.cross_entropy(logits, labels)
    to_image = nn.functional.cross_entropy(logits.T[here], own / own.sum(dim=1, keepdim=True))
    return (to_class + to_image) / 2
