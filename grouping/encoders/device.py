"""The device that computes: which one, in which arithmetic, and whether it ran out of memory."""

from contextlib import AbstractContextManager, nullcontext

import torch

from grouping.errors import GrouplineError, UnknownNameError

_FULL = ("out of memory", "not enough memory", "can't allocate memory", "failed to allocate")


class OutOfMemoryError(GrouplineError):
    """Not even one image fits into the device's memory."""


def choose_device(name: str = "auto") -> torch.device:
    """Return the device called `name`: auto (CUDA, then MPS, then CPU), cpu, cuda, cuda:N or mps.

    Raises UnknownNameError for a device that this machine does not have.
    """
    here = ["cpu"]
    if torch.backends.mps.is_available():
        here.insert(0, "mps")
    if torch.cuda.is_available():
        here = ["cuda", *(f"cuda:{number}" for number in range(torch.cuda.device_count())), *here]
    if name == "auto":
        return torch.device(here[0])
    if name not in here:
        raise UnknownNameError(f"This machine has no device {name!r}. Choose auto or one of {', '.join(here)}.")
    return torch.device(name)


def exact_arithmetic(device: torch.device) -> AbstractContextManager[None]:
    """Hold a GPU's convolutions to full float32 and to one algorithm: TF32 keeps only ten bits of each product."""
    if device.type != "cuda":
        return nullcontext()
    return torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True, allow_tf32=False)


def is_out_of_memory(error: BaseException) -> bool:
    """Say whether an error means that a smaller batch may succeed."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error).lower() for words in _FULL)
