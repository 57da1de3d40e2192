"""Dividing images into train, val and test: by class, the same every time, near-duplicates together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from grouping.errors import GrouplineError, LengthMismatchError
from grouping.exporters.connected import Sets
from grouping.exporters.labeled import SPLITS
from grouping.exporters.quotas import fill
from grouping.exporters.strata import strata

_NONE: Mapping[str, str] = MappingProxyType({})


def assign_splits(
    sha256s: Sequence[str],
    classes: Sequence[str],
    duplicates: Iterable[Sequence[str]] = (),
    *,
    fractions: tuple[float, float, float] = (0.7, 0.2, 0.1),
    seed: int = 0,
    previous: Mapping[str, str] = _NONE,
) -> dict[str, str]:
    """Return SHA-256 -> 'train', 'val' or 'test' for each image.

    `sha256s` and `classes` are (n_images,); `duplicates` are groups of near-duplicates by SHA-256, which may name
    other images too, and hold together what they link. `fractions` are the shares of train, val and test in each
    class, met to within one image where there are no near-duplicates, but that train, unless its share is 0, gets the
    first image: a class with one image has it in train, with two (at the default fractions) one in train, one in val.

    An image in `previous` keeps its split, and a new near-duplicate of it joins it; where one links old images of
    several splits, these stay (`divided_duplicates` tells) and it goes where most of them are. The others fill the
    splits up towards the fractions, in an order made by hashing `seed` and SHA-256: without `previous` too, one image
    more moves at most two others, and none of another class. A group of near-duplicates goes by its most frequent
    class.

    Raises LengthMismatchError, and GrouplineError for fractions that are negative or do not sum to 1, unknown
    splits, and images named twice.
    """
    _check(sha256s, classes, fractions, previous)
    class_of = dict(zip(sha256s, classes, strict=True))
    exact = [Fraction(share).limit_denominator(10**6) for share in fractions]
    shares = [share / sum(exact) for share in exact]
    fixed, units = _fixed_and_free(class_of, duplicates, previous)
    here = Counter((class_of[sha256], split) for sha256, split in fixed.items())
    splits = dict(fixed)
    for name, members in strata(units, class_of, seed).items():
        places = fill([len(unit) for unit in members], [here[name, split] for split in SPLITS], shares)
        splits |= {one: SPLITS[place] for unit, place in zip(members, places, strict=True) for one in unit}
    return {sha256: splits[sha256] for sha256 in sha256s}


def divided_duplicates(splits: Mapping[str, str], duplicates: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return the groups of near-duplicates that lie in more than one split, as ascending SHA-256s.

    `assign_splits` leaves them so only where an earlier assignment did: test images then have near copies in train,
    and figures measured on them are too good. Images without a split do not count.
    """
    found = []
    for group in Sets.linked(duplicates).groups():
        members = tuple(sorted(one for one in group if one in splits))
        if len({splits[one] for one in members}) > 1:
            found.append(members)
    return sorted(found)


def _fixed_and_free(
    class_of: Mapping[str, str], duplicates: Iterable[Sequence[str]], previous: Mapping[str, str]
) -> tuple[dict[str, str], list[list[str]]]:
    """Return the splits of old images and of new ones that join them, and the groups of images free to go anywhere."""
    linked = Sets.linked(duplicates)
    for sha256 in class_of:
        linked.add(sha256)
    fixed = {sha256: previous[sha256] for sha256 in class_of if sha256 in previous}
    free: list[list[str]] = []
    for group in linked.groups():
        anchors = [previous[one] for one in group if one in previous]
        new = [one for one in group if one in class_of and one not in previous]
        if anchors:
            fixed |= dict.fromkeys(new, max(SPLITS, key=anchors.count))
        elif new:
            free.append(new)
    return fixed, free


def _check(
    sha256s: Sequence[str], classes: Sequence[str], fractions: Sequence[float], previous: Mapping[str, str]
) -> None:
    if len(sha256s) != len(classes):
        raise LengthMismatchError(f"{len(sha256s)} images but {len(classes)} classes.")
    if len(set(sha256s)) != len(sha256s):
        raise GrouplineError("An image is named twice; splits are given to each SHA-256 once.")
    if len(fractions) != len(SPLITS) or min(fractions) < 0 or abs(sum(fractions) - 1) > 1e-6:
        raise GrouplineError(f"The shares of train, val and test are three numbers that sum to 1; got {fractions}.")
    unknown = set(previous.values()) - set(SPLITS)
    if unknown:
        raise GrouplineError(f"Unknown splits {sorted(unknown)}; splits are {', '.join(SPLITS)}.")
