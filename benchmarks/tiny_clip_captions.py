"""What is said of the classes of `benchmarks.tiny_clip`: attributes that each class shows, and three wordings of each.

A class has every attribute that its images show, whether it tells the class apart or not: an image is taught not to
match what it is not said to have, so an attribute that is there and left out teaches that it is not there. A sheet is
also seen turned by a quarter, and with black for white: then it shows other attributes than its class has, so that
these are learned by themselves and not as parts of nine classes.
"""

from collections.abc import Mapping, Sequence

import numpy as np

WORDS: Mapping[str, tuple[str, ...]] = {
    "part": ("a metal part", "a machine part", "a component on white"),
    "steel": ("a steel surface", "rolled steel", "a grey metal sheet"),
    "rod": ("a long rod", "elongated", "like a bar"),
    "head": ("with a head at one end", "with a thick head", "headed"),
    "solid": ("without a hole through it", "solid", "closed"),
    "round": ("round", "circular", "with a cylindrical outline"),
    "hexagonal": ("hexagonal", "with six sides", "six-cornered"),
    "hole": ("with a hole through it", "with an opening in the middle", "ring-shaped"),
    "short": ("short", "stubby", "not long"),
    "line": ("a line", "a stroke", "a streak"),
    "spots": ("spots", "dots", "specks"),
    "blotches": ("blotches", "irregular patches", "stains"),
    "slanting": ("slanting", "oblique", "running at an angle"),
    "vertical": ("vertical", "upright", "running from top to bottom"),
    "level": ("horizontal", "level", "running from side to side"),
    "through": ("across the whole picture", "from edge to edge", "without an end in sight"),
    "few": ("only one or two", "alone", "on an else clean sheet"),
    "many": ("many marks", "a multitude", "scattered all over"),
    "thin": ("thin", "fine", "narrow as a hair"),
    "broad": ("broad", "large", "wide"),
    "small": ("small", "tiny", "little"),
    "rough": ("rough inside", "textured", "grainy"),
    "smooth": ("smooth", "even", "without grain"),
    "dark": ("dark", "black", "darker than the sheet"),
    "pale": ("pale", "faint", "brighter than the sheet"),
}
CLASSES: Mapping[str, tuple[str, ...]] = {
    "bolt": ("part", "rod", "head", "round", "solid"),
    "locatingpin": ("part", "rod", "round", "solid"),
    "nut": ("part", "hexagonal", "hole", "short"),
    "washer": ("part", "round", "hole", "short"),
    "finishing_roll_printing": ("steel", "line", "slanting", "through", "thin", "smooth", "pale"),
    "iron_sheet_ash": ("steel", "spots", "few", "small", "rough", "dark"),
    "oxide_scale_of_plate_system": ("steel", "blotches", "vertical", "few", "broad", "rough", "dark"),
    "oxide_scale_of_temperature_system": ("steel", "spots", "many", "small", "rough"),
    "red_iron": ("steel", "blotches", "vertical", "many", "broad", "smooth", "dark"),
    "slag_inclusion": ("steel", "line", "vertical", "through", "few", "rough", "dark"),
    "surface_scratch": ("steel", "line", "vertical", "through", "few", "thin", "smooth", "dark"),
}
PARTS, SHEETS = tuple(CLASSES)[:4], tuple(CLASSES)[4:]
PLAIN, MIRRORED, TURNED, INVERTED = range(4)
CHANGES: Mapping[int, Mapping[str, str]] = {
    PLAIN: {},
    MIRRORED: {},
    TURNED: {"vertical": "level"},
    INVERTED: {"dark": "pale", "pale": "dark"},
}
"""What a view changes of the attributes."""
PAIRS = tuple((PARTS[(place + 1) % len(PARTS)], sheet) for place, sheet in enumerate(SHEETS))
"""The pairs that are kept out of training in turn: each kind of sheet once, and the parts over and over."""


def prompts() -> dict[str, list[str]]:
    """Return class -> three descriptions, one for each way to say its attributes."""
    return {name: [", ".join(WORDS[one][way] for one in own) for way in range(3)] for name, own in CLASSES.items()}


def every_wording() -> list[str]:
    """Return all that a caption can be made of."""
    return [wording for wordings in WORDS.values() for wording in wordings]


def views(name: str) -> tuple[int, ...]:
    """Return the views in which a class is learned; the parts stand on white, which none but a mirror leaves."""
    return (PLAIN, MIRRORED) if name in PARTS else (PLAIN, MIRRORED, TURNED, INVERTED)


def shown(name: str, view: int) -> tuple[str, ...]:
    """Return the attributes of a class in a view."""
    return tuple(CHANGES[view].get(one, one) for one in CLASSES[name])


def caption(random: np.random.Generator, own: Sequence[str]) -> tuple[str, frozenset[str]]:
    """Return a caption that names one to all of a class's attributes, in any order and words; and which."""
    count = int(random.integers(1, len(own) + 1))
    chosen = [own[place] for place in random.permutation(len(own))[:count]]
    return ", ".join(WORDS[one][int(random.integers(3))] for one in chosen), frozenset(chosen)
