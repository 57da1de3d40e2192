"""`promote`, `label`, `unlabel`, `classes`, `define-class`, `freeze`, `versions` and `diff`."""

from dataclasses import asdict
from typing import Annotated

import typer

from grouping.cli.edits import told
from grouping.cli.options import Home, ImageNames, Json, LabelSetName, ProjectName, UserName
from grouping.cli.output import emit_json, say, show_table
from grouping.project import Project
from grouping.project.labels import DEFAULT_SET

ClassName = Annotated[str, typer.Argument(metavar="CLASS", help="The class; made where it is not there yet.")]
GroupName = Annotated[str, typer.Argument(metavar="GROUP", help="The group's path.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Also images that were labeled otherwise by hand.")]


def promote(
    project: ProjectName,
    group: GroupName,
    class_name: ClassName,
    label_set: LabelSetName = DEFAULT_SET,
    overwrite: Overwrite = False,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Give all images of a group a class; those labeled otherwise by hand keep theirs."""
    done = Project.open(project, home, user).promote(group, class_name, label_set, overwrite=overwrite)
    if json:
        emit_json({"project": project, **asdict(done)})
    else:
        kept = f"; {done.kept:,} keep the class given by hand" if done.kept else ""
        say(f"{done.labeled:,} images of '{group}' are '{done.class_name}' in '{label_set}'{kept}.")


def label(
    project: ProjectName,
    class_name: ClassName,
    images: ImageNames,
    label_set: LabelSetName = DEFAULT_SET,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Give images a class, whatever they had before."""
    opened = Project.open(project, home, user)
    done = opened.relabel(opened.image_ids(images), class_name, label_set)
    if json:
        emit_json({"project": project, **asdict(done)})
    else:
        say(f"{done.labeled:,} images are '{done.class_name}' in '{label_set}'.")


def unlabel(
    project: ProjectName,
    images: ImageNames,
    label_set: LabelSetName = DEFAULT_SET,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Take the label off images."""
    opened = Project.open(project, home, user)
    told(opened, opened.unlabel(opened.image_ids(images), label_set), json)


def classes(project: ProjectName, home: Home = None, json: Json = False) -> None:
    """List label sets with their classes and counts."""
    opened = Project.open(project, home)
    rows = [
        {"set": one.name, "images": one.counts()[kind.name], **asdict(kind)}
        for one in (labels.clear(opened.discarded()) for labels in opened.label_sets())
        for kind in one.classes
    ]
    if json:
        emit_json({"project": opened.name, "classes": rows, "images": len(opened.images())})
    elif not rows:
        say("There are no label sets yet. Next: promote PROJECT GROUP CLASS")
    else:
        columns = ("set", "name", "images", "key", "color", "description")
        show_table(columns, [[row[column] for column in columns] for row in rows])


def define_class(
    project: ProjectName,
    class_name: ClassName,
    label_set: LabelSetName = DEFAULT_SET,
    color: Annotated[str | None, typer.Option(help="#rrggbb; chosen without it.")] = None,
    key: Annotated[int | None, typer.Option(min=0, max=9, help="The digit that assigns it; 0 for none.")] = None,
    description: Annotated[str | None, typer.Option(help="What belongs to it.")] = None,
    was: Annotated[str | None, typer.Option(help="Change this class instead of adding one.")] = None,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Add a class, or change one (its images go along with a new name)."""
    opened = Project.open(project, home, user)
    event = opened.define_class(class_name, label_set, color=color, key=key, description=description, was=was)
    told(opened, event, json)


def freeze(
    project: ProjectName,
    label_set: LabelSetName = DEFAULT_SET,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Keep a label set as it is now under the next version number."""
    version = Project.open(project, home, user).freeze(label_set)
    if json:
        emit_json({"project": project, **asdict(version)})
    else:
        say(f"'{label_set}' version {version.number}: {version.n_images:,} images, content {version.content_hash}.")


def versions(project: ProjectName, home: Home = None, json: Json = False) -> None:
    """List the frozen versions of all label sets."""
    found = Project.open(project, home).versions()
    if json:
        emit_json({"project": project, "versions": [asdict(one) for one in found]})
    else:
        rows = [
            (v.label_set, v.number, v.n_images, v.user, f"{v.at:%Y-%m-%d %H:%M}", v.content_hash[:12]) for v in found
        ]
        show_table(("set", "version", "images", "by", "at", "content"), rows)


def diff(
    project: ProjectName,
    a: Annotated[int, typer.Argument(help="The earlier version.")],
    b: Annotated[int, typer.Argument(help="The later version.")],
    label_set: LabelSetName = DEFAULT_SET,
    home: Home = None,
    json: Json = False,
) -> None:
    """Compare two frozen versions of a label set."""
    found = Project.open(project, home).diff(a, b, label_set)
    if json:
        emit_json({"project": project, **found.summary(), "images": asdict(found)})
        return
    summary = found.summary()
    say(", ".join(f"{summary[name]:,} {name}" for name in ("added", "removed", "changed", "unchanged")) + ".")
    for pair, count in summary["changes"].items():
        say(f"  {pair}: {count:,}")
    for name in ("added_classes", "removed_classes"):
        if summary[name]:
            say(f"  {name.replace('_', ' ')}: {', '.join(summary[name])}")
