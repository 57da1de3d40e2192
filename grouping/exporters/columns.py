"""The columns in which labels are written as a table, one row an image."""

import json
from collections.abc import Iterator
from typing import Any

from grouping.exporters.writing import Placed

COLUMNS = (
    "image_id", "sha256", "file", "name", "uri", "width", "height", "near_label", "class", "split", "user", "at",
    "origin", "group", "partition", "encoder", "weights", "confidence", "details",
)  # fmt: skip
"""`file` is the image's path in the export, `name` that in its source; `details` is the whole origin as JSON."""

INTEGERS = ("image_id", "width", "height")
REALS = ("confidence",)


def table_rows(placed: tuple[Placed, ...]) -> Iterator[dict[str, Any]]:
    """Yield each image as column -> value; None where there is none."""
    for one in placed:
        image, origin = one.image, one.image.origin
        yield {
            "image_id": image.image_id,
            "sha256": image.sha256,
            "file": one.file,
            "name": image.name,
            "uri": image.uri,
            "width": image.width,
            "height": image.height,
            "near_label": image.near_label,
            "class": image.class_name,
            "split": image.split,
            "user": image.user,
            "at": image.at,
            "origin": _text(origin.get("kind")),
            "group": _text(origin.get("group")),
            "partition": _text(origin.get("partition")),
            "encoder": _text(origin.get("encoder")),
            "weights": _text(origin.get("weights")),
            "confidence": image.confidence,
            "details": json.dumps(dict(origin), sort_keys=True, ensure_ascii=False, default=str),
        }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
