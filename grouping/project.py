"""The front door: whatever the dashboard and the command line can do, a few lines of Python can."""

import getpass
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from grouping.encoders.catalogue import DEFAULT
from grouping.errors import GrouplineError
from grouping.store import images as stored_images
from grouping.store.embeddings import EmbeddingSet, project_sets
from grouping.store.projects import ProjectSummary, create_project, find_project, project_summaries
from grouping.store.sweeps import SweepRecord, sweep_records
from grouping.store.workspace import Workspace
from grouping.tree import ROOT, Group, Tree
from grouping.types import Floats, Ints, Progress, silent

if TYPE_CHECKING:
    from grouping.images.sources import Source
    from grouping.steps.encode_images import EncodeReport
    from grouping.steps.import_images import ImportReport
    from grouping.steps.split_group import By
    from grouping.steps.sweep_group import GroupSweep

DEFAULT_CLUSTERS = range(2, 51)


@dataclass(frozen=True, slots=True)
class Project:
    """One body of images, from import to groups.

    >>> project = Project.create("coils")
    >>> project.import_images("/data/coils", near_labels="folder")
    >>> project.encode("efficientnet_lite0")
    >>> sweep = project.sweep()
    >>> groups = project.split("root", sweep, by="min-max")
    """

    name: str
    id: int
    workspace: Workspace
    user: str

    @classmethod
    def create(cls, name: str, home: str | Path | None = None, user: str | None = None) -> "Project":
        """Make an empty project in the workspace at `home` (or `GROUPLINE_HOME`) and open it."""
        workspace = Workspace.at(home)
        create_project(workspace.database, name)
        return cls.open(name, home, user)

    @classmethod
    def open(cls, name: str, home: str | Path | None = None, user: str | None = None) -> "Project":
        """Open a project by name; raises UnknownNameError, which lists those that exist."""
        workspace = Workspace.at(home)
        return cls(name.strip(), find_project(workspace.database, name), workspace, user or _login())

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

        return import_images(self.workspace, self.id, source, near_labels, copy=copy, progress=progress)

    def images(self) -> pd.DataFrame:
        """Return the good images, one row each: id, path, name, sha256, sizes, health, near_label, thumbnail..."""
        table = stored_images.image_table(self.workspace.database, self.id)
        table.insert(1, "path", table.pop("uri"))
        table["thumbnail"] = table["sha256"].map(self.workspace.thumbnail)
        return table

    def health(self) -> dict[str, Any]:
        """Return the health report: counts, sizes, modes, figures with their outliers, duplicates, broken files."""
        from grouping.steps.report_health import report_health

        return report_health(self.workspace, self.id)

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

    def embeddings(self, encoder: str | None = None, preprocessing: str | None = None) -> tuple[Ints, Floats]:
        """Return (image ids (n,), embeddings float32 (n, dim)) of the newest encoding that fits."""
        from grouping.steps.encode_images import encoded_sha256s, find_embeddings, load_embeddings

        target = find_embeddings(self.workspace, self.id, encoder, preprocessing)
        table = stored_images.image_table(self.workspace.database, self.id)
        table = table[table["sha256"].isin(encoded_sha256s(self.workspace, target))]
        return table["id"].to_numpy(), load_embeddings(self.workspace, target, list(table["sha256"]))

    def encodings(self) -> list[EmbeddingSet]:
        """Return the encodings of this project, the newest first."""
        return project_sets(self.workspace.database, self.id)

    def sweep(
        self,
        *,
        encoder: str | None = None,
        preprocessing: str | None = None,
        group: str = ROOT,
        clusters: Iterable[int] = DEFAULT_CLUSTERS,
        algorithms: Iterable[str] | None = None,
        profile: str = "recommended",
        components: int | None = None,
        seed: int = 0,
        use_near_labels: bool = True,
        progress: Progress = silent,
    ) -> "GroupSweep":
        """Let the algorithms compete on a group's images; a sweep that was done before is read back.

        `encoder` and `preprocessing` default to those encoded last. Near-labels only score, they never cluster;
        `use_near_labels=False` keeps them out altogether.
        """
        from grouping.clustering.catalogue import ALGORITHMS
        from grouping.steps.sweep_group import sweep_group
        from grouping.sweep import SweepSpec

        names = ALGORITHMS if algorithms is None else tuple(algorithms)
        spec = SweepSpec(names, tuple(clusters), profile=profile, components=components, seed=seed)
        return sweep_group(
            self.workspace,
            self.id,
            self.group(group),
            spec,
            encoder=encoder,
            preprocessing=preprocessing,
            use_near_labels=use_near_labels,
            progress=progress,
        )

    def sweeps(self, group: str | None = None) -> list[SweepRecord]:
        """Return the finished sweeps, or those of one group, the newest first."""
        return sweep_records(self.workspace.database, self.id, group)

    def open_sweep(self, group: str = ROOT, key: str | None = None) -> "GroupSweep":
        """Read back a group's newest sweep, or the one with this key; raises GrouplineError when there is none."""
        from grouping.steps.sweep_group import open_sweep

        return open_sweep(self.workspace, self.id, self.group(group), key)

    def split(self, group: str, sweep: "GroupSweep", by: "By" = "min-max") -> list[Group]:
        """Split a group by one partition of its sweep and return the new groups.

        `by`: "min-max", "convergence", "kmeans:12" or ("kmeans", 12).
        """
        from grouping.steps.split_group import split_group

        return split_group(self.workspace, self.id, self.group(group), sweep, by, self.user)

    def tree(self) -> Tree:
        """Return the tree of groups as it stands."""
        from grouping.steps.read_tree import current_tree

        return current_tree(self.workspace.database, self.id)

    def group(self, path: str) -> Group:
        """Return one group; raises UnknownNameError, which lists those that exist."""
        return self.tree().group(path)

    def groups(self) -> list[Group]:
        """Return the groups that were not split further; the root alone before the first split."""
        return self.tree().leaves()

    def submit(self, kind: str, **arguments: Any) -> int:
        """Hand an 'import', 'encode' or 'sweep' with these arguments to the worker and return the job's id."""
        from grouping.jobs.queue import enqueue
        from grouping.jobs.records import submit

        try:
            job_id = submit(self.workspace.database, self.name, kind, arguments, self.user)
        except TypeError as error:
            raise GrouplineError(f"A job's arguments must be plain values: {error}.") from error
        enqueue(self.workspace, job_id)
        return job_id


@dataclass(frozen=True, slots=True)
class ProjectOverview(ProjectSummary):
    """What a project holds, with the number of its groups."""

    n_groups: int


def list_projects(home: str | Path | None = None) -> list[ProjectOverview]:
    """Describe every project of a workspace, the newest first."""
    from grouping.steps.read_tree import current_tree

    database = Workspace.at(home).database
    return [
        ProjectOverview(
            **asdict(summary), n_groups=len(current_tree(database, find_project(database, summary.name)).groups) - 1
        )
        for summary in project_summaries(database)
    ]


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a user id that has no name
        return "unknown"
