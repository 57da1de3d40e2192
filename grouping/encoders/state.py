"""Weight files as named tensors: read without running code, fitted to a network exactly, and checksummed."""

import hashlib
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from grouping.encoders.catalogue import EncoderCard
from grouping.errors import MissingWeightsError

State = dict[str, Tensor]

_WRAPPERS = ("state_dict", "model_state_dict", "model")
_PREFIX = re.compile(r"^(module\.|_orig_mod\.)+")
_HEADS = ("fc.", "classifier.", "head.", "head_dist.", "_fc.", "pre_logits.", "AuxLogits.")
_COUNTER = "num_batches_tracked"


class UnfitWeightsError(MissingWeightsError):
    """A weight file was found, but it is damaged or holds the weights of another network."""


def read_state(path: Path) -> State:
    """Return the tensors of a .safetensors, .pth, .pt or .bin file, unwrapped and without training prefixes.

    Raises UnfitWeightsError when the file cannot be read as tensors alone; code in it is never run.
    """
    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file

            content: Any = load_file(path)
        else:
            content = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # damaged files fail in a dozen ways: zip, pickle, header, end of file
        raise UnfitWeightsError(
            f"{path} cannot be read as a file of tensors ({type(error).__name__}). "
            "Save the network's state_dict() again, as .safetensors or with torch.save()."
        ) from error
    return _unwrap(path, content)


def _unwrap(path: Path, content: Any) -> State:
    for wrapper in _WRAPPERS:
        if isinstance(content, Mapping) and isinstance(content.get(wrapper), Mapping):
            content = content[wrapper]
    if not isinstance(content, Mapping) or not all(isinstance(value, Tensor) for value in content.values()):
        raise UnfitWeightsError(f"{path} holds {type(content).__name__}, not a state_dict of named tensors.")
    return {_PREFIX.sub("", name): tensor for name, tensor in content.items()}


def _by_order(state: State, network: nn.Module) -> State:
    """Rename the Lite releases' tensors, which stand in the order of timm's; the fit then checks every shape."""
    body = [tensor for name, tensor in state.items() if not name.startswith(_HEADS)]
    names = list(network.state_dict())
    return dict(zip(names, body, strict=True)) if len(names) == len(body) else state


def _converted(state: State, model: nn.Module) -> State:
    """Apply timm's own conversion of the original release of this model, where it has one."""
    module = sys.modules[type(model).__module__]
    convert = getattr(module, "checkpoint_filter_fn", None) or getattr(module, "_filter_fn", None)
    if convert is None:
        return state
    try:
        takes_model = convert.__code__.co_argcount > 1
        return dict(convert(dict(state), model) if takes_model else convert(dict(state)))
    except (AttributeError, IndexError, KeyError, RuntimeError, ValueError):
        return state  # another network's tensors: the fit below says which ones are wrong


def _readings(state: State, network: nn.Module, model: nn.Module) -> Iterator[State]:
    yield state
    if "_conv_stem.weight" in state:
        yield _by_order(state, network)
    yield _converted(state, model)


def _misfits(state: State, network: nn.Module) -> list[str]:
    wanted = network.state_dict()
    faults = [f"{name!r} is missing" for name in wanted if name not in state and not name.endswith(_COUNTER)]
    for name, tensor in state.items():
        if name not in wanted:
            if not name.startswith(_HEADS):
                faults.append(f"{name!r} is not part of it")
        elif tensor.shape != wanted[name].shape:
            faults.append(f"{name!r} is {tuple(tensor.shape)}, not {tuple(wanted[name].shape)}")
    return faults


def _ready(name: str, wanted: Tensor, state: State) -> Tensor:
    if name not in state:
        return torch.zeros((), dtype=torch.long)  # a batch counter, which inference never reads
    tensor = state[name]
    return tensor.to(wanted.dtype).contiguous()


def load_state(network: nn.Module, model: nn.Module, path: Path, card: EncoderCard) -> None:
    """Put the file's tensors into `network`: each of its tensors, no other one's, classifier heads left out.

    `model` is timm's whole model, which `network` is or is cut from; it knows how to convert original releases.

    Raises UnfitWeightsError, with the first tensors that do not fit, for another architecture's file.
    """
    state = read_state(path)
    first: list[str] = []
    for reading in _readings(state, network, model):
        faults = _misfits(reading, network)
        if not faults:
            ready = {name: _ready(name, tensor, reading) for name, tensor in network.state_dict().items()}
            network.load_state_dict(ready, assign=True)
            return
        first = first or faults
    raise UnfitWeightsError(
        f"{path} does not hold the weights of {card.name!r} (timm's {card.timm_name!r}): {'; '.join(first[:3])}"
        f"{f'; and {len(first) - 3} more' if len(first) > 3 else ''}. "
        "Put that network's own file there, or choose the encoder that this file belongs to."
    )


def checksum(network: nn.Module) -> str:
    """Return the SHA-256 (hexadecimal) of the tensors a network computes with: names, types, shapes and bytes.

    The same tensors give the same checksum from any file format, with or without classifier head or batch counters.
    """
    digest = hashlib.sha256()
    for name, tensor in sorted(network.state_dict().items()):
        if name.endswith(_COUNTER):
            continue
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        digest.update(tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy())
    return digest.hexdigest()
