"""`merge`, `move`, `rename`, `discard`, `restore`, `undo`, `redo`, `restore-to` and `history`."""

from typing import Annotated, Any

import typer

from grouping.cli.options import Home, ImageNames, Json, ProjectName, UserName
from grouping.cli.output import emit_json, say
from grouping.errors import GrouplineError
from grouping.history import Event
from grouping.project import Project

Groups = Annotated[list[str], typer.Argument(metavar="GROUP...", help="Paths of groups.")]
SomeImages = Annotated[list[str] | None, typer.Argument(metavar="[IMAGE...]", help="By id, path, name or SHA-256.")]
OfGroup = Annotated[str | None, typer.Option("--group", help="All images of this group.")]
Anyone = Annotated[bool, typer.Option("--anyone", help="Not just the user's own last step.")]


def told(project: Project, event: Event, json: bool) -> None:
    """Print what a step did."""
    sentence = next(text for other, text, _ in reversed(project.history()) if other.number == event.number)
    if json:
        emit_json({"project": project.name, "number": event.number, "user": event.user, "did": sentence})
    else:
        say(f"{event.user} {sentence}. 'undo' takes it back.")


def target(project: Project, images: list[str] | None, group: str | None) -> Any:
    """Return the group's path or the images' ids; one of the two must be named."""
    if bool(images) == (group is not None):
        raise GrouplineError("Name either images or --group.")
    return group if group is not None else project.image_ids(images or [])


def merge(
    project: ProjectName,
    groups: Groups,
    name: Annotated[str, typer.Option(help="What to call the new group.")] = "",
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Join groups into a new one beside the topmost of them."""
    merged = Project.open(project, home, user).merge(groups, name)
    if json:
        emit_json({"project": project, "path": merged.path, "size": merged.size, "name": merged.name})
    else:
        say(f"Group '{merged.path}' now has the {merged.size:,} images of {', '.join(groups)}.")


def move(
    project: ProjectName,
    images: SomeImages = None,
    to: Annotated[str, typer.Option(help="The group they go to; 'root' takes them out of every group.")] = "",
    group: OfGroup = None,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Put images, or all of a group, into one group and out of all others."""
    opened = Project.open(project, home, user)
    if not to:
        raise GrouplineError("Say where the images go: --to GROUP.")
    told(opened, opened.move(target(opened, images, group), to), json)


def rename(
    project: ProjectName,
    group: Annotated[str, typer.Argument(metavar="GROUP", help="The group's path.")],
    name: Annotated[str, typer.Argument(help="Its name; '' takes it away.")],
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Give a group a name; its path stays."""
    opened = Project.open(project, home, user)
    told(opened, opened.rename(group, name), json)


def discard(
    project: ProjectName,
    images: SomeImages = None,
    group: OfGroup = None,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Take images, or all of a group, out of the work; they stay on record."""
    opened = Project.open(project, home, user)
    told(opened, opened.discard(target(opened, images, group)), json)


def restore(
    project: ProjectName, images: ImageNames, user: UserName = None, home: Home = None, json: Json = False
) -> None:
    """Bring discarded images back to where they were."""
    opened = Project.open(project, home, user)
    told(opened, opened.restore(opened.image_ids(images)), json)


def undo(
    project: ProjectName, anyone: Anyone = False, user: UserName = None, home: Home = None, json: Json = False
) -> None:
    """Undo the last step, of groups or of labels."""
    opened = Project.open(project, home, user)
    _stepped(opened, opened.undo(anyone), "undone", json)


def redo(project: ProjectName, user: UserName = None, home: Home = None, json: Json = False) -> None:
    """Redo the step that was undone last."""
    opened = Project.open(project, home, user)
    _stepped(opened, opened.redo(), "redone", json)


def restore_to(
    project: ProjectName,
    number: Annotated[int, typer.Argument(min=0, metavar="STEP", help="As 'history' numbers it; 0 is the start.")],
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Bring groups and labels back to how they stood after a step of the history; frozen versions stay."""
    opened = Project.open(project, home, user)
    told(opened, opened.restore_to(number), json)


def _stepped(project: Project, event: Event, what: str, json: bool) -> None:
    sentence = str(event.payload.get("sentence", event.kind))
    if json:
        emit_json({"project": project.name, what: {"number": event.number, "user": event.user, "did": sentence}})
    else:
        say(f"{what.capitalize()}: step {event.number}, {event.user} {sentence}.")


def history(
    project: ProjectName,
    last: Annotated[int, typer.Option(min=1, help="How many steps to show.")] = 50,
    home: Home = None,
    json: Json = False,
) -> None:
    """Tell what was decided, by whom and when, the newest last."""
    entries = Project.open(project, home).history()[-last:]
    if json:
        rows = [
            {"number": e.number, "at": e.at.isoformat(), "user": e.user, "did": did, "in_effect": valid}
            for e, did, valid in entries
        ]
        emit_json({"project": project, "history": rows})
        return
    for event, did, valid in entries:
        say(f"{event.number:5d}  {event.at:%Y-%m-%d %H:%M:%S}  {event.user} {did}{'' if valid else '  (undone)'}")
    if not entries:
        say("Nothing has been decided yet.")
