"""What the trained part of a network is shown: new views in every epoch, or kept ones behind the frozen stages."""

from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from classifiers.finetune.augment import Augment
from classifiers.finetune.network import PixelNetwork
from classifiers.finetune.plan import AugmentPlan
from classifiers.finetune.squares import Squares
from classifiers.finetune.stages import run_until
from classifiers.finetune.whole import whole_array
from grouping.types import Ints, Progress, silent

_CHUNK = 16
"""Views that the frozen stages take at once."""


class Views(Protocol):
    """Gives batches of inputs for the part that is trained."""

    def train(self, rows: Ints, epoch: int) -> Tensor:
        """Return one view of each row as an epoch shows it, (n_rows, ...)."""

    def plain(self, rows: Ints) -> Tensor:
        """Return the unchanged rows, (n_rows, ...)."""


def as_batch(squares: npt.NDArray[np.uint8]) -> Tensor:
    """Return squares (n, height, width, 3) as a tensor (n, 3, height, width) of bytes, lying as they lay."""
    return torch.from_numpy(np.require(squares, requirements=("C", "W"))).permute(0, 3, 1, 2)


class FreshViews:
    """Draws a new view of each image in every epoch."""

    def __init__(self, squares: Squares, plan: AugmentPlan, seed: int) -> None:
        self._squares, self._seed = squares, seed
        self._augment = Augment(plan, *squares.shape[1:3])

    def train(self, rows: Ints, epoch: int) -> Tensor:
        """Return pixels (n_rows, 3, side, side), 0 to 255."""
        drawn = [self._augment(self._squares[row], self._seed, epoch, int(row)) for row in rows]
        return as_batch(np.stack(drawn))

    def plain(self, rows: Ints) -> Tensor:
        """Return pixels (n_rows, 3, side, side), 0 to 255."""
        return as_batch(self._squares[rows])


class KeptViews:
    """Some views of each training image, each seen once by the frozen stages, whose output lies in a file."""

    def __init__(self, features: npt.NDArray[np.float32], n_images: int, train: Ints, views: int, seed: int) -> None:
        self._features, self._n_images, self._views, self._seed = features, n_images, views, seed
        self._place = np.full(n_images, -1)
        self._place[train] = np.arange(len(train))
        self._n_train = len(train)

    def train(self, rows: Ints, epoch: int) -> Tensor:
        """Return features of one of the kept views of each row, another one in every epoch until all were shown."""
        offset = np.random.default_rng([self._seed, epoch // self._views]).permutation(self._views)
        view = (offset[epoch % self._views] + rows) % self._views
        later = self._n_images + (view - 1) * self._n_train + self._place[rows]
        return torch.from_numpy(self._features[np.where(view == 0, rows, later)])

    def plain(self, rows: Ints) -> Tensor:
        """Return features of the unchanged rows."""
        return torch.from_numpy(self._features[rows])


def keep_views(
    network: PixelNetwork,
    cut: str,
    squares: Squares,
    train: Ints,
    plan: AugmentPlan,
    views: int,
    seed: int,
    path: Path,
    progress: Progress = silent,
) -> KeptViews:
    """Run the stages up to `cut` on all images and on `views` - 1 changed views of each training image, into a file.

    `train` are the rows that are trained on; the others are only ever shown unchanged.
    """
    network.eval()
    augment = Augment(plan, *squares.shape[1:3])
    pairs = [(row, 0) for row in range(len(squares))]
    pairs += [(int(row), view) for view in range(1, views) for row in train]
    first = _features(network, cut, squares[:1])
    with whole_array(path, (len(pairs), *first.shape[1:]), np.float32) as array:
        for start in range(0, len(array), _CHUNK):
            progress(start, len(pairs), "frozen stages")
            some = pairs[start : start + _CHUNK]
            drawn = [squares[row] if view == 0 else augment(squares[row], seed, view, row) for row, view in some]
            array[start : start + _CHUNK] = _features(network, cut, np.stack(drawn))
    return KeptViews(np.load(path, mmap_mode="r"), len(squares), train, views, seed)


def _features(network: PixelNetwork, cut: str, views: Squares) -> npt.NDArray[np.float32]:
    device = network.get_buffer("mean").device
    pixels = network.normalized(as_batch(views).to(device))
    features: npt.NDArray[np.float32] = run_until(network.model, cut, pixels).float().cpu().numpy()
    return features
