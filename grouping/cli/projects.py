"""`create` and `projects`."""

from dataclasses import asdict
from typing import Annotated

import typer

from grouping.cli.options import Home, Json
from grouping.cli.output import emit_json, say, show_table
from grouping.project import Project, list_projects


def create(
    name: Annotated[str, typer.Argument(help="The new project's name.")], home: Home = None, json: Json = False
) -> None:
    """Make an empty project."""
    project = Project.create(name, home=home)
    if json:
        emit_json({"project": project.name, "home": project.workspace.home})
    else:
        say(f"Project '{project.name}' is made. Next: python -m grouping import {project.name} FOLDER")


def projects(home: Home = None, json: Json = False) -> None:
    """List the workspace's projects."""
    found = list_projects(home)
    if json:
        emit_json({"projects": [asdict(summary) for summary in found]})
    elif not found:
        say("There are no projects yet. Next: python -m grouping create NAME")
    else:
        show_table(
            ("project", "images", "rejected", "encoders", "sweeps", "groups"),
            [(s.name, s.n_images, s.n_rejected, ", ".join(s.encoders), s.sweeps, s.n_groups) for s in found],
        )
