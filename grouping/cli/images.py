"""`import` and `health`."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from grouping.cli.jobs import hand_over
from grouping.cli.options import Background, Home, Json, ProjectName
from grouping.cli.output import emit_json, progress_bar, say, show_table
from grouping.project import Project

SHOWN = 10

Sources = Annotated[list[str], typer.Argument(metavar="SOURCE...", help="A folder, files, a zip or tar, or a URL.")]
NearLabels = Annotated[
    str | None,
    typer.Option(metavar="folder|CSV", help="'folder' takes the parent folder's name; else the path of a CSV."),
]
FileColumn = Annotated[str | None, typer.Option(help="The CSV's column with file names; guessed without it.")]
LabelColumn = Annotated[str | None, typer.Option(help="The CSV's column with near-labels; guessed without it.")]
DefectClass = Annotated[
    bool, typer.Option("--defect-class", help="From Severstal's train.csv take the class, not just defect or none.")
]
Copy = Annotated[
    bool, typer.Option("--copy", help="Copy the images into the workspace; else they stay where they lie.")
]


def import_(
    project: ProjectName,
    sources: Sources,
    near_labels: NearLabels = None,
    file_column: FileColumn = None,
    label_column: LabelColumn = None,
    defect_class: DefectClass = False,
    copy: Copy = False,
    background: Background = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Take images into a project; what is there already is not taken twice."""
    opened = Project.open(project, home=home)
    source: Any = [_absolute(one) for one in sources] if len(sources) > 1 else _absolute(sources[0])
    labels = _near_labels(near_labels, file_column, label_column, defect_class)
    if background:
        hand_over(opened, "import", json, source=source, near_labels=labels, copy=copy)
        return
    with progress_bar("Import") as progress:
        report = opened.import_images(source, near_labels=labels, copy=copy, progress=progress)
    if json:
        emit_json({"project": opened.name, **report.summary()})
        return
    counts = report.counts()
    say(f"{counts['added']} images added in {report.seconds:.1f} s. " + _others(counts))
    for name in ("rejected", "skipped", "ignored", "notes", "conflicts"):
        _list(name, [f"{place}: {_words(reason)}" for place, reason in getattr(report, name)])
    _list("duplicates", [f"{place} = {same}" for place, same in report.duplicates])
    _list("replaced", report.replaced)
    if report.near_labels:
        _say_near_labels(report.near_labels)


def _absolute(source: str) -> str:
    return source if "://" in source else os.path.abspath(Path(source).expanduser())  # noqa: PTH100 - resolves no links


def _near_labels(value: str | None, file_column: str | None, label_column: str | None, defect_class: bool) -> Any:
    if value is None or value == "folder":
        return value
    return {
        "csv": _absolute(value),
        "file": file_column,
        "label": label_column,
        "by": "class" if defect_class else "defect",
    }


def _others(counts: dict[str, int]) -> str:
    rest = [f"{count} {name}" for name, count in counts.items() if name != "added" and count]
    return ", ".join(rest) + "." if rest else "Nothing else was found."


def _say_near_labels(found: dict[str, Any]) -> None:
    """Tell how the table was read, and each kind of row that gave no label."""
    plain = {key: value for key, value in found.items() if value and not isinstance(value, dict)}
    say("near-labels: " + ", ".join(f"{key.replace('_', ' ')} {value!r}" for key, value in plain.items()))
    for title, listed in found.items():
        if isinstance(listed, dict) and listed.get("count"):
            say(f"  {listed['count']:,} {title.replace('_', ' ')}, such as {_words(listed['files'][:3])}")


def _list(title: str, lines: list[str]) -> None:
    for line in lines[:SHOWN]:
        say(f"  {title}: {line}")
    if len(lines) > SHOWN:
        say(f"  {title}: and {len(lines) - SHOWN} more; 'health --json' lists all that were not taken")


def _words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def health(project: ProjectName, home: Home = None, json: Json = False) -> None:
    """Report what the images are, which stand out, and which files could not be read."""
    report = Project.open(project, home=home).health()
    if json:
        emit_json({"project": project, **report})
        return
    summary = report["summary"]
    say(f"{summary['images']:,} images, {summary['bytes'] / 1e6:,.1f} MB")
    for name in ("formats", "modes", "sizes", "flags"):
        say(f"{name}: " + (", ".join(f"{k} ({v:,})" for k, v in list(summary[name].items())[:SHOWN]) or "none"))
    say("near-labels: " + ", ".join(f"{k or 'none'} ({v:,})" for k, v in report["near_labels"].items()))
    quantiles = summary["quantiles"]
    if quantiles:
        columns = list(next(iter(quantiles.values())))
        show_table(("figure", *columns), [(name, *row.values()) for name, row in quantiles.items()])
    _list("flagged", [f"{row['place']}: {_words(row['flags'])}" for row in report["flagged"]])
    _list("duplicates", [" = ".join(places) for places in report["duplicates"].values()])
    _list("not taken", [f"{row['place']} ({row['kind']}): {row['reason']}" for row in report["problems"]])
    _list("interrupted import", report["unfinished_imports"])
