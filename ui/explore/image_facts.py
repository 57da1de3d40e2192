"""What the page of one image tells, as pure functions over values."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from grouping.history import Event
from ui.wording import ago

Told = tuple[str, str]
"""(what, how much)."""


def facts(row: "pd.Series[Any]") -> list[Told]:
    """Return what is known of the file, in the order it is read."""
    found = [
        ("File", str(row["name"])),
        ("Size", f"{row['width']:,} × {row['height']:,} pixels"),
        ("Format", f"{row['format']}, {row['mode']}, {row['bits']} bit"),
        ("File size", megabytes(int(row["size_bytes"]))),
        ("Brightness", f"{row['brightness']:.2f}"),
        ("Contrast", f"{row['contrast']:.2f}"),
        ("Sharpness", f"{row['sharpness']:.3g}"),
        ("Near-label", "none" if pd.isna(row["near_label"]) else str(row["near_label"])),
        ("Lies at", str(row["path"])),
        ("SHA-256", str(row["sha256"])),
    ]
    notes = row.get("notes")
    return [*found, ("Notes", str(notes))] if isinstance(notes, str) and notes else found


def megabytes(size: int) -> str:
    """Return a file's size as people read it."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(size / 1e3, 0.1):.1f} kB"


def about(entries: Iterable[tuple[Event, str, bool]], image_id: int) -> list[str]:
    """Return in sentences what people did with one image, the newest first; what was undone is left out."""
    found = []
    for event, sentence, in_effect in entries:
        if in_effect and any(image_id in getattr(edit, "image_ids", ()) for edit in event.edits):
            found.append(f"{event.user} {sentence}, {ago(event.at)}")
    return found[::-1]


def beside(ids: Sequence[int], image_id: int) -> tuple[int | None, int | None]:
    """Return the image before and the image after one in its group; None at the ends, or where it is not in it."""
    if image_id not in ids:
        return None, None
    at = ids.index(image_id)
    return (ids[at - 1] if at else None), (ids[at + 1] if at + 1 < len(ids) else None)
