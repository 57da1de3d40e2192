"""`sweep`."""

from typing import Annotated

import typer

from grouping.cli.jobs import hand_over
from grouping.cli.options import Background, GroupPath, Home, Json, ProjectName
from grouping.cli.output import emit_json, progress_bar, say, show_table
from grouping.project import Project
from grouping.tree import ROOT

Clusters = Annotated[str, typer.Option(metavar="FIRST-LAST", help="Numbers of clusters, e.g. 2-50, or 8.")]


def sweep(
    project: ProjectName,
    encoder: Annotated[str | None, typer.Option(help="Without it, the one encoded last.")] = None,
    preprocessing: Annotated[str | None, typer.Option(help="Without it, the one encoded last.")] = None,
    group: GroupPath = ROOT,
    clusters: Clusters = "2-50",
    algorithms: Annotated[str | None, typer.Option(help="Names parted by commas; all five without it.")] = None,
    profile: Annotated[str, typer.Option(help="recommended, or paper (scikit-learn's defaults).")] = "recommended",
    components: Annotated[int | None, typer.Option(help="Principal components kept; all without it.")] = None,
    seed: int = 0,
    near_labels: Annotated[bool, typer.Option(help="Score partitions by the near-labels too.")] = True,
    background: Background = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Let five algorithms compete on a group over 2 to 50 clusters; the Min-Max rule picks."""
    opened = Project.open(project, home=home)
    arguments = {
        "encoder": encoder,
        "preprocessing": preprocessing,
        "group": group,
        "clusters": _counts(clusters),
        "algorithms": algorithms.split(",") if algorithms else None,
        "profile": profile,
        "components": components,
        "seed": seed,
        "use_near_labels": near_labels,
    }
    if background:
        hand_over(opened, "sweep", json, **arguments)
        return
    with progress_bar("Sweep") as progress:
        found = opened.sweep(**arguments, progress=progress)  # type: ignore[arg-type]  # each value has its option's type
    if json:
        emit_json({"project": opened.name, **found.summary(), "table": found.table.to_dict("records")})
        return
    best = found.table.sort_values("silhouette", ascending=False).groupby("algorithm", sort=False).head(1)
    columns = ["algorithm", "n_clusters", "entropy", "silhouette", "convergence_difference", "convergence_ratio"]
    show_table(columns, best[columns].itertuples(index=False), title="Each algorithm's best point")
    for reason in (*found.min_max.reasons, *found.sweep.notes):
        say(reason)
    say(
        f"{len(found.table)} partitions of {len(found.image_ids):,} images. Next: split {project} --group {found.group}"
    )


def _counts(text: str) -> list[int]:
    first, dash, last = text.partition("-")
    try:
        low, high = int(first), int(last if dash else first)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is neither a number nor a range such as 2-50.") from None
    if low < 2 or high < low:
        raise typer.BadParameter(f"'{text}' must rise from at least 2 clusters, such as 2-50.")
    return list(range(low, high + 1))
