"""What the first visitor would wait for, done before the dashboard says that it is ready."""

from contextlib import suppress

from grouping.errors import GrouplineError
from grouping.project import Project, project_names


def warm_up() -> None:
    """Import what every page needs, and read the newest project into memory.

    A workspace that cannot be read stops nothing here: the pages say what is wrong with it.
    """
    with suppress(GrouplineError):
        for name in project_names()[:1]:
            project = Project.open(name)
            project.history()
            project.picture_columns()
