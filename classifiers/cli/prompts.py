"""`prompts`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from classifiers.cli.telling import Library
from classifiers.project import Project
from classifiers.zero_shot.front import DEFAULT_LIBRARY
from classifiers.zero_shot.prompts import TEMPLATES
from grouping.cli.options import Home, Json, ProjectName, UserName
from grouping.cli.output import emit_json, say, show_table


def prompts(
    project: ProjectName,
    class_name: Annotated[str | None, typer.Argument(metavar="[CLASS]", help="The class to change.")] = None,
    texts: Annotated[list[str] | None, typer.Argument(metavar="[PROMPT]...", help="Sentences to add to it.")] = None,
    kind: Annotated[str, typer.Option(help="name, function, material, geometry, maker, defect or other.")] = "other",
    remove: Annotated[bool, typer.Option("--remove", help="Take these away, the whole class without prompts.")] = False,
    file: Annotated[
        Path | None, typer.Option("--import", help="A CSV, XLSX or JSON file of classes and prompts.")
    ] = None,
    template: Annotated[list[str] | None, typer.Option(help=f"Set the templates, such as '{TEMPLATES[0]}'.")] = None,
    restore: Annotated[int | None, typer.Option(help="Make this version the newest again.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last change back; again, the one before.")] = False,
    redo: Annotated[bool, typer.Option("--redo", help="Bring back what was taken back last.")] = False,
    history: Annotated[bool, typer.Option("--history", help="Who changed what, and when.")] = False,
    library: Library = DEFAULT_LIBRARY,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Show, add, remove or import prompts; every change is a version."""
    opened = Project.open(project, home, user)
    problems: tuple[tuple[str, str], ...] = ()
    if file is not None:
        problems = opened.import_prompts(file, library)[1].problems
    if template:
        opened.set_templates(template, library)
    if restore is not None:
        opened.restore_prompts(restore, library)
    if class_name is not None and not remove:
        opened.add_prompts(class_name, texts or (), kind, library)
    if class_name is not None and remove:
        _remove(opened, class_name, texts or (), library)
    if undo:
        opened.undo_prompts(library)
    if redo:
        opened.redo_prompts(library)
    if history:
        _show_history(opened, library, json)
    else:
        _show_prompts(opened, library, problems, json)


def _remove(opened: Project, class_name: str, texts: Sequence[str], library: str) -> None:
    if not texts:
        opened.remove_prompt(class_name, library=library)
    for text in texts:
        opened.remove_prompt(class_name, text, library)


def _show_history(opened: Project, library: str, json: bool) -> None:
    rows = [(one.number, one.at, one.user, one.sentence) for one in opened.prompt_versions(library)]
    if json:
        names = ("version", "at", "user", "sentence")
        emit_json(
            {
                "project": opened.name,
                "library": library,
                "history": [dict(zip(names, row, strict=True)) for row in rows],
            }
        )
        return
    show_table(("version", "at", "user", "what"), rows)


def _show_prompts(opened: Project, library: str, problems: tuple[tuple[str, str], ...], json: bool) -> None:
    found = opened.prompts(library)
    if json:
        shown = {"project": opened.name, "library": library, "version": found.number, **found.library.to_dict()}
        emit_json({**shown, "problems": [list(one) for one in problems]})
        return
    show_table(
        ("class", "kind", "prompt"),
        [(one.name, p.kind, p.text) for one in found.library.classes for p in one.prompts]
        + [(one.name, "name", one.name) for one in found.library.classes if not one.prompts],
    )
    say(f"Version {found.number}; templates: {', '.join(found.library.templates)}.")
    for place, reason in problems:
        say(f"  not taken: {place}: {reason}")
