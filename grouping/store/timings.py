"""How fast each encoder has been on this machine: one small file for encoder, preprocessing, size and device."""

import json
from dataclasses import asdict, dataclass

from grouping.files import atomic_write, key_of
from grouping.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Timing:
    """Images a second of one encoder, without loading it; `size` None is the network's own side in pixels."""

    encoder: str
    preprocessing: str
    size: int | None
    device: str
    images: int
    """How many images it was measured on."""
    images_per_second: float
    at: str
    """When, in ISO 8601."""


def keep_timing(workspace: Workspace, timing: Timing) -> None:
    """Keep a timing in place of an earlier one of the same encoder, preprocessing, size and device."""
    key = key_of("timing", timing.encoder, timing.preprocessing, timing.size, timing.device)
    with atomic_write(workspace.home / "timings" / f"{key}.json", durable=False) as file:
        file.write(json.dumps(asdict(timing)).encode())


def timings(workspace: Workspace) -> list[Timing]:
    """Return all timings, the newest first."""
    files = sorted((workspace.home / "timings").glob("[0-9a-f]*.json"))
    return sorted((Timing(**json.loads(file.read_bytes())) for file in files), key=lambda one: one.at, reverse=True)
