"""Labels from outside: a CSV or a folder with a folder a class becomes labels of a set, in one step of the history."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from grouping.errors import GrouplineError
from grouping.exporters.label_import import read_labels
from grouping.exporters.label_match import Known, match_labels
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
    workspace: Workspace, project_id: int, source: Path, label_set: str, user: str, progress: Progress = silent
) -> LabelImport:
    """Read labels from a CSV or an ImageFolder (exports of ours, or anybody's) into a label set.

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
    assign_many(workspace, project_id, classes, label_set, user, {"kind": "import", "source": str(source)})
    counts = {name: len(ids) for name, ids in classes.items()}
    return LabelImport(label_set, len(matched.labels), counts, matched.unmatched, read.problems)


def _known(workspace: Workspace, project_id: int) -> list[Known]:
    """Return every place of every image, so that a label finds an exact duplicate under either name."""
    query = select(ImageRow.id, ImageRow.sha256, ImagePathRow.uri, ImagePathRow.name)
    with workspace.database.read() as session:
        rows = session.execute(query.join(ImagePathRow).where(ImageRow.project_id == project_id)).all()
    return [Known(*row) for row in rows]
