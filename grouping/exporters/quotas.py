"""Filling parts of a class up to their shares, by cuts in an ordered row."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

_HALF = Fraction(1, 2)


def fill(sizes: Sequence[int], fixed: Sequence[int], shares: Sequence[Fraction]) -> list[int]:
    """Return the part, 0 to n_parts - 1, of each unit of `sizes` images, in their order.

    `fixed` counts the images that are in each part already; the parts that lack most of their share of the whole get
    the units. The first part, where its share is not 0, gets the first image. One unit of one image more moves each
    cut by one place at most.
    """
    free, total = sum(sizes), sum(sizes) + sum(fixed)
    lacking = [max(Fraction(0), share * total - here) for share, here in zip(shares, fixed, strict=True)]
    cuts = [_round(cut * free / sum(lacking)) for cut in accumulate(lacking)][:-1] if free else []
    if cuts and lacking[0] and not fixed[0]:
        cuts = [max(1, cut) for cut in cuts]
    # A unit lies where its middle lies, so that large ones miss a cut by half their size at most.
    middles = [end - Fraction(size, 2) for size, end in zip(sizes, accumulate(sizes), strict=True)]
    return [bisect_left(cuts, middle) for middle in middles]


def _round(value: Fraction) -> int:
    """Round half up: unlike rounding to even, this never falls behind a growing value."""
    return math.floor(value + _HALF)
