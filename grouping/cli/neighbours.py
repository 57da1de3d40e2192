"""`look`, `suggest`, `facts`, `similar`, `duplicates`, `outliers` and `mislabeled`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from grouping.cli.options import GroupPath, Home, Json, ProjectName
from grouping.cli.output import emit_json, progress_bar, say, show_table
from grouping.project import Project
from grouping.tree import ROOT

OtherEncoder = Annotated[str | None, typer.Option("--encoder", help="Without it, the one encoded last.")]
Count = Annotated[int, typer.Option("--n", min=1, help="How many to show.")]
InSet = Annotated[str | None, typer.Option("--set", help="A label set; without it near-labels, or any set.")]


def look(
    project: ProjectName,
    umap: Annotated[bool, typer.Option("--umap", help="Lay out a map by UMAP too, which takes minutes.")] = False,
    group: GroupPath = ROOT,
    encoder: OtherEncoder = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Find the neighbours of all images and lay out the map once, so that pages and the commands below look them up."""
    opened = Project.open(project, home)
    with progress_bar("Look") as progress:
        done = (opened.prepare_umap if umap else opened.prepare_look)(group, encoder, progress)
    if json:
        emit_json({"project": project, **done})
    else:
        say(f"{done['images']} images of {done['encoder']} are laid out, and their neighbours known.")


def suggest(
    project: ProjectName, label_set: InSet = None, encoder: OtherEncoder = None, home: Home = None, json: Json = False
) -> None:
    """Say which open group to look at next, and whether to promote it or drill in, with the reason."""
    found = Project.open(project, home).suggest(label_set, encoder)
    if json:
        emit_json({"project": project, "suggestions": [asdict(one) for one in found]})
        return
    for one in found[:10]:
        say(f"{one.path}: {one.action}. {one.reason}")
    if not found:
        say("Every group is labeled: nothing is left to look at.")


def facts(
    project: ProjectName, n: Count = 3, encoder: OtherEncoder = None, home: Home = None, json: Json = False
) -> None:
    """Show each group in figures: size, cohesion, near-label mix, C-Score, central and outlying images, neighbours."""
    found = Project.open(project, home).facts(n, encoder)
    if json:
        emit_json({"project": project, "facts": {path: asdict(one) for path, one in found.items()}})
        return
    show_table(
        ("group", "images", "share", "cohesion", "separation", "convergence diff.", "near-labels", "nearest"),
        [
            (
                path,
                one.size,
                one.share,
                one.cohesion,
                one.separation,
                one.convergence.convergence_difference,
                ", ".join(f"{label} {count}" for label, count in list(one.near_label_mix.items())[:3]),
                ", ".join(near for near, _ in one.nearest_groups[:2]),
            )
            for path, one in found.items()
        ],
    )


def similar(
    project: ProjectName,
    image: Annotated[str, typer.Argument(help="An image by id, path, name or SHA-256.")],
    n: Count = 12,
    group: GroupPath = ROOT,
    encoder: OtherEncoder = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """List the images nearest to one."""
    _show(project, "similar", Project.open(project, home).similar(image, n, group, encoder), json)


def duplicates(
    project: ProjectName,
    threshold: Annotated[float | None, typer.Option(help="Relative distance, 0 (same) to 1; see --explain.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="How many each of some thresholds finds.")] = False,
    group: GroupPath = ROOT,
    encoder: OtherEncoder = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """List groups of near-duplicates."""
    opened = Project.open(project, home)
    if explain:
        _show(project, "thresholds", opened.duplicate_thresholds(group, encoder), json)
        return
    with progress_bar("Compare") as progress:
        found = opened.near_duplicates(threshold, group, encoder, progress)
    if json:
        emit_json({"project": project, "groups": [list(ids) for ids in found]})
        return
    names = dict(zip(opened.images()["id"], opened.images()["name"], strict=True))
    for ids in found:
        say(" = ".join(f"{i} ({Path(str(names[i])).name})" for i in ids))
    say(f"{len(found)} groups of near-duplicates with {sum(map(len, found))} images.")


def outliers(
    project: ProjectName,
    k: Annotated[int, typer.Option(min=1, help="Which neighbour's distance counts.")] = 10,
    group: GroupPath = ROOT,
    encoder: OtherEncoder = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """List images that stand out by their distance to the k-th neighbour."""
    _show(project, "outliers", Project.open(project, home).outliers(k, group, encoder), json)


def mislabeled(
    project: ProjectName,
    label_set: InSet = None,
    k: Annotated[int, typer.Option(min=1, help="How many neighbours vote.")] = 10,
    group: GroupPath = ROOT,
    encoder: OtherEncoder = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """List images whose neighbours carry another label."""
    _show(project, "mislabeled", Project.open(project, home).mislabeled(label_set, k, group, encoder), json)


def _show(project: str, what: str, table: pd.DataFrame, json: bool) -> None:
    if json:
        emit_json({"project": project, what: table.to_dict("records")})
    elif table.empty:
        say("None.")
    else:
        show_table(list(table.columns), table.itertuples(index=False))
