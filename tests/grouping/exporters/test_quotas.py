from fractions import Fraction

import pytest

from grouping.exporters.quotas import fill

SHARES = (Fraction(7, 10), Fraction(2, 10), Fraction(1, 10))


@pytest.mark.parametrize(
    ("sizes", "fixed", "parts"),
    [
        ([], [3, 0, 0], []),
        ([1] * 10, [0, 0, 0], [0] * 7 + [1] * 2 + [2]),
        ([1] * 3, [7, 0, 0], [1, 1, 2]),
        ([1] * 2, [0, 0, 8], [0, 0]),
        ([2], [0, 0, 0], [0]),
        ([5, 5], [0, 0, 0], [0, 1]),
    ],
)
def test_the_parts_that_lack_most_get_the_units(sizes: list[int], fixed: list[int], parts: list[int]) -> None:
    assert fill(sizes, fixed, SHARES) == parts
