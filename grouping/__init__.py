"""Groups unlabeled industrial images, and turns the groups into labels.

>>> from grouping import Project
>>> project = Project.create("coils")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grouping.project import Project, list_projects
    from grouping.sweep import Sweep, SweepSpec, min_max, sweep_embeddings

__all__ = ["Project", "Sweep", "SweepSpec", "list_projects", "min_max", "sweep_embeddings"]

_HOMES = {
    "Project": "grouping.project",
    "list_projects": "grouping.project",
    "Sweep": "grouping.sweep",
    "SweepSpec": "grouping.sweep",
    "min_max": "grouping.sweep",
    "sweep_embeddings": "grouping.sweep",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that the dashboard never loads what it does not need."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'grouping' has no attribute '{name}'")
