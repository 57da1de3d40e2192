"""Dividing a labeled set into train, val, test and the locked gold set, so that nothing of one is known to another.

This is the one place that decides what a model may see: every training, tuning, early stopping and fold takes its
images from `Division.development`, which holds neither a gold image nor a near-copy of one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from classifiers.errors import InvalidSpecError
from grouping.exporters.connected import Sets
from grouping.exporters.splits import assign_splits, divided_duplicates
from grouping.files import key_of

PARTS = ("train", "val", "test")
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SplitSpec:
    """Shares of train, val and test, and the seed of their order; equal specs of a set give equal splits."""

    fractions: tuple[float, float, float] = (0.7, 0.2, 0.1)
    seed: int = 0

    def __post_init__(self) -> None:
        if (
            len(self.fractions) != 3
            or not all(0 <= one <= 1 for one in self.fractions)
            or abs(sum(self.fractions) - 1) > 1e-6
        ):
            raise InvalidSpecError(
                f"The shares of train, val and test are three numbers that sum to 1, such as 0.7, 0.2 and 0.1; got "
                f"{self.fractions}."
            )
        if not self.fractions[0]:
            raise InvalidSpecError("The share of train is 0: there would be nothing to learn from.")


@dataclass(frozen=True, slots=True)
class Division:
    """Which image (by SHA-256) is in which part; the parts are disjoint, and each is in ascending order."""

    train: tuple[str, ...]
    val: tuple[str, ...]
    test: tuple[str, ...]
    gold: tuple[str, ...] = ()
    held_back: tuple[str, ...] = ()
    """Near-copies of gold images: in no part."""
    rejoined: int = field(default=0, compare=False)
    """Images moved into train, as near-copies would lie in two parts else, or their class would have none there."""

    @property
    def development(self) -> tuple[str, ...]:
        """All that training, tuning, early stopping and folds may see."""
        return tuple(sorted((*self.train, *self.val, *self.test)))

    @property
    def key(self) -> str:
        """Names the division by its content."""
        return key_of("division", list(self.train), list(self.val), list(self.test))

    def parts(self) -> dict[str, tuple[str, ...]]:
        """Return part -> its images."""
        return {"train": self.train, "val": self.val, "test": self.test, "gold": self.gold}


def divide(
    sha256s: Sequence[str],
    classes: Sequence[str],
    duplicates: Iterable[Sequence[str]] = (),
    gold: Collection[str] = frozenset(),
    spec: SplitSpec = SplitSpec(),
    previous: Mapping[str, str] = _NONE,
) -> Division:
    """Divide a labeled set; see `grouping.exporters.splits.assign_splits` for the order and `previous`.

    `sha256s` and `classes` are (n_images,). Gold images and their near-copies are taken out first. Where an earlier
    split parted near-duplicates, all of them go to train, so that val and test never hold a copy of a train image.
    Where it left a class no train image, the first one and its near-copies go there.
    """
    groups = [tuple(group) for group in duplicates]
    held_back = _copies(gold, groups) - set(gold)
    closed = set(gold) | held_back
    there = [(sha, name) for sha, name in zip(sha256s, classes, strict=True) if sha not in closed]
    splits = assign_splits(
        [sha for sha, _ in there],
        [name for _, name in there],
        _without(groups, closed),
        fractions=spec.fractions,
        seed=spec.seed,
        previous={sha: part for sha, part in previous.items() if sha not in closed},
    )
    torn = [sha for group in divided_duplicates(splits, _without(groups, closed)) for sha in group]
    rejoined = [sha for sha in torn if splits[sha] != "train"]
    splits |= dict.fromkeys(rejoined, "train")
    starved = _starved(splits, dict(there), _without(groups, closed))
    splits |= dict.fromkeys(starved, "train")
    train, val, test = (tuple(sorted(sha for sha, part in splits.items() if part == name)) for name in PARTS)
    own = set(sha256s)
    return Division(
        train,
        val,
        test,
        tuple(sorted(own & set(gold))),
        tuple(sorted(own & held_back)),
        rejoined=len(rejoined) + len(starved),
    )


def _starved(splits: Mapping[str, str], classes: Mapping[str, str], groups: Iterable[Sequence[str]]) -> set[str]:
    """Return the images to be moved so that each class has one in train: its first, with all near-copies of it."""
    fed = {classes[sha] for sha, part in splits.items() if part == "train"}
    firsts: dict[str, str] = {}
    for sha in sorted(splits):
        firsts.setdefault(classes[sha], sha)
    moved = {sha for name, sha in firsts.items() if name not in fed}
    copies = {sha for group in Sets.linked(groups).groups() if not moved.isdisjoint(group) for sha in group}
    return {sha for sha in moved | copies if splits.get(sha, "train") != "train"}


def _copies(gold: Collection[str], groups: Iterable[Sequence[str]]) -> set[str]:
    return {sha for group in Sets.linked(groups).groups() if not set(gold).isdisjoint(group) for sha in group}


def _without(groups: Iterable[Sequence[str]], closed: Collection[str]) -> list[tuple[str, ...]]:
    # Whole linked groups are closed at once, so what is left is linked as it was.
    left = (tuple(sha for sha in group if sha not in closed) for group in groups)
    return [group for group in left if group]
