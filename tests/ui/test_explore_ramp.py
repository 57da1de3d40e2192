"""The colour scale of measured values."""

from itertools import combinations

import numpy as np
import pytest

from grouping.types import Floats
from ui.components.map.view import NO_COLOR
from ui.explore.ramp import STEPS, by_value, colors, ends, short

SEES = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""What the colour-blind see of linear RGB: Machado, Oliveira and Fernandes (2009), doi 10.1109/TVCG.2009.113."""
GROUNDS = ("#ffffff", "#14171c")


def _linear(color: str) -> Floats:
    parts = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _luminance(color: str) -> float:
    return float(_linear(color) @ [0.2126, 0.7152, 0.0722])


def _lab(linear: Floats) -> Floats:
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.cbrt(np.clip(np.array(to_xyz) @ linear / [0.9505, 1.0, 1.089], 0, 1))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_the_scale_only_ever_gets_lighter() -> None:
    assert len(colors()) == STEPS
    assert (np.diff([_luminance(color) for color in colors()]) > 0).all()


@pytest.mark.parametrize("ground", GROUNDS)
def test_neither_end_is_lost_on_its_ground(ground: str) -> None:
    for color in colors():
        low, high = sorted((_luminance(color), _luminance(ground)))
        assert (high + 0.05) / (low + 0.05) > 1.9, color


@pytest.mark.parametrize("kind", SEES)
def test_the_colour_blind_tell_low_from_middle_from_high(kind: str) -> None:
    seen = [_lab(np.clip(np.array(SEES[kind]) @ _linear(color), 0, 1)) for color in colors()[:: (STEPS - 1) // 3]]
    assert min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2)) > 14  # 2 is what an eye can tell


def test_values_are_spread_from_low_to_high_and_those_without_are_grey() -> None:
    codes, legend, scale = by_value("Contrast", np.array([0.0, 1.0, 0.5, np.nan, 7.0, -1.0]), 0.0, 1.0)
    assert codes.tolist() == [0, STEPS - 1, 32, NO_COLOR, STEPS - 1, 0]
    assert (scale.low, scale.high, scale.missing) == ("≤ 0", "≥ 1", 1)
    assert [line.total for line in legend if line.total] == [2, 1, 2]
    assert legend[0].name == "Contrast about 0"


def test_equal_values_and_none_at_all_are_no_division_by_zero() -> None:
    codes, legend, scale = by_value("Contrast", np.full(3, 0.25), 0.25, 0.25)
    assert codes.tolist() == [0, 0, 0]
    assert (scale.low, scale.high) == ("0.25", "0.25")
    assert legend[0].name == "Contrast 0.25"
    codes, _, scale = by_value("Contrast", np.full(2, np.nan), *ends(np.full(2, np.nan)))
    assert codes.tolist() == [NO_COLOR, NO_COLOR]
    assert scale.missing == 2


def test_a_single_odd_image_does_not_flatten_the_scale() -> None:
    low, high = ends(np.array([*np.linspace(0, 1, 199), 1e6]))
    assert 0 < low < 0.1
    assert 0.9 < high < 1


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (0.00042159, "0.000422"),
        (0.25, "0.25"),
        (-1.5, "-1.5"),
        (12.345, "12.3"),
        (1_234_567.0, "1,234,567"),
    ],
)
def test_values_are_written_without_powers_of_ten(value: float, words: str) -> None:
    assert short(value) == words
