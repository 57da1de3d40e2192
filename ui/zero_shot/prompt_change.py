"""A change of prompts from the page, told in a sentence however it ended."""

from collections.abc import Callable

from classifiers.project import Project
from classifiers.store.prompts import PromptVersion
from ui.acting import act


def change(project: Project, edit: Callable[[], PromptVersion]) -> None:
    """Change the prompts and keep a sentence of how that ended."""
    changed(project, edit)


def changed(project: Project, edit: Callable[[], PromptVersion]) -> bool:
    """Change the prompts, keep a sentence of how that ended, and return whether it was made."""

    def make(_base: int) -> str:
        return f"Version {edit().number} of the prompts."

    return act(project, make)
