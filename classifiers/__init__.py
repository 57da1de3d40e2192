"""Label sets in, trained and measured models out.

>>> from classifiers import Project
>>> project = Project.open("coils")
>>> model = project.train("logistic_regression", "labels")
>>> project.predict(model.key)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from classifiers.data.division import SplitSpec
    from classifiers.heads.spec import HeadSpec
    from classifiers.project import Project

__all__ = ["HeadSpec", "Project", "SplitSpec"]

_HOMES = {
    "HeadSpec": "classifiers.heads.spec",
    "Project": "classifiers.project",
    "SplitSpec": "classifiers.data.division",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that the dashboard never loads what it does not need."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'classifiers' has no attribute '{name}'")
