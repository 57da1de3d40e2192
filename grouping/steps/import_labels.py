"""Labels from outside: a CSV or a folder with a folder a class becomes labels of a set, in one step of the history."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from grouping.edits import Assign
from grouping.errors import GrouplineError
from grouping.exporters.label_import import read_labels
from grouping.exporters.label_match import Known, match_labels
from grouping.steps.decide import history
from grouping.steps.label_images import assign_many
from grouping.store.models import ImagePathRow, ImageRow
from grouping.store.workspace import Workspace
from grouping.types import Progress, silent


@dataclass(frozen=True, slots=True)
class LabelImport:
    """What an import of labels did."""

    label_set: str
    labeled: int
    classes: dict[str, int]
    """Class -> images that were labeled so."""
    unmatched: tuple[tuple[str, str], ...]
    """(key, reason) of labels that mean no image of the project, or not just one."""
    problems: tuple[tuple[str, str], ...]
    """(line or path, reason) of what in the source gave no label."""


def import_labels(
    workspace: Workspace,
    project_id: int,
    source: Path,
    label_set: str,
    user: str,
    progress: Progress = silent,
    job: str = "",
) -> LabelImport:
    """Read labels from a CSV or an ImageFolder (exports of ours, or anybody's) into a label set.

    `job` names this work where it may be begun again after a kill: what it decided once is not decided twice.
    Raises GrouplineError when the source is neither, or none of its labels is of an image of the project.
    """
    read = read_labels(source, progress)
    matched = match_labels(read, _known(workspace, project_id))
    if not matched.labels:
        raise GrouplineError(
            f"None of the {len(read.labels)} labels in {source} is of an image of this project; they name images by "
            f"{read.kind}. Import the images first."
        )
    classes: dict[str, list[int]] = {}
    for image_id, name in matched.labels:
        classes.setdefault(name, []).append(image_id)
    progress(len(matched.labels), len(matched.labels), "labeling")
    origin = {"kind": "import", "source": str(source), **({"job": job} if job else {})}
    if not job or not _is_decided(workspace, project_id, job):
        assign_many(workspace, project_id, classes, label_set, user, origin)
    counts = {name: len(ids) for name, ids in classes.items()}
    return LabelImport(label_set, len(matched.labels), counts, matched.unmatched, read.problems)


def _is_decided(workspace: Workspace, project_id: int, job: str) -> bool:
    """Whether the history holds the labels of this very work already."""
    events = history(workspace, project_id).events
    edits = (edit for event in reversed(events) for edit in event.edits)
    return any(isinstance(edit, Assign) and edit.origin.get("job") == job for edit in edits)


def _known(workspace: Workspace, project_id: int) -> list[Known]:
    """Return every place of every image, so that a label finds an exact duplicate under either name."""
    query = select(ImageRow.id, ImageRow.sha256, ImagePathRow.uri, ImagePathRow.name)
    with workspace.database.read() as session:
        rows = session.execute(query.join(ImagePathRow).where(ImageRow.project_id == project_id)).all()
    return [Known(*row) for row in rows]
