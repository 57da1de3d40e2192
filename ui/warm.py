"""What the first visitor would wait for, done before the dashboard says that it is ready."""

import atexit
import gc
import importlib
import pkgutil
from contextlib import suppress
from pathlib import Path

import ui
from grouping.errors import GrouplineError
from grouping.project import Project, project_names

_KEPT: set[tuple[Path, int]] = set()
"""Workspace and project of those that this process has read."""

atexit.register(gc.unfreeze)  # or libraries that count their objects at the end report leaks


def warm_up() -> None:
    """Import what every page needs, and read the newest project into memory.

    A workspace that cannot be read stops nothing here: the pages say what is wrong with it.
    """
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        if module.name != "ui.main":
            importlib.import_module(module.name)
    gc.collect()
    gc.freeze()
    with suppress(GrouplineError):
        for name in project_names()[:1]:
            keep_in_memory(Project.open(name))


def keep_in_memory(project: Project) -> None:
    """Read a project's history and images, once a process, and take what is there out of garbage collection.

    Streamlit collects after every run of a page, and would walk through all there is: every module, and every label
    of every image. At 100,000 images that is 0.2 s and more, in which nobody's page is answered.
    """
    known = (project.workspace.home, project.id)
    if known in _KEPT:
        return
    project.history()
    project.picture_columns()
    _KEPT.add(known)
    gc.freeze()
