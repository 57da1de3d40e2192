"""Units of images that stay together, by class and in an order that only their content decides."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence


def strata(units: Iterable[Sequence[str]], class_of: Mapping[str, str], seed: int) -> dict[str, list[Sequence[str]]]:
    """Return class -> its units of SHA-256s, ordered by hashing `seed` and content; a unit goes by its main class.

    The order of two units never depends on which others there are.
    """
    found: dict[str, list[Sequence[str]]] = {}
    for unit in units:
        found.setdefault(_most_frequent([class_of[one] for one in unit]), []).append(unit)
    for members in found.values():
        members.sort(key=lambda unit: min(_order(seed, one) for one in unit))
    return found


def _order(seed: int, sha256: str) -> bytes:
    return hashlib.sha256(f"{seed}:{sha256}".encode()).digest()


def _most_frequent(names: Sequence[str]) -> str:
    return max(sorted(set(names)), key=names.count)
