"""A trained network as files: its tensors, the few lines that say how to build what they fit into, its details."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import Tensor

from classifiers.errors import DamagedModelError
from classifiers.finetune.network import PixelNetwork, bare_model, known_card
from classifiers.finetune.spec import FinetuneSpec
from grouping.encoders.device import choose_device
from grouping.files import atomic_write

if TYPE_CHECKING:
    from classifiers.finetune.fitted import FittedNetwork

TENSORS, LINES, DETAILS = "network.safetensors", "network.json", "details.json"


def save(fitted: "FittedNetwork", folder: Path) -> str:
    """Write a network into a folder, and return the SHA-256 of its lines and tensors."""
    return write_files(folder, lines_of(fitted), fitted.details, fitted.network.state_dict())


def lines_of(fitted: "FittedNetwork") -> dict[str, Any]:
    """Return what says how to build the network again, as plain values."""
    return {"spec": asdict(fitted.spec), "size": fitted.size, "classes": list(fitted.classes)}


def write_files(
    folder: Path, lines: Mapping[str, Any], details: Mapping[str, Any], tensors: Mapping[str, Tensor]
) -> str:
    """Write each file atomically, and return one SHA-256 of lines and tensors; `details` hold times, so not of them.

    The tensors come last: a folder that has them is whole.
    """
    data = save_tensors({name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()})
    text = json.dumps(lines, indent=1, sort_keys=True).encode()
    told = json.dumps(dict(details), indent=1).encode()
    for name, content in ((DETAILS, told), (LINES, text), (TENSORS, data)):
        with atomic_write(folder / name) as file:
            file.write(content)
    return hashlib.sha256(text + data).hexdigest()


@dataclass(frozen=True, slots=True)
class Saved:
    """What `write_files` wrote."""

    lines: dict[str, Any]
    details: dict[str, Any]
    tensors: dict[str, Tensor]


def read_files(folder: Path, checksum: str) -> Saved:
    """Return what was saved; raises DamagedModelError when files are gone or are not those that were trained."""
    try:
        told, text, data = ((folder / name).read_bytes() for name in (DETAILS, LINES, TENSORS))
    except OSError as error:
        raise DamagedModelError(f"The model's file {error.filename} cannot be read ({error.strerror}).") from error
    if hashlib.sha256(text + data).hexdigest() != checksum:
        raise DamagedModelError(f"The files in {folder} are not those that were trained; train the model again.")
    try:
        return Saved(json.loads(text), json.loads(told), load_tensors(data))
    except (SafetensorError, ValueError) as error:
        raise DamagedModelError(f"The files in {folder} hold no network ({error}); train the model again.") from error


def load(folder: Path, checksum: str, device: str = "cpu") -> "FittedNetwork":
    """Return the network that `save` wrote; needs no hub, no weights file and no bundled weights.

    Raises DamagedModelError when its files are gone or are not those that were trained.
    """
    saved = read_files(folder, checksum)
    return rebuilt(saved.lines, saved.details, saved.tensors, device)


def rebuilt(
    lines: Mapping[str, Any], details: Mapping[str, Any], tensors: Mapping[str, Tensor], device: str = "cpu"
) -> "FittedNetwork":
    """Return the network that `lines_of` and its tensors describe."""
    from classifiers.finetune.fitted import FittedNetwork

    spec, classes = FinetuneSpec(**lines["spec"]), tuple(lines["classes"])
    card, view = known_card(spec.backbone)
    network = PixelNetwork(bare_model(card, len(classes), spec.dropout, lines["size"]), view)
    network.load_state_dict(tensors)
    network.to(choose_device(device)).eval().requires_grad_(False)
    return FittedNetwork(spec, network, card, lines["size"], classes, details)
