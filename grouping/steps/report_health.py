"""The health report of a project's images: what there is, what stands out, and what could not be read."""

from typing import Any

import pandas as pd

from grouping.images.health import flags, summary
from grouping.store.facts import fact_table, first_places, remarks
from grouping.store.images import duplicate_paths, imports, problems
from grouping.store.workspace import Workspace


def report_health(workspace: Workspace, project_id: int) -> dict[str, Any]:
    """Return the report as plain values, ready for JSON.

    `summary` (counts, sizes, modes, quantiles of the figures), `near_labels` (counts; '' is none), `flagged` (image
    id, place and flags of each image that stands out), `duplicates` (image id -> its places), `problems` (kind,
    place and reason of each file that was not taken), `noted` (place and remarks of images taken with a remark) and
    `unfinished_imports` (sources of imports that were interrupted).
    """
    database = workspace.database
    table = fact_table(database, project_id)
    marks = flags(table)
    flagged = {int(i): list(marked) for i, marked in zip(table["id"], marks, strict=True) if marked}
    noted = remarks(database, project_id)
    places = first_places(database, [*flagged, *noted])
    return {
        "summary": summary(table, marks),
        "near_labels": _near_labels(table["near_label"]),
        "flagged": [{"id": i, "place": places[i], "flags": marked} for i, marked in flagged.items()],
        "duplicates": {str(image_id): found for image_id, found in duplicate_paths(database, project_id).items()},
        "problems": [{"kind": k, "place": u, "reason": r} for k, u, r in problems(database, project_id)],
        "noted": [{"place": places[i], "notes": notes} for i, notes in noted.items()],
        "unfinished_imports": [i["source"] for i in imports(database, project_id) if i["finished_at"] is None],
    }


def _near_labels(column: "pd.Series[str]") -> dict[str, int]:
    """Count near-labels, the commonest first; those without one count as ''."""
    counts = column.astype(object).fillna("").value_counts()
    return {str(name): int(count) for name, count in counts.items()}
