"""The best networks of a sweep, and the mean of their probabilities."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import softmax
from torch import Tensor

from classifiers.finetune import files
from classifiers.finetune.fit import fit as fit_network
from classifiers.finetune.fitted import FittedNetwork
from classifiers.finetune.pixel_model import PixelModel
from classifiers.finetune.spec import EnsembleSpec, FinetuneSpec
from classifiers.types import TRAINING, Examples, Inputs
from grouping.errors import LengthMismatchError
from grouping.files import atomic_write
from grouping.types import Floats, Progress, silent

_LEAST = 1e-12


def averaged(logits: Sequence[Floats]) -> Floats:
    """Return the mean of the probabilities of several models' logits, (n_images, n_classes) each.

    Raises LengthMismatchError when the models judged other images or know other classes.
    """
    shapes = {one.shape for one in logits}
    if len(shapes) != 1:
        raise LengthMismatchError(f"Models of an ensemble judge the same images and classes; got {sorted(shapes)}.")
    mean: Floats = np.mean([softmax(one, axis=1) for one in logits], axis=0)
    return mean


@dataclass(frozen=True, slots=True, eq=False)
class FittedEnsemble:
    """Networks of the same classes, the best first."""

    members: tuple[FittedNetwork, ...]
    details: Mapping[str, Any]

    def logits(self, inputs: Inputs, progress: Progress = silent) -> Floats:
        """Return (n_images, n_classes): the logarithm of the members' mean probability."""
        total = len(self.members) * len(inputs)

        def part(number: int) -> Progress:
            return lambda done, _, message="": progress(number * len(inputs) + done, total, message)

        every = [member.logits(inputs, part(number)) for number, member in enumerate(self.members)]
        return np.log(np.maximum(averaged(every), _LEAST))

    def pixel_models(self) -> tuple[PixelModel, ...]:
        """Return each member as overlays and files for the line need it, the best first."""
        return tuple(one for member in self.members for one in member.pixel_models())

    def save(self, folder: Path) -> str:
        """Write all members into two files and return the SHA-256 of both."""
        lines = {"members": [files.lines_of(one) for one in self.members]}
        details = {**self.details, "members": [dict(one.details) for one in self.members]}
        tensors = {
            f"{number}.{name}": tensor
            for number, member in enumerate(self.members)
            for name, tensor in member.network.state_dict().items()
        }
        return files.write_files(folder, lines, details, tensors)


def load(folder: Path, checksum: str, device: str = "cpu") -> FittedEnsemble:
    """Return the ensemble that `save` wrote; DamagedModelError when its files are gone or others."""
    saved = files.read_files(folder, checksum)
    told = saved.details.pop("members")
    members = (
        files.rebuilt(one, told[number], _of_member(saved.tensors, number), device)
        for number, one in enumerate(saved.lines["members"])
    )
    return FittedEnsemble(tuple(members), saved.details)


def _of_member(tensors: Mapping[str, Tensor], number: int) -> dict[str, Tensor]:
    start = f"{number}."
    return {name.removeprefix(start): tensor for name, tensor in tensors.items() if name.startswith(start)}


def fit(
    spec: EnsembleSpec, train: Examples, val: Examples, folder: Path | None = None, progress: Progress = silent
) -> FittedEnsemble:
    """Train every network of the sweep and keep the best by macro-F1 on `val`.

    Networks that are finished are not trained again after a kill. Raises what fine-tuning does.
    """
    members = spec.members()
    fitted = []
    for number, member in enumerate(members):
        own = folder / TRAINING / f"network{number}" if folder else None
        fitted.append(_one(member, train, val, own, _named(progress, f"network {number + 1} of {len(members)}")))
    ranked = sorted(range(len(fitted)), key=lambda place: -fitted[place].details["val_macro_f1"])
    table = [{"title": one.spec.title, "val_macro_f1": one.details["val_macro_f1"]} for one in fitted]
    kept = ranked[: spec.keep]
    details = {"networks": table, "kept": kept, "seconds": sum(one.details["seconds"] for one in fitted)}
    return FittedEnsemble(tuple(fitted[place] for place in kept), details)


def _one(spec: FinetuneSpec, train: Examples, val: Examples, folder: Path | None, progress: Progress) -> FittedNetwork:
    if folder is None:
        return fit_network(spec, train, val, None, progress)
    done = folder / "checksum"
    if done.exists():
        return files.load(folder, done.read_text())
    fitted = fit_network(spec, train, val, folder, progress)
    checksum = fitted.save(folder)
    with atomic_write(done) as file:
        file.write(checksum.encode())
    shutil.rmtree(folder / TRAINING, ignore_errors=True)
    return fitted


def _named(progress: Progress, name: str) -> Progress:
    return lambda done, total, message="": progress(done, total, f"{name}: {message}")
