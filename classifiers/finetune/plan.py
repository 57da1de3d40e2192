"""What may be changed in an image without changing its class: a plan, as numbers that a person can read."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from classifiers.errors import InvalidSpecError
from classifiers.spec_values import check_values
from grouping.errors import UnknownNameError


@dataclass(frozen=True, slots=True)
class AugmentPlan:
    """How far each change may go; 0 leaves it out. Changes are drawn anew for each view of an image.

    `flip_sides`, `flip_ends`: chance of mirroring left-right and up-down. `rotate`: degrees to either side.
    `scale`: share by which the image is shown larger or smaller. `brightness`, `contrast`: share of either.
    `noise`: standard deviation in grey levels of 255, on half of the views. `perspective`: distortion on half of the
    views. `erase`: chance that a patch of 2 to 10 % of the area is blanked.

    Raises InvalidSpecError for a strength outside `LIMITS`.
    """

    flip_sides: float = 0.0
    flip_ends: float = 0.0
    rotate: float = 0.0
    scale: float = 0.0
    brightness: float = 0.0
    contrast: float = 0.0
    noise: float = 0.0
    perspective: float = 0.0
    erase: float = 0.0

    def __post_init__(self) -> None:
        for name, most in LIMITS.items():
            value = getattr(self, name)
            if not 0 <= value <= most:
                raise InvalidSpecError(f"{name} is {value}; it must lie in 0 (off) to {most:g}.")

    @property
    def changes(self) -> bool:
        """True where a view may differ from the image."""
        return any(getattr(self, field.name) for field in fields(self))

    @property
    def bends(self) -> bool:
        """True where the view needs pixels from beyond the image's edge."""
        return bool(self.rotate or self.scale or self.perspective)


LIMITS = {
    "flip_sides": 1.0,
    "flip_ends": 1.0,
    "rotate": 180.0,
    "scale": 0.5,
    "brightness": 0.9,
    "contrast": 0.9,
    "noise": 64.0,
    "perspective": 0.5,
    "erase": 1.0,
}

PLANS: dict[str, AugmentPlan] = {
    "none": AugmentPlan(),
    # A strip mirrored is as good; turned by more than its wobble, its defect becomes another one.
    "strips": AugmentPlan(0.5, 0.5, rotate=3, scale=0.1, brightness=0.2, contrast=0.2, noise=4, erase=0.1),
    "parts": AugmentPlan(0.5, 0.5, 180, 0.15, brightness=0.25, contrast=0.25, noise=4, perspective=0.2, erase=0.1),
}
"""The plans by name: for strips and sheets, for single parts in any position, and no change at all."""


def plan(wanted: str | AugmentPlan | Mapping[str, float]) -> AugmentPlan:
    """Return a plan from its name, from its strengths by name, or as it is.

    Raises UnknownNameError for a plan or a strength that does not exist, InvalidSpecError for one out of its limits.
    """
    if isinstance(wanted, AugmentPlan):
        return wanted
    if isinstance(wanted, str):
        if wanted not in PLANS:
            raise UnknownNameError(f"No augmentation plan is called {wanted!r}. Choose one of {', '.join(PLANS)}.")
        return PLANS[wanted]
    if not isinstance(wanted, Mapping):
        raise InvalidSpecError(
            f"An augmentation is a plan's name ({', '.join(PLANS)}) or strengths by name; got {wanted}."
        )
    unknown = sorted(set(wanted) - set(LIMITS))
    if unknown:
        raise UnknownNameError(f"A plan has no {', '.join(unknown)}. It may hold {', '.join(LIMITS)}.")
    check_values(AugmentPlan, wanted)
    return AugmentPlan(**wanted)
