"""Encode: a project's images become embeddings, part by part; only what is missing is done."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from PIL import Image

from grouping.embed.spec import EncodeSpec
from grouping.errors import GrouplineError, UnreadableImageError
from grouping.settings import settings
from grouping.store.embeddings import (
    EmbeddingSet,
    add_part,
    embedding_set,
    failures,
    mark_encoded,
    parts,
    project_sets,
)
from grouping.store.images import image_table
from grouping.store.timings import Timing, keep_timing
from grouping.store.workspace import Workspace
from grouping.types import Floats, Progress, silent

if TYPE_CHECKING:
    from grouping.embed.encode import Item

TELLING = 8
"""Images that a run encodes at least for its pace to tell that of others."""


@dataclass(frozen=True, slots=True)
class EncodeReport:
    """What an encoding did."""

    encoder: str
    preprocessing: str
    key: str
    weights_checksum: str
    dim: int
    n_images: int
    """Images of the project that now have embeddings."""
    encoded: int
    """How many of them this run encoded; the others were there."""
    failed: tuple[tuple[str, str], ...]
    """(place, reason) of the images that could not be encoded."""
    device: str
    seconds: float
    images_per_second: float


def encode_images(
    workspace: Workspace,
    project_id: int,
    spec: EncodeSpec,
    *,
    device: str = "auto",
    batch_size: int = 32,
    progress: Progress = silent,
) -> EncodeReport:
    """Encode the images of a project that have no embeddings of this spec and these weights yet.

    Each part is on disk and recorded before the next begins. Raises MissingWeightsError when the weights are in
    none of the three places, GrouplineError when the project is empty, CancelledError when `progress` does.
    """
    from grouping.embed.encode import encode
    from grouping.encoders.network import load_encoder

    table = image_table(workspace.database, project_id)
    if table.empty:
        raise GrouplineError("The project has no images yet; import some first.")
    progress(0, len(table), f"loading {spec.encoder}")
    network = load_encoder(spec.encoder, device=device)
    target = embedding_set(
        workspace.database, spec.key(network.checksum), spec.encoder, asdict(spec), network.checksum, network.dim
    )
    missing = _missing(workspace, target, table)
    began, there = time.perf_counter(), len(table) - len(missing)
    progress(there, len(table), "encoding")
    counted = _counted(items_of(missing), there, len(table), progress)
    for part in encode(counted, network, spec, batch_size=batch_size):
        _keep(workspace, target, part.sha256s, part.embeddings, part.failed)
    mark_encoded(workspace.database, project_id, target.id)
    seconds = time.perf_counter() - began
    report = _report(workspace, target, spec, table, missing, str(network.device), seconds)
    _keep_timing(workspace, spec, report)
    return report


def _keep_timing(workspace: Workspace, spec: EncodeSpec, report: EncodeReport) -> None:
    """Note the pace of a run that was long enough to tell one."""
    if report.encoded < TELLING:
        return
    now = datetime.now(UTC).isoformat(timespec="seconds")
    pace = report.images_per_second
    keep_timing(
        workspace, Timing(spec.encoder, spec.preprocessing, spec.size, report.device, report.encoded, pace, now)
    )


def _missing(workspace: Workspace, target: EmbeddingSet, table: pd.DataFrame) -> pd.DataFrame:
    """Return the images without an embedding; those that failed before come last.

    So a run that was killed goes on with the very parts that an undisturbed one makes.
    """
    missing = table[~table["sha256"].isin(encoded_sha256s(workspace, target))]
    failed = missing["sha256"].isin(failures(workspace.database, target.id))
    return pd.concat([missing[~failed], missing[failed]])


def encoded_sha256s(workspace: Workspace, target: EmbeddingSet) -> set[str]:
    """Return the SHA-256 of every image that has an embedding in a set."""
    return {sha for _, shas in parts(workspace.database, target.id) for sha in shas}


def items_of(missing: pd.DataFrame) -> "Iterator[Item]":
    """Yield rows of a project's images as what an encoder takes."""
    from grouping.embed.encode import Item

    places = missing["stored_uri"].where(missing["stored_uri"].notna(), missing["uri"])
    for sha256, uri in zip(missing["sha256"], places, strict=True):
        yield Item(str(sha256), partial(read_image, str(sha256), None if pd.isna(uri) else str(uri)))


def _counted(items: "Iterable[Item]", done: int, total: int, progress: Progress) -> "Iterator[Item]":
    """Report each image as it is handed out, a little ahead of its embedding."""
    for item in items:
        yield item
        done += 1
        progress(done, total, "encoding")


def read_image(sha256: str, uri: str | None) -> Image.Image:
    """Read one image of a project from where it lies, and check that it is still the image that was imported.

    Raises UnreadableImageError when the file is gone, or holds something else now.
    """
    from grouping.images.reading import decode

    if not uri:
        raise UnreadableImageError("no file holds this image any more; import it again from where it lies now")
    return decode(read_bytes(sha256, uri), max_pixels=settings().max_pixels).image


def read_bytes(sha256: str, uri: str) -> bytes:
    """Read a file, and check that it still holds the image with this SHA-256; raises UnreadableImageError."""
    import hashlib

    from grouping.images.sources import read_uri

    try:
        data = read_uri(uri)
    except OSError as error:
        raise UnreadableImageError(f"{uri} cannot be read any more ({error.strerror or error})") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise UnreadableImageError(f"{uri} holds another image than the one imported; import it again")
    return data


def _keep(
    workspace: Workspace,
    target: EmbeddingSet,
    sha256s: tuple[str, ...],
    embeddings: Floats,
    failed: tuple[tuple[str, str], ...],
) -> None:
    from grouping.embed.parts import write_part

    name = write_part(workspace.embeddings(target.key), embeddings).name if sha256s else ""
    add_part(workspace.database, target.id, name, sha256s, failed)


def _report(
    workspace: Workspace,
    target: EmbeddingSet,
    spec: EncodeSpec,
    table: pd.DataFrame,
    missing: pd.DataFrame,
    device: str,
    seconds: float,
) -> EncodeReport:
    reasons = failures(workspace.database, target.id)
    failed = table[table["sha256"].isin(set(reasons) - encoded_sha256s(workspace, target))]
    encoded = len(missing) - int(missing["sha256"].isin(failed["sha256"]).sum())
    return EncodeReport(
        encoder=spec.encoder,
        preprocessing=spec.preprocessing,
        key=target.key,
        weights_checksum=target.weights_checksum,
        dim=target.dim,
        n_images=len(table) - len(failed),
        encoded=encoded,
        failed=tuple((str(row.uri), reasons[str(row.sha256)]) for row in failed.itertuples()),
        device=device,
        seconds=seconds,
        images_per_second=encoded / seconds if encoded else 0.0,
    )


def find_embeddings(
    workspace: Workspace, project_id: int, encoder: str | None, preprocessing: str | None
) -> EmbeddingSet:
    """Return the newest embedding set of a project, of this encoder and preprocessing where they are named.

    Raises GrouplineError that says which there are, when there is none.
    """
    sets = project_sets(workspace.database, project_id)
    for found in sets:
        if encoder in (None, found.encoder) and preprocessing in (None, found.spec["preprocessing"]):
            return found
    there = ", ".join(f"{found.encoder} ({found.spec['preprocessing']})" for found in sets)
    wanted = " ".join(filter(None, [encoder, f"with preprocessing '{preprocessing}'" if preprocessing else None]))
    raise GrouplineError(
        f"The project has no embeddings{' of ' + wanted if wanted else ''} yet; encode it first."
        + (f" There are: {there}." if there else "")
    )


def load_embeddings(workspace: Workspace, target: EmbeddingSet, sha256s: list[str]) -> Floats:
    """Return the embeddings of these images, float32 (n_images, dim), in this order.

    Raises GrouplineError when some have none, saying how many.
    """
    from grouping.embed.parts import gather

    folder = workspace.embeddings(target.key)
    found = [(folder / name, shas) for name, shas in parts(workspace.database, target.id)]
    return np.asarray(gather(found, sha256s))
