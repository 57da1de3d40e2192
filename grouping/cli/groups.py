"""`split`, `tree` and `groups`."""

import csv
import io
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.tree import Tree as Drawing

from grouping.cli.jobs import hand_over
from grouping.cli.options import Background, GroupPath, Home, Json, ProjectName, UserName
from grouping.cli.output import draw, emit_json, progress_bar, say, show_table
from grouping.files import atomic_write
from grouping.project import Project
from grouping.tree import ROOT, Group, Tree

By = Annotated[str, typer.Option(help="min-max, convergence, decisions, or an algorithm and k (kmeans:12).")]


def split(
    project: ProjectName,
    group: GroupPath = ROOT,
    by: By = "min-max",
    sweep: Annotated[str | None, typer.Option(help="A sweep's key; without it the group's newest.")] = None,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Split a group by one partition of its sweep."""
    opened = Project.open(project, home, user)
    groups = opened.split(group, opened.open_sweep(group, sweep), by=by)
    if json:
        emit_json({"project": opened.name, "group": group, "groups": [_plain(child) for child in groups]})
    else:
        say(f"'{group}' is split into {len(groups)} groups ({groups[0].source}).")
        show_table(("group", "images"), [(child.path, child.size) for child in groups])


def grow(
    project: ProjectName,
    group: GroupPath = ROOT,
    by: Annotated[str, typer.Option(help="min-max, convergence or decisions.")] = "min-max",
    min_size: Annotated[int | None, typer.Option(help="Leave groups with fewer images; a tenth, at least 20.")] = None,
    min_silhouette: Annotated[float | None, typer.Option(help="Leave groups whose best partition is below.")] = None,
    max_depth: Annotated[int | None, typer.Option(help="Leave groups so many levels deep.")] = None,
    encoder: Annotated[str | None, typer.Option(help="Without it, the one encoded last.")] = None,
    near_labels: Annotated[bool, typer.Option(help="Stop where the near-labels agree.")] = True,
    background: Background = False,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Split a group, and all that comes of it, until the parts are small or hold together; one step to undo."""
    opened = Project.open(project, home, user)
    arguments: dict[str, Any] = {
        "group": group,
        "by": by,
        "min_size": min_size,
        "min_silhouette": min_silhouette,
        "max_depth": max_depth,
        "encoder": encoder,
        "use_near_labels": near_labels,
    }
    if background:
        hand_over(opened, "grow", json, **arguments)
        return
    with progress_bar("Grow") as progress:
        growth = opened.grow(**arguments, progress=progress)
    if json:
        emit_json({"project": opened.name, "splits": growth.splits, "leaves": growth.leaves})
    else:
        draw(_branch(opened.tree(), group, Drawing(_label(opened.group(group)))))
        say(f"{growth.splits} splits, {len(growth.leaves)} groups at the ends. 'undo' takes all of it back.")


def tree(project: ProjectName, home: Home = None, json: Json = False) -> None:
    """Show the tree of groups."""
    found = Project.open(project, home=home).tree()
    if json:
        emit_json({"project": project, "tree": _nested(found, ROOT)})
    else:
        draw(_branch(found, ROOT, Drawing(_label(found.group(ROOT)))))


def groups(
    project: ProjectName,
    csv_: Annotated[bool, typer.Option("--csv", help="One row an image: image_id, group, path, sha256...")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the CSV to this file.")] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """List the groups that were not split further, or every image with its group as CSV."""
    opened = Project.open(project, home=home)
    leaves = opened.groups()
    if csv_ or output:
        _write_csv(_rows(opened, leaves), output)
    elif json:
        emit_json({"project": opened.name, "groups": [_plain(group) for group in leaves]})
    else:
        show_table(("group", "images", "source"), [(group.path, group.size, group.source) for group in leaves])


def _plain(group: Group) -> dict[str, Any]:
    named = {"path": group.path, "name": group.name, "size": group.size, "source": group.source}
    return {**named, "image_ids": list(group.image_ids)}


def _nested(tree: Tree, path: str) -> dict[str, Any]:
    group = tree.group(path)
    children = [_nested(tree, child.path) for child in tree.children(path)]
    rest = len(tree.rest(path)) if children else 0
    named = {"path": group.path, "name": group.name, "size": group.size, "source": group.source}
    return {**named, "rest": rest, "groups": children}


def _label(group: Group) -> str:
    name = f"  {group.name}" if group.name else ""
    return f"{group.path}{name}  {group.size:,} images" + (f"  ({group.source})" if group.source else "")


def _branch(tree: Tree, path: str, drawing: Drawing) -> Drawing:
    for child in tree.children(path):
        _branch(tree, child.path, drawing.add(_label(child)))
    rest = len(tree.rest(path)) if tree.children(path) else 0
    if rest:
        drawing.add(f"{rest:,} images in no group below '{path}'")
    return drawing


def _rows(project: Project, leaves: list[Group]) -> str:
    of = {image_id: group.path for group in leaves for image_id in group.image_ids}
    table = project.images()
    table["group"] = [of.get(image_id, "") for image_id in table["id"]]
    text = io.StringIO()
    columns = ["id", "group", "path", "name", "sha256", "width", "height", "near_label"]
    table[columns].rename(columns={"id": "image_id"}).to_csv(text, index=False, quoting=csv.QUOTE_MINIMAL)
    return text.getvalue()


def _write_csv(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    with atomic_write(output) as file:
        file.write(text.encode())
    say(f"Wrote {output}.")
