"""`gold`."""

from typing import Annotated

import typer

from classifiers.project import Project
from grouping.cli.options import Home, Json, LabelSetName, ProjectName, UserName
from grouping.cli.output import emit_json, say, show_table
from grouping.project.labels import DEFAULT_SET

Images = Annotated[list[str] | None, typer.Argument(metavar="[IMAGE]...", help="Images by id, path, name or SHA-256.")]


def gold(
    project: ProjectName,
    images: Images = None,
    label_set: LabelSetName = DEFAULT_SET,
    per_class: Annotated[int | None, typer.Option(help="Lock so many images of each class.")] = None,
    balanced: Annotated[bool, typer.Option(help="Refuse unless each class has as many.")] = False,
    seed: Annotated[int, typer.Option(help="Of the order in which --per-class takes them.")] = 0,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Lock images that no model ever learns from, once for a set; without images or --per-class show what is locked."""
    opened = Project.open(project, home, user)
    if images or per_class is not None:
        ids = opened.image_ids(images) if images else None
        opened.lock_gold(label_set, ids, per_class=per_class, balanced=balanced, seed=seed)
    locked = opened.gold()
    if json:
        emit_json({"project": project, "gold": locked})
    elif not locked:
        say("No gold set is locked. Next: gold PROJECT --per-class 30")
    else:
        rows = [
            (name, one["n"], ", ".join(f"{kind} {count}" for kind, count in one["classes"].items()), one["user"])
            for name, one in locked.items()
        ]
        show_table(("set", "images", "classes", "by"), rows)
