"""How fast an encoder is here: a few images of the project through the very code that encodes all of them."""

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd

from grouping.embed.spec import EncodeSpec
from grouping.errors import GrouplineError
from grouping.steps.encode_images import items_of
from grouping.store.images import image_table
from grouping.store.timings import Timing, keep_timing
from grouping.store.workspace import Workspace
from grouping.types import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grouping.embed.encode import Item
    from grouping.encoders.network import Encoder

WANTED = 8
"""Images that a measurement encodes."""


def time_encoder(
    workspace: Workspace,
    project_id: int,
    spec: EncodeSpec,
    *,
    device: str = "auto",
    n_images: int = WANTED,
    progress: Progress = silent,
) -> Timing:
    """Encode up to `n_images` images, spread over the project, and keep how many that were a second.

    The first image warms the network up and does not count unless it is the only one; nothing of the embeddings is
    kept. Raises MissingWeightsError where the weights are nowhere, GrouplineError where the project has no image that
    can be read, CancelledError when `progress` does.
    """
    from grouping.encoders.network import load_encoder

    table = image_table(workspace.database, project_id)
    if table.empty:
        raise GrouplineError("The project has no images yet; import some first.")
    chosen = _spread(table, n_images)
    progress(0, len(chosen), f"loading {spec.encoder}")
    network = load_encoder(spec.encoder, device=device)
    progress(0, len(chosen), "warming up")
    _encode(items_of(chosen.head(1)), network, spec)
    progress(1, len(chosen), "timing")
    began = time.perf_counter()
    n_encoded = _encode(items_of(chosen.iloc[1:] if len(chosen) > 1 else chosen), network, spec)
    seconds = time.perf_counter() - began
    if not n_encoded:
        raise GrouplineError(
            f"None of {len(chosen)} images of the project could be encoded with {spec.encoder}: are their files still "
            "there? The health report on the Images page tells."
        )
    progress(len(chosen), len(chosen), "timing")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    timing = Timing(
        spec.encoder, spec.preprocessing, spec.size, str(network.device), n_encoded, n_encoded / seconds, now
    )
    keep_timing(workspace, timing)
    return timing


def _spread(table: pd.DataFrame, wanted: int) -> pd.DataFrame:
    """Return one image more than wanted, evenly spaced over the project; all where it has fewer."""
    n = min(wanted + 1, len(table))
    return table.iloc[[i * len(table) // n for i in range(n)]]


def _encode(items: "Iterable[Item]", network: "Encoder", spec: EncodeSpec) -> int:
    from grouping.embed.encode import encode

    return sum(len(part.sha256s) for part in encode(items, network, spec))
