"""Who may log in to a workspace, and with which role."""

from dataclasses import dataclass
from pathlib import Path

from grouping.project.project import login_name
from grouping.store import people as stored
from grouping.store.people import Person
from grouping.store.workspace import Workspace


@dataclass(frozen=True)
class People:
    """The people of a workspace; as soon as there is one, the dashboard asks for a log-in and roles count.

    Without `user` it is whoever runs this process; on behalf of a `user` it takes the role admin.
    """

    workspace: Workspace
    user: str | None = None

    @classmethod
    def at(cls, home: str | Path | None = None, user: str | None = None) -> "People":
        """Return the people of the workspace at `home` (or `GROUPLINE_HOME`)."""
        return cls(Workspace.at(home), user)

    def list(self) -> list[Person]:
        """Return everybody, by name."""
        self._check()
        return stored.people(self.workspace.database)

    def add(self, name: str, role: str, password: str | None = None) -> Person:
        """Add somebody; without a password they log in through a provider or a proxy alone.

        Raises GrouplineError for a name that is taken or cannot be one, an unknown role, a password too short.
        """
        self._check()
        return stored.add_person(self.workspace.database, name, role, password, self._by)

    def remove(self, name: str) -> None:
        """Remove somebody, whose log-ins end; what they did stays on record. Raises UnknownNameError."""
        self._check()
        stored.remove_person(self.workspace.database, name)

    def set_role(self, name: str, role: str) -> Person:
        """Give somebody another role, which ends their log-ins; raises UnknownNameError for nobody's name."""
        self._check()
        return stored.set_role(self.workspace.database, name, role, self._by)

    def set_password(self, name: str, password: str) -> Person:
        """Give somebody another password, which ends their log-ins; raises UnknownNameError for nobody's name."""
        self._check()
        return stored.set_password(self.workspace.database, name, password, self._by)

    @property
    def _by(self) -> str:
        return self.user or login_name()

    def _check(self) -> None:
        if self.user is not None:
            stored.check_may(self.workspace.database, self.user, "manage people")
