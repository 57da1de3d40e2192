"""Failed log-ins, counted so that passwords cannot be tried out; kept in memory, forgotten at a restart."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOW = 300.0
"""Seconds that a failure counts."""

MOST_KEYS = 10_000


class Failures:
    """Counts attempts by name and address together, by name, and by address; each has a limit of its own."""

    LIMITS = (5, 50, 30)
    """A name from one address; a name from anywhere; an address with any names."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._marks: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def wait(self, name: str, address: str) -> float:
        """Return the seconds until another attempt is allowed; 0 where it is now."""
        now = self._clock()
        waits = [0.0]
        for key, limit in zip(_keys(name, address), self.LIMITS, strict=True):
            marks = self._recent(key, now)
            if len(marks) >= limit:
                waits.append(marks[-limit] + WINDOW - now)
        return max(waits)

    def note(self, name: str, address: str) -> None:
        """Count an attempt; before the password is looked at, so that many at once are counted too."""
        now = self._clock()
        for key in _keys(name, address):
            marks = self._recent(key, now)
            marks.append(now)
            self._marks[key] = marks
            self._marks.move_to_end(key)
        while len(self._marks) > MOST_KEYS:
            self._marks.popitem(last=False)

    def forgive(self, name: str, address: str) -> None:
        """Take back what `note` counted for a name from an address, for it was the right password."""
        own, of_name, of_address = _keys(name, address)
        self._marks.pop(own, None)
        for key in (of_name, of_address):
            if self._marks.get(key):
                self._marks[key].pop()

    def _recent(self, key: tuple[str, str], now: float) -> deque[float]:
        marks = self._marks.get(key, deque())
        while marks and now - marks[0] > WINDOW:
            marks.popleft()
        return marks


def _keys(name: str, address: str) -> tuple[tuple[str, str], ...]:
    return (name, address), (name, ""), ("", address)
