"""The health report of a project's images: what there is, what stands out, and what could not be read."""

from typing import Any

import pandas as pd

from grouping.images.health import flags, summary
from grouping.store.images import duplicate_paths, image_table, imports, problems
from grouping.store.workspace import Workspace


def report_health(workspace: Workspace, project_id: int, table: pd.DataFrame | None = None) -> dict[str, Any]:
    """Return the report as plain values, ready for JSON; `table` is the project's `image_table`, where it is at hand.

    `summary` (counts, sizes, modes, quantiles of the figures), `near_labels` (counts; '' is none), `flagged` (image
    id, place and flags of each image that stands out), `duplicates` (image id -> its places), `problems` (kind,
    place and reason of each file that was not taken), `noted` (place and remarks of images taken with a remark) and
    `unfinished_imports` (sources of imports that were interrupted).
    """
    database = workspace.database
    table = image_table(database, project_id) if table is None else table
    marked = zip(table["id"], table["uri"], flags(table), strict=True)
    return {
        "summary": summary(table),
        "near_labels": {str(k): int(v) for k, v in table["near_label"].fillna("").value_counts().items()},
        "flagged": [{"id": int(i), "place": uri, "flags": list(f)} for i, uri, f in marked if f],
        "duplicates": {str(image_id): places for image_id, places in duplicate_paths(database, project_id).items()},
        "problems": [{"kind": k, "place": u, "reason": r} for k, u, r in problems(database, project_id)],
        "noted": [{"place": u, "notes": n} for u, n in zip(table["uri"], table["notes"], strict=True) if n],
        "unfinished_imports": [i["source"] for i in imports(database, project_id) if i["finished_at"] is None],
    }
