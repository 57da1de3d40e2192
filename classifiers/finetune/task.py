"""Fine-tuning as a task of the loop: the part behind the frozen stages, its batches, its loss."""

from collections.abc import Sequence

import numpy as np
import torch
from sklearn.metrics import f1_score
from torch import Tensor, nn

from classifiers.finetune.losses import build_loss, class_weights
from classifiers.finetune.prepare import Prepared
from classifiers.finetune.sampling import batches, epoch_order
from classifiers.finetune.spec import FinetuneSpec
from classifiers.finetune.stages import train_mode
from grouping.types import Floats, Ints


def macro_f1(y: Ints, predicted: Ints) -> float:
    """Return the mean F1 over the classes that occur in `y`, 0 to 1, 1 best."""
    return float(f1_score(y, predicted, labels=np.unique(y), average="macro", zero_division=0))


class FinetuneTask:
    """What is trained answers with logits; its rows and views are those that were prepared."""

    def __init__(self, spec: FinetuneSpec, prepared: Prepared) -> None:
        self.network = prepared.rest
        self._spec, self._views, self._device = spec, prepared.views, prepared.device
        self._y, self._train, self._val = prepared.y, prepared.train, prepared.val
        weights = class_weights(self._y[self._train], prepared.classes, spec.weighting, spec.class_weights)
        self._loss = build_loss(spec.loss, weights, spec.focal_gamma).to(self._device)

    def batches(self, epoch: int) -> Sequence[Ints]:
        """Return rows of the training images, (n,) each."""
        order = epoch_order(self._y[self._train], self._spec.seed, epoch, balanced=self._spec.balanced)
        return batches(self._train[order], self._spec.batch)

    def train_mode(self) -> None:
        """Set the network to training, its frozen stages to evaluation."""
        train_mode(self.network)

    def loss(self, batch: Ints, epoch: int) -> Tensor:
        """Return the mean loss of a batch of rows."""
        logits = self.network(self._views.train(batch, epoch).to(self._device))
        loss: Tensor = self._loss(logits.float(), torch.from_numpy(self._y[batch]).to(self._device))
        return loss

    def validate(self) -> tuple[float, float]:
        """Return macro-F1 and mean cross-entropy of the validation images."""
        logits = self._logits(self._val)
        targets = torch.from_numpy(self._y[self._val])
        loss = nn.functional.cross_entropy(torch.from_numpy(logits), targets)
        return macro_f1(self._y[self._val], logits.argmax(axis=1)), float(loss)

    def _logits(self, rows: Ints) -> Floats:
        with torch.inference_mode():
            found = [
                self.network(self._views.plain(some).to(self._device)).float().cpu()
                for some in batches(rows, self._spec.batch)
            ]
        logits: Floats = torch.cat(found).numpy()
        return logits
