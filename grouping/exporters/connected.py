"""Groups that share a member are one group: union by linking each member to a representative."""

from collections.abc import Iterable, Sequence


class Sets:
    """Disjoint sets of strings that grow together."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    @classmethod
    def linked(cls, groups: Iterable[Sequence[str]]) -> "Sets":
        """Return the sets in which the members of each group are together."""
        sets = cls()
        for group in groups:
            for one in group:
                sets.add(one)
                sets._parents[sets._find(one)] = sets._find(group[0])
        return sets

    def add(self, one: str) -> None:
        """Add a member, alone unless it is there already."""
        self._parents.setdefault(one, one)

    def groups(self) -> list[list[str]]:
        """Return the sets, members in the order in which they were added."""
        found: dict[str, list[str]] = {}
        for one in self._parents:
            found.setdefault(self._find(one), []).append(one)
        return list(found.values())

    def _find(self, one: str) -> str:
        while (parent := self._parents[one]) != one:
            self._parents[one] = one = self._parents[parent]
        return one
