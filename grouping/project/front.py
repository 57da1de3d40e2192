"""What every part of the front door stands on: an open project, and who acts."""

from dataclasses import dataclass

from grouping.edits import State
from grouping.store.workspace import Workspace
from grouping.tree import Group


@dataclass(frozen=True)
class Front:
    """An open project of a workspace; every action carries the name of `user`."""

    name: str
    id: int
    workspace: Workspace
    user: str

    def state(self, at: int | None = None) -> State:
        """Return what has been decided by now, or right after event number `at`: tree of groups, label sets."""
        from grouping.steps.decide import history

        past = history(self.workspace, self.id)
        return past.state if at is None else past.at(at)

    def group(self, path: str) -> Group:
        """Return one group; raises UnknownNameError, which lists those that exist."""
        return self.state().tree.group(path)
