"""Which changes of a library stand, and which were taken back: told from its versions, for undo and redo."""

import re
from collections.abc import Sequence

from classifiers.store.prompts import PromptVersion

_TOOK, _BROUGHT = "took back version {}", "brought back version {}"


def took_back(number: int) -> str:
    """Return the sentence of a version that undoes another."""
    return _TOOK.format(number)


def brought_back(number: int) -> str:
    """Return the sentence of a version that redoes another."""
    return _BROUGHT.format(number)


def steps(versions: Sequence[PromptVersion]) -> tuple[list[int], list[int]]:
    """Return the numbers of the versions whose change stands, and of those taken back; the last is next in line.

    `versions` are all of one library, oldest first. A new change leaves nothing to bring back.
    """
    done: list[int] = []
    undone: list[int] = []
    for one in versions:
        if _tells(one, _TOOK, done):
            undone.append(done.pop())
        elif _tells(one, _BROUGHT, undone):
            done.append(undone.pop())
        else:
            done.append(one.number)
            undone.clear()
    return done, undone


def _tells(one: PromptVersion, form: str, numbers: Sequence[int]) -> bool:
    return bool(numbers) and re.fullmatch(form.format(numbers[-1]), one.sentence) is not None
