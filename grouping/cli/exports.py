"""`export` and `import-labels`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from grouping.cli.options import Home, Json, LabelSetName, ProjectName, UserName
from grouping.cli.output import emit_json, progress_bar, say, show_table
from grouping.project import Project
from grouping.project.labels import DEFAULT_SET

Format = Annotated[
    str, typer.Argument(metavar="FORMAT", help="csv, parquet, imagefolder, huggingface, coco, labelstudio, fiftyone.")
]
To = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to write; it must not be there yet.")]
Splits = Annotated[str, typer.Option(metavar="TRAIN,VAL,TEST", help="Fractions; 'none' for no splits.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an earlier export at the same place.")]
Skip = Annotated[bool, typer.Option("--skip-unreadable", help="Leave out images whose files cannot be read.")]


def export(
    project: ProjectName,
    format: Format,
    to: To,
    label_set: LabelSetName = DEFAULT_SET,
    version: Annotated[int | None, typer.Option(help="A frozen version; without it the set as it is now.")] = None,
    splits: Splits = "0.7,0.2,0.1",
    seed: Annotated[int, typer.Option(help="Of the splits.")] = 0,
    links: Annotated[str, typer.Option(help="How images get there: copy, hard or symbolic.")] = "copy",
    licence: Annotated[str, typer.Option(help="The images' licence, for the manifest.")] = "",
    overwrite: Overwrite = False,
    skip_unreadable: Skip = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Write a label set into a folder, complete or not at all."""
    opened = Project.open(project, home)
    with progress_bar(f"Export as {format}") as progress:
        manifest = opened.export(
            label_set,
            format,
            to,
            version=version,
            splits=_fractions(splits),
            seed=seed,
            licence=licence,
            links=links,
            overwrite=overwrite,
            skip_unreadable=skip_unreadable,
            progress=progress,
        )
    if json:
        emit_json({"to": to.absolute(), **asdict(manifest)})
        return
    parts = list(manifest.counts["splits"])
    by_split = manifest.counts["classes_by_split"]
    rows = [(name, n, *(by_split[name][part] for part in parts)) for name, n in manifest.counts["classes"].items()]
    show_table(("class", "images", *parts), rows)
    say(f"Wrote {manifest.title} to {to} (content {manifest.content_hash[:12]}).")


def _fractions(text: str) -> list[float] | None:
    if text == "none":
        return None
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise typer.BadParameter(f"'{text}' is not three fractions such as 0.7,0.2,0.1.") from None


def import_labels(
    project: ProjectName,
    source: Annotated[Path, typer.Argument(help="A CSV, or a folder with a folder for each class.")],
    label_set: LabelSetName = DEFAULT_SET,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Read labels from outside into a label set."""
    opened = Project.open(project, home, user)
    with progress_bar("Read labels") as progress:
        done = opened.import_labels(source, label_set, progress=progress)
    if json:
        emit_json({"project": project, **asdict(done)})
        return
    classes = ", ".join(f"{name} {count:,}" for name, count in done.classes.items())
    say(f"{done.labeled:,} images labeled in '{label_set}': {classes}.")
    for what, listed in (("no image", done.unmatched), ("no label", done.problems)):
        for place, reason in listed[:10]:
            say(f"  {what}: {place}: {reason}")
        if len(listed) > 10:
            say(f"  {what}: and {len(listed) - 10} more")
