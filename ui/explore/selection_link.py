"""A selection in the address, so that a reload or a colleague's link opens it: short ones written out, others kept."""

from collections.abc import Sequence

from grouping.errors import UnknownNameError
from grouping.project import Project
from grouping.store.selections import keep_selection, kept_selection

LONGEST = 1_200
"""Characters; browsers and proxies take addresses of 2,000 for certain."""
MOST = 1_000_000
"""Images in one selection; what an address claims is not believed beyond that."""
KEPT = "~"
"""Before the key of a selection that is too long to be written out."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def coded(image_ids: Sequence[int]) -> str:
    """Write ids as gaps and lengths of runs, in base 36: (7, 8, 9, 40) as '7-2.v'."""
    parts, before = [], 0
    runs: list[list[int]] = []
    for number in sorted(set(image_ids)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    for first, last in runs:
        parts.append(_base36(first - before) + (f"-{_base36(last - first)}" if last > first else ""))
        before = last
    return ".".join(parts)


def decoded(code: str) -> tuple[int, ...]:
    """Read what `coded` wrote; raises UnknownNameError for anything else, and for more ids than an address holds."""
    found: list[int] = []
    before = 0
    try:
        for part in filter(None, code.split(".")):
            gap, _, length = part.partition("-")
            first = before + int(gap, 36)
            before = first + int(length or "0", 36)
            if first < 0 or len(found) + before - first >= MOST:
                raise ValueError(part)
            found.extend(range(first, before + 1))
    except ValueError as error:
        raise UnknownNameError("The selection in this address cannot be read; it was cut or changed.") from error
    return tuple(found)


def link_of(project: Project, image_ids: Sequence[int]) -> str:
    """Return what stands in the address for a selection; '' for none."""
    code = coded(image_ids)
    return code if len(code) <= LONGEST else KEPT + keep_selection(project.workspace, project.id, image_ids)


def linked(project: Project, link: str) -> tuple[int, ...]:
    """Return the selection that an address means; raises UnknownNameError where it cannot be told any more."""
    if link.startswith(KEPT):
        return kept_selection(project.workspace, project.id, link.removeprefix(KEPT))
    return decoded(link)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
