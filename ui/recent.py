"""The last few answers to what many runs of a page ask of the same unchanging values: trees, label sets, columns."""

from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """Remembers answers by the very objects they were made of; strings and numbers count by their value."""

    def __init__(self, size: int) -> None:
        self._answers: deque[tuple[tuple[Any, ...], T]] = deque(maxlen=size)

    def get(self, parts: tuple[Any, ...], make: Callable[[], T]) -> T:
        """Return the answer for these parts, made now where it is not among the last ones.

        Whoever asks promises that no part can change, and changes nothing in the answer.
        """
        for known, answer in tuple(self._answers):
            if len(known) == len(parts) and all(map(_same, known, parts)):
                return answer
        answer = make()
        self._answers.append((parts, answer))
        return answer


def _same(one: Any, other: Any) -> bool:
    return one is other or (isinstance(one, str | int) and type(one) is type(other) and one == other)
