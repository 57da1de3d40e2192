"""From labeled images and a network to what the loop needs: squares read, frozen stages run, the rest on its device."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from classifiers.errors import UntrainableError
from classifiers.finetune.network import Built
from classifiers.finetune.network_spec import NetworkSpec
from classifiers.finetune.squares import Squares, squares
from classifiers.finetune.stages import cut_behind, freeze
from classifiers.finetune.views import FreshViews, Views, keep_views
from classifiers.types import Examples, Inputs
from grouping.encoders.device import choose_device
from grouping.files import key_of
from grouping.settings import settings
from grouping.types import Ints, Progress, silent


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What is trained and what it is shown; rows number the training images first, then the validation images."""

    built: Built
    rest: nn.Module
    """The part behind the frozen stages, or the whole network where it cannot be had alone."""
    views: Views
    inputs: Inputs
    y: Ints
    train: Ints
    val: Ints
    classes: tuple[str, ...]
    device: torch.device
    checkpoint: Path

    def whole(self) -> nn.Module:
        """Return the whole network with what was trained in it, in evaluation."""
        if self.rest is not self.built.network:
            unknown = self.built.network.model.load_state_dict(self.rest.state_dict(), strict=False).unexpected_keys
            if unknown:
                raise RuntimeError(f"trained tensors without a place: {unknown[:3]}")
        plain = self.built.network.to(memory_format=torch.contiguous_format)  # as it will be read back from its file
        return plain.eval().requires_grad_(False)


def check_examples(train: Examples, val: Examples) -> None:
    """Raise UntrainableError where there are not two classes to learn or no images to stop by."""
    if len(np.unique(train.y)) < 2:
        raise UntrainableError("The training images are of one class only; label more images of the others.")
    if not len(val):
        raise UntrainableError("There are no validation images, and a network stops by them; give val a share.")


def prepare(
    spec: NetworkSpec, built: Built, train: Examples, val: Examples, work: Path, progress: Progress = silent
) -> Prepared:
    """Read the images, freeze the stages, and run these once where the recipe keeps its views; all kept in `work`.

    Raises UntrainableError when images cannot be read, InvalidSpecError when the backbone has fewer stages.
    """
    freeze(built.network.model, spec.frozen)
    device = choose_device(settings().device)
    inputs = _together(train.inputs, val.inputs)
    rows = np.arange(len(train))
    key = _key(spec, train, val, built.checksum)
    seen = squares(inputs, built.card, spec.preprocessing, built.size, work, progress)
    cut = cut_behind(built.network.model, built.size) if spec.frozen and spec.kept_views else None
    built.network.to(device)
    path = work / f"views-{key}.npy"
    rest, views = _shown(spec, built, cut, seen, rows, path, progress)
    return Prepared(
        built=built,
        rest=rest.to(device).to(memory_format=torch.channels_last),
        views=views,
        inputs=inputs,
        y=np.concatenate([train.y, val.y]),
        train=rows,
        val=np.arange(len(train), len(inputs)),
        classes=train.classes,
        device=device,
        checkpoint=work / f"checkpoint-{key}.pt",
    )


def _together(train: Inputs, val: Inputs) -> Inputs:
    ids = np.concatenate([train.image_ids, val.image_ids])
    return Inputs(ids, train.sha256s + val.sha256s, train.uris + val.uris)


def _key(spec: Any, train: Examples, val: Examples, checksum: str | None) -> str:
    """Name a training by all that decides its outcome, so that only its own checkpoint is ever resumed."""
    parts = [[list(one.inputs.sha256s), one.y.tolist()] for one in (train, val)]
    return key_of("training", spec, parts, list(train.classes), checksum)


def _shown(
    spec: NetworkSpec,
    built: Built,
    cut: tuple[str, nn.Module] | None,
    seen: Squares,
    rows: Ints,
    path: Path,
    progress: Progress,
) -> tuple[nn.Module, Views]:
    if cut is None:
        return built.network, FreshViews(seen, spec.augmentation, spec.seed)
    name, rest = cut
    plan, kept, seed = spec.augmentation, spec.kept_views, spec.seed
    return rest, keep_views(built.network, name, seen, rows, plan, kept, seed, path, progress)
