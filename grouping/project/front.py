"""What every part of the front door stands on: an open project, and who acts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from grouping.edits import State
from grouping.store.people import check_may
from grouping.store.workspace import Workspace
from grouping.tree import Group

Self = TypeVar("Self", bound="Front")
Given = ParamSpec("Given")
Result = TypeVar("Result")

Method = Callable[Concatenate[Self, Given], Result]


def needs(action: str) -> Callable[[Method[Self, Given, Result]], Method[Self, Given, Result]]:
    """Mark a method of the front door as an action: a user who may not do it gets NotAllowedError, and no more."""

    def mark(method: Method[Self, Given, Result]) -> Method[Self, Given, Result]:
        @wraps(method)
        def guarded(self: Self, /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
            self.may(action)
            return method(self, *args, **kwargs)

        return guarded

    return mark


@dataclass(frozen=True)
class Front:
    """An open project of a workspace; every action carries the name of `user`."""

    name: str
    id: int
    workspace: Workspace
    user: str
    shell: bool = True
    """Whether the user is at the command line or in a notebook: whoever reads the workspace's files may do all."""

    def may(self, action: str) -> None:
        """Raise NotAllowedError, with the reason and whom to ask, where the user may not do it.

        `action` is a key of `grouping.roles.LEAST`; the role is looked up anew each time.
        """
        if not self.shell:
            check_may(self.workspace.database, self.user, action)

    def state(self, at: int | None = None) -> State:
        """Return what has been decided by now, or right after event number `at`: tree of groups, label sets."""
        from grouping.steps.decide import history

        past = history(self.workspace, self.id)
        return past.state if at is None else past.at(at)

    def group(self, path: str) -> Group:
        """Return one group; raises UnknownNameError, which lists those that exist."""
        return self.state().tree.group(path)
