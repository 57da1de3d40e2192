"""What a training needs to go on where it was killed, in one file that is whole or not there."""

from pathlib import Path
from typing import Any

import torch

from classifiers.errors import DamagedModelError
from grouping.files import atomic_write

State = dict[str, Any]


def save_checkpoint(path: Path, state: State) -> None:
    """Write tensors, numbers and text; the checkpoint before stays until this one is on the disk."""
    with atomic_write(path) as file:
        torch.save(state, file)


def load_checkpoint(path: Path) -> State | None:
    """Return what was saved last, on the CPU, or None where nothing was; code in the file is never run.

    Raises DamagedModelError when the file cannot be read.
    """
    if not path.exists():
        return None
    try:
        state: State = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # damaged files fail in a dozen ways: zip, pickle, end of file
        raise DamagedModelError(
            f"The checkpoint {path} cannot be read ({type(error).__name__}). Delete it to train from the start."
        ) from error
    return state
