"""Edits as JSON, the form in which events keep them; image ids are written as runs, such as '1-40,57'."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from grouping.edits import EDITS, Edit


def to_json(edit: Edit) -> dict[str, Any]:
    """Return an edit as plain values; image ids are written as runs, such as '1-40,57'."""
    values = {one.name: getattr(edit, one.name) for one in fields(edit)}
    if "image_ids" in values:
        values["image_ids"] = to_runs(values["image_ids"])
    return {"edit": edit.name, **{key: list(v) if isinstance(v, tuple) else v for key, v in values.items()}}


def from_json(values: Mapping[str, Any]) -> Edit:
    """Return the edit that `to_json` wrote."""
    kind = EDITS[values["edit"]]
    own = {one.name: values[one.name] for one in fields(kind) if one.name in values}
    if "image_ids" in own:
        own["image_ids"] = from_runs(own["image_ids"])
    plain: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in own.items()}
    return kind(**plain)


def to_runs(image_ids: tuple[int, ...]) -> str:
    """Write numbers as runs in their order: (1, 2, 3, 7) as '1-3,7'."""
    runs: list[list[int]] = []
    for number in image_ids:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def from_runs(text: str) -> tuple[int, ...]:
    """Read what `to_runs` wrote."""
    numbers: list[int] = []
    for run in filter(None, text.split(",")):
        first, _, last = run.partition("-")
        numbers.extend(range(int(first), int(last or first) + 1))
    return tuple(numbers)
