"""A Siamese training as a task of the loop: pairs as batches, references for the look at the validation images."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from classifiers.finetune.prepare import Prepared
from classifiers.finetune.sampling import batches
from classifiers.finetune.stages import train_mode
from classifiers.finetune.task import macro_f1
from classifiers.siamese.encoder import unit
from classifiers.siamese.losses import PairLoss, build_pair_loss
from classifiers.siamese.pairs import Pairs, draw_pairs
from classifiers.siamese.references import References, choose_references
from classifiers.siamese.spec import SiameseSpec
from grouping.types import Floats, Ints


class Twins(nn.Module):
    """The shared encoder and the loss, whose scale is learned with it."""

    def __init__(self, encoder: nn.Module, loss: PairLoss) -> None:
        super().__init__()
        self.encoder, self.loss = encoder, loss


class SiameseTask:
    """The rows and views are those that were prepared."""

    def __init__(self, spec: SiameseSpec, prepared: Prepared) -> None:
        self.network = Twins(prepared.rest, build_pair_loss(spec.loss, spec.margin)).to(prepared.device)
        self._spec, self._prepared = spec, prepared

    def batches(self, epoch: int) -> Sequence[Pairs]:
        """Return the pairs of an epoch, their numbers being rows of training images."""
        spec, here = self._spec, self._prepared
        count = max(2, spec.pairs_per_image * len(here.train))
        pairs = draw_pairs(here.y[here.train], count, spec.seed, epoch)
        parts = batches(np.arange(count), spec.batch)
        return [Pairs(here.train[pairs.a[part]], here.train[pairs.b[part]], pairs.same[part]) for part in parts]

    def train_mode(self) -> None:
        """Set the encoder to training, its frozen stages to evaluation."""
        train_mode(self.network.encoder)

    def loss(self, batch: Pairs, epoch: int) -> Tensor:
        """Return the mean cost of a pair; both images go through the encoder in one batch."""
        both = self._prepared.views.train(np.concatenate([batch.a, batch.b]), epoch).to(self._prepared.device)
        a, b = self.network.encoder(both).chunk(2)
        loss: Tensor = self.network.loss(a, b, torch.from_numpy(batch.same).to(self._prepared.device))
        return loss

    def embeddings(self, rows: Ints) -> Floats:
        """Return the embeddings of unchanged rows, (n_rows, dim) float32 of length 1."""
        device, views = self._prepared.device, self._prepared.views
        with torch.inference_mode():
            parts = batches(rows, self._spec.batch)
            found = [unit(self.network.encoder(views.plain(some).to(device))).cpu() for some in parts]
        embeddings: Floats = torch.cat(found).numpy()
        return embeddings

    def references(self) -> References:
        """Return the references among the training images, as the encoder sees them now."""
        here = self._prepared
        return choose_references(
            self.embeddings(here.train), here.y[here.train], self._spec.references, self._spec.seed
        )

    def validate(self) -> tuple[float, float]:
        """Return macro-F1 and mean cross-entropy of the validation images, by likeness to the references."""
        here = self._prepared
        embeddings = self.embeddings(here.val)
        if not np.isfinite(embeddings).all():
            return 0.0, float("nan")
        logits = self.references().logits(embeddings, len(here.classes))
        loss = nn.functional.cross_entropy(torch.from_numpy(logits), torch.from_numpy(here.y[here.val]))
        return macro_f1(here.y[here.val], logits.argmax(axis=1)), float(loss)
