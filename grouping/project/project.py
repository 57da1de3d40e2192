"""`Project`: create, open, and all that its parts can do."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from grouping.errors import GrouplineError, UnknownNameError
from grouping.project.access import job_action
from grouping.project.front import needs
from grouping.project.groups import Groups
from grouping.project.images import Images
from grouping.project.labels import Labels
from grouping.project.neighbours import Neighbours
from grouping.store.people import check_may, has_people
from grouping.store.projects import create_project, find_project
from grouping.store.workspace import Workspace

if TYPE_CHECKING:
    from grouping.jobs.records import Job


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
    def create(
        cls, name: str, home: str | Path | None = None, user: str | None = None, shell: bool | None = None
    ) -> Self:
        """Make an empty project in the workspace at `home` (or `GROUPLINE_HOME`) and open it, as `open` does."""
        database = Workspace.at(home).database
        if user is not None:
            check_may(database, user, "create projects")
        create_project(database, name)
        return cls.open(name, home, user, shell)

    @classmethod
    def open(
        cls, name: str, home: str | Path | None = None, user: str | None = None, shell: bool | None = None
    ) -> Self:
        """Open a project by name.

        Without `user` it is whoever runs this process, who may do everything, for the workspace's files are theirs. A
        `user` is somebody else, on whose behalf this process acts: once the workspace has people, each action takes
        the role it needs (`grouping.roles`), and files are only read and written in the allowed folders. `shell`
        says otherwise: False for whoever comes through the dashboard, whether the workspace has people or not.

        Raises UnknownNameError, which lists the projects that exist, and NotAllowedError for a user without a role.
        """
        workspace = Workspace.at(home)
        if shell is None:
            shell = user is None or not has_people(workspace.database)
        if not shell:
            check_may(workspace.database, user or login_name(), "look")
        return cls(name.strip(), find_project(workspace.database, name), workspace, user or login_name(), shell)

    def submit(self, kind: str, **arguments: Any) -> int:
        """Hand a job (a kind of `grouping.jobs.records.KINDS`) with these arguments to the worker; return its id."""
        from grouping.jobs.queue import enqueue
        from grouping.jobs.records import submit

        self.may(job_action(self, kind, arguments))
        try:
            job_id = submit(self.workspace.database, self.name, kind, arguments, self.user, not self.shell)
        except TypeError as error:
            raise GrouplineError(f"A job's arguments must be plain values: {error}.") from error
        enqueue(self.workspace, job_id)
        return job_id

    @needs("look")
    def cancel(self, job_id: int) -> "Job":
        """Ask one of this project's jobs to stop, and return it; another's takes the role that running jobs takes.

        Raises UnknownNameError for a job of another project, or of none.
        """
        from grouping.jobs.records import cancel, job

        found = job(self.workspace.database, job_id)
        if found.project != self.name:
            raise UnknownNameError(f"Job {job_id} is none of '{self.name}'; it belongs to '{found.project}'.")
        if found.user != self.user:
            self.may("run jobs")
        return cancel(self.workspace.database, job_id)


def login_name() -> str:
    """Return the name under which this process runs, for the record."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a user id that has no name
        return "unknown"
