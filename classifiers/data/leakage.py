"""The check before training: no image, nor a near-copy of one, is in two parts that must not know each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from classifiers.errors import LeakageError
from grouping.exporters.connected import Sets


@dataclass(frozen=True, slots=True)
class Leak:
    """What two parts share."""

    a: str
    b: str
    same_images: int
    near_copies: int
    """Images of `b` that have a near-copy, but not themselves, in `a`."""
    examples: tuple[str, ...]
    """SHA-256s of up to five of them."""

    def sentence(self) -> str:
        """Say it in words."""
        said = []
        if self.same_images:
            said.append(f"{self.same_images:,} of the {self.b} images are in {self.a} too")
        if self.near_copies:
            said.append(f"{self.near_copies:,} of the {self.b} images have a near-copy in {self.a}")
        return " and ".join(said)


@dataclass(frozen=True, slots=True)
class LeakageReport:
    """The parts that were compared, with their sizes, and what they share."""

    sizes: Mapping[str, int]
    leaks: tuple[Leak, ...]
    n_duplicate_groups: int
    n_unchecked: int = 0
    """Images whose near-duplicates nobody could look for."""

    @property
    def clean(self) -> bool:
        """Whether no two parts share anything."""
        return not self.leaks

    def summary(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {
            "clean": self.clean,
            "sizes": dict(self.sizes),
            "near_duplicate_groups": self.n_duplicate_groups,
            "unchecked": self.n_unchecked,
            "leaks": [asdict(leak) for leak in self.leaks],
        }


def leakage(
    parts: Mapping[str, Sequence[str]], duplicates: Iterable[Sequence[str]] = (), n_unchecked: int = 0
) -> LeakageReport:
    """Compare every two parts (name -> SHA-256s), by image and by groups of near-duplicates."""
    groups = Sets.linked(duplicates).groups()
    number = {sha: place for place, group in enumerate(groups) for sha in group}
    found = (_leak(a, b, parts, number) for a, b in combinations(parts, 2))
    sizes = {name: len(shas) for name, shas in parts.items()}
    return LeakageReport(sizes, tuple(leak for leak in found if leak is not None), len(groups), n_unchecked)


def _leak(a: str, b: str, parts: Mapping[str, Sequence[str]], number: Mapping[str, int]) -> Leak | None:
    there, known = set(parts[a]), {number[sha] for sha in parts[a] if sha in number}
    same = [sha for sha in parts[b] if sha in there]
    near = [sha for sha in parts[b] if sha not in there and number.get(sha) in known]
    if not same and not near:
        return None
    return Leak(a, b, len(same), len(near), tuple([*same, *near][:5]))


def refuse_leaks(report: LeakageReport) -> None:
    """Raise LeakageError, which counts what leaks where, unless the report is clean."""
    if not report.clean:
        told = "; ".join(leak.sentence() for leak in report.leaks)
        raise LeakageError(f"The parts are not apart: {told}. Nothing was trained; figures would be too good.")
