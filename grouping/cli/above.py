"""The commands of the layer above, by name: `python -m grouping train` is `python -m classifiers train`."""

from functools import cache
from importlib import import_module
from typing import Any

from typer.core import TyperGroup
from typer.main import get_group

ABOVE = "classifiers.cli.app"


@cache
def _above() -> TyperGroup:
    return get_group(import_module(ABOVE).app)


class WithModels(TyperGroup):
    """The own commands, then those of models; these are loaded only when one is called or all are listed.

    Contexts and commands are of classes that Typer keeps to itself, hence without a type here.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of both."""
        own = super().list_commands(ctx)
        return [*own, *(name for name in _above().list_commands(ctx) if name not in own)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command of either, the own one where both have the name; None where neither has it."""
        return super().get_command(ctx, cmd_name) or _above().get_command(ctx, cmd_name)
