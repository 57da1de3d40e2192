"""`Project`: create, open, and all that its parts can do."""

import getpass
from pathlib import Path
from typing import Any

from grouping.errors import GrouplineError
from grouping.project.groups import Groups
from grouping.project.images import Images
from grouping.project.labels import Labels
from grouping.project.neighbours import Neighbours
from grouping.store.projects import create_project, find_project
from grouping.store.workspace import Workspace


class Project(Images, Groups, Neighbours, Labels):
    """One body of images, from import to exported labels.

    >>> project = Project.create("coils")
    >>> project.import_images("/data/coils", near_labels="folder")
    >>> project.encode("efficientnet_lite0")
    >>> groups = project.split("root", project.sweep(), by="min-max")
    >>> project.promote(groups[0].path, "scratch")
    >>> project.export("labels", "imagefolder", "/data/labeled")
    """

    @classmethod
    def create(cls, name: str, home: str | Path | None = None, user: str | None = None) -> "Project":
        """Make an empty project in the workspace at `home` (or `GROUPLINE_HOME`) and open it."""
        create_project(Workspace.at(home).database, name)
        return cls.open(name, home, user)

    @classmethod
    def open(cls, name: str, home: str | Path | None = None, user: str | None = None) -> "Project":
        """Open a project by name; raises UnknownNameError, which lists those that exist."""
        workspace = Workspace.at(home)
        return cls(name.strip(), find_project(workspace.database, name), workspace, user or _login())

    def submit(self, kind: str, **arguments: Any) -> int:
        """Hand a job ('import', 'encode', 'sweep', 'grow') with these arguments to the worker and return its id."""
        from grouping.jobs.queue import enqueue
        from grouping.jobs.records import submit

        try:
            job_id = submit(self.workspace.database, self.name, kind, arguments, self.user)
        except TypeError as error:
            raise GrouplineError(f"A job's arguments must be plain values: {error}.") from error
        enqueue(self.workspace, job_id)
        return job_id


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a user id that has no name
        return "unknown"
