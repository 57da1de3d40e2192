"""The recipe of a fine-tuning, as one frozen spec; without torch, so that the dashboard can show and check it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from classifiers.errors import InvalidSpecError
from classifiers.finetune.network_spec import NetworkSpec
from classifiers.finetune.schedule import check_name, check_range

LOSSES = ("ce", "focal")
SWEPT = (3, 5, 7)
"""Frozen stages that an ensemble tries where nobody says which."""
WEIGHTINGS = ("none", "inverse", "inverse-sqrt", "given")


@dataclass(frozen=True, slots=True, kw_only=True)
class FinetuneSpec(NetworkSpec):
    """A network with a new last layer, trained on classes, and what its loss counts.

    `loss`: cross-entropy or focal. `weighting`: each class counts by the inverse of its frequency, by its root, or
    as `class_weights` gives, a mapping or ((class, weight), ...). `balanced`: every class is drawn equally often.

    Raises InvalidSpecError or UnknownNameError for a setting that cannot be.
    """

    loss: str = "ce"
    focal_gamma: float = 2.0
    weighting: str = "none"
    class_weights: tuple[tuple[str, float], ...] = ()
    balanced: bool = False

    def __post_init__(self) -> None:
        NetworkSpec.__post_init__(self)
        object.__setattr__(self, "class_weights", _pairs(self.class_weights))
        check_name("loss", self.loss, LOSSES)
        check_name("weighting", self.weighting, WEIGHTINGS)
        check_range("focal_gamma", self.focal_gamma, 0, 10)
        if (self.weighting == "given") != bool(self.class_weights):
            raise InvalidSpecError("class_weights and weighting='given' go together: give both or neither.")
        if any(not weight > 0 for _, weight in self.class_weights):
            raise InvalidSpecError("Every class weight must be more than 0.")

    @property
    def title(self) -> str:
        """The name for people; says so where the network did not start from pre-trained weights."""
        if self.start == "scratch":
            return f"{self.backbone} from scratch"
        return f"{self.backbone} fine-tuned, {self.frozen} stages frozen"


def _pairs(weights: Any) -> tuple[tuple[str, float], ...]:
    """Return class weights as pairs, from a mapping, or from lists as a job or a card carries them."""
    try:
        pairs = weights.items() if isinstance(weights, Mapping) else weights
        return tuple((str(name), float(weight)) for name, weight in pairs)
    except (TypeError, ValueError) as error:
        raise InvalidSpecError(f'class_weights are like {{"crack": 5, "ok": 1}}; got {weights!r}.') from error


def _several(name: str, values: Any) -> tuple[Any, ...]:
    """Return several values as a tuple; raises InvalidSpecError for a single one, or for text."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidSpecError(f"{name} are a list, such as [{values!r}]; got {values!r} alone.")
    return tuple(values)


def stage_sweep(spec: FinetuneSpec, frozen: tuple[int, ...]) -> tuple[FinetuneSpec, ...]:
    """Return the same recipe with each number of frozen stages."""
    return tuple(replace(spec, frozen=number) for number in frozen)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnsembleSpec(FinetuneSpec):
    """Fine-tuning over `backbones` and numbers of frozen stages; the best `keep` answer together.

    Empty `backbones` or `frozen_stages` stand for the one `backbone` or `frozen`. Networks from scratch freeze none.
    """

    backbones: tuple[str, ...] = ()
    frozen_stages: tuple[int, ...] = SWEPT
    keep: int = 3

    def __post_init__(self) -> None:
        if self.start == "scratch" and self.frozen_stages == SWEPT:
            object.__setattr__(self, "frozen", 0)
            object.__setattr__(self, "frozen_stages", (0,))
        FinetuneSpec.__post_init__(self)
        object.__setattr__(self, "backbones", _several("backbones", self.backbones))
        object.__setattr__(self, "frozen_stages", _several("frozen_stages", self.frozen_stages))
        check_range("keep", self.keep, 1, len(self.members()))

    def members(self) -> tuple[FinetuneSpec, ...]:
        """Return the recipe of each network of the sweep."""
        shared = {one.name: getattr(self, one.name) for one in fields(FinetuneSpec)}
        return tuple(
            one
            for backbone in self.backbones or (self.backbone,)
            for one in stage_sweep(
                FinetuneSpec(**{**shared, "backbone": backbone}), self.frozen_stages or (self.frozen,)
            )
        )

    @property
    def title(self) -> str:
        """The name for people."""
        count = len(self.members())
        start = " from scratch" if self.start == "scratch" else ""
        return f"best {self.keep} of {count} networks{start} together"
