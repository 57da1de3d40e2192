"""From a source to embeddings."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from grouping.encoders.catalogue import DEFAULT
from grouping.project.access import near_labels_may_be_read, source_may_be_read
from grouping.project.front import Front, needs
from grouping.store import images as stored_images
from grouping.store.embeddings import EmbeddingSet, project_sets
from grouping.store.facts import figure_table
from grouping.store.pictures import PictureColumns, picture_columns
from grouping.store.timings import Timing
from grouping.types import Floats, Ints, Progress, silent

if TYPE_CHECKING:
    from grouping.images.sources import Source
    from grouping.steps.encode_images import EncodeReport
    from grouping.steps.import_images import ImportReport


class Images(Front):
    """What a project does with images as files."""

    @needs("import uploads")
    def import_images(
        self,
        source: "Source",
        near_labels: object = None,
        *,
        copy: bool = False,
        progress: Progress = silent,
    ) -> "ImportReport":
        """Take images from a folder, files, an archive or an fsspec URL; what is there already is not taken twice.

        `near_labels`: "folder" (the parent folder's name), the path of a CSV, a near-label source of
        `grouping.images.near_labels`, or None. Images stay where they lie, unless `copy` or in an archive.
        """
        from grouping.steps.import_images import import_images

        within = source_may_be_read(self, source)
        near_labels_may_be_read(self, near_labels)
        return import_images(self.workspace, self.id, source, near_labels, copy=copy, progress=progress, within=within)

    def images(self, only: Iterable[int] | None = None) -> pd.DataFrame:
        """Return the good images, one row each: id, path, name, sha256, sizes, health, near_label, thumbnail...

        `only` names some by id; `picture_columns` is faster where no more than its few columns are needed.
        """
        table = stored_images.image_table(self.workspace.database, self.id, only)
        table.insert(1, "path", table.pop("uri"))
        table["thumbnail"] = table["sha256"].map(self.workspace.thumbnail)
        return table

    def picture_columns(self) -> PictureColumns:
        """Return what galleries need of each image, as arrays: id, SHA-256, name, size, near-label.

        Kept in memory until an import changes it.
        """
        return picture_columns(self.workspace.database, self.id)

    def image_ids(self, names: Iterable[int | str]) -> list[int]:
        """Return the ids of images named by id, path, name within their source, or SHA-256.

        Raises UnknownNameError for a name of no image, or of several.
        """
        return stored_images.find_images(self.workspace.database, self.id, names)

    def image(self, image_id: int) -> "pd.Series[Any]":
        """Return what is known of one image: the row of `images` for it; raises UnknownNameError for an unknown one."""
        row = stored_images.image_row(self.workspace.database, self.id, image_id)
        return row.rename({"uri": "path"})

    def health_figures(self) -> pd.DataFrame:
        """Return the figures of the health report for each image, by ascending id.

        Columns: id; brightness, contrast, dark_share and bright_share, in [0, 1]; sharpness, from 0, higher is sharper.
        """
        return figure_table(self.workspace.database, self.id)

    def health(self) -> dict[str, Any]:
        """Return the health report: counts, sizes, modes, figures with their outliers, duplicates, broken files."""
        from grouping.steps.report_health import report_health

        return report_health(self.workspace, self.id)

    @needs("run jobs")
    def encode(
        self,
        encoder: str = DEFAULT,
        *,
        preprocessing: str = "stretch",
        size: int | None = None,
        device: str | None = None,
        batch_size: int = 32,
        progress: Progress = silent,
    ) -> "EncodeReport":
        """Embed the images that this encoder, preprocessing and weights have not embedded yet.

        `device`: auto, cpu, cuda or mps; None takes `GROUPLINE_DEVICE`. Raises MissingWeightsError when the
        weights can be found in none of the three places.
        """
        from grouping.embed.spec import EncodeSpec
        from grouping.settings import settings
        from grouping.steps.encode_images import encode_images

        return encode_images(
            self.workspace,
            self.id,
            EncodeSpec(encoder, preprocessing, size),
            device=device or settings().device,
            batch_size=batch_size,
            progress=progress,
        )

    @needs("run jobs")
    def time_encoder(
        self,
        encoder: str = DEFAULT,
        *,
        preprocessing: str = "stretch",
        size: int | None = None,
        device: str | None = None,
        progress: Progress = silent,
    ) -> Timing:
        """Measure how many images a second an encoder takes here, on a few of the project's; the workspace keeps it."""
        from grouping.embed.spec import EncodeSpec
        from grouping.settings import settings
        from grouping.steps.time_encoder import time_encoder

        spec = EncodeSpec(encoder, preprocessing, size)
        return time_encoder(self.workspace, self.id, spec, device=device or settings().device, progress=progress)

    def embeddings(
        self, encoder: str | None = None, preprocessing: str | None = None, images: Iterable[int] | None = None
    ) -> tuple[Ints, Floats]:
        """Return (image ids (n,), embeddings float32 (n, dim)) of the newest encoding that fits.

        `images` are the ids of those that are wanted, None for all; those without an embedding are left out.
        """
        from grouping.steps.encode_images import encoded_sha256s, find_embeddings, load_embeddings

        target = find_embeddings(self.workspace, self.id, encoder, preprocessing)
        table = stored_images.image_table(self.workspace.database, self.id)
        if images is not None:
            table = table[table["id"].isin(set(images))]
        table = table[table["sha256"].isin(encoded_sha256s(self.workspace, target))]
        return table["id"].to_numpy(), load_embeddings(self.workspace, target, list(table["sha256"]))

    def encodings(self) -> list[EmbeddingSet]:
        """Return the encodings of this project, the newest first."""
        return project_sets(self.workspace.database, self.id)
