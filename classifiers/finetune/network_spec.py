"""What every trained network is told: its backbone, what of it stays, and what it is shown of an image."""

from dataclasses import dataclass

from classifiers.errors import InvalidSpecError
from classifiers.finetune.plan import PLANS, AugmentPlan, plan
from classifiers.finetune.schedule import Schedule, check_name, check_range
from grouping.encoders.catalogue import CATALOGUE, DEFAULT, TIMM, EncoderCard, card
from grouping.errors import UnknownNameError

STARTS = ("pretrained", "scratch")
SQUARES = ("stretch", "letterbox")
BACKBONES = (DEFAULT, "mobilenetv3_large_100", "resnet50", "efficientnet_b0")
"""Those that the dashboard offers; every other encoder of the catalogue and every model of timm goes by its name."""

_MOST_VIEWS = 64


def backbone_card(name: str) -> EncoderCard:
    """Return the card of a backbone: an encoder's name, or any name of timm, with or without `timm:` before it.

    Raises UnknownNameError for an empty name, or for an encoder that is no timm network; whether timm knows a name
    is found out when the network is built.
    """
    bare = name.removeprefix(TIMM)
    own = [one for one in CATALOGUE.values() if bare in (one.timm_name, one.timm_name.partition(".")[0])]
    found = card(name) if name in CATALOGUE else own[0] if own else card(f"{TIMM}{bare}")
    if found.library != "timm":
        raise UnknownNameError(f"{name!r} is a model of {found.library}, which cannot be trained here. Choose another.")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSpec(Schedule):
    """A backbone, where it starts, what of it stays as it was, and the views that it learns from.

    `start`: 'pretrained', with the weights rules of the encoders, or 'scratch', from random weights, which every
    figure of the model then says. `frozen`: the first stages that are not trained, 0 for none; the stem belongs to
    the first, and batch normalization in them keeps its statistics. `views`: 0 draws new views in every epoch; 2 or
    more keep that many views of each image (the first unchanged), so that the frozen stages see each view once and
    their output is kept: on a CPU, many times faster. Where no stage is frozen there is nothing to keep, and each
    epoch draws its own. `augmentation`: a plan, its name or its strengths by name. `size`: side of the square in
    pixels, None for the backbone's own.

    Raises InvalidSpecError or UnknownNameError for a setting that cannot be.
    """

    backbone: str = DEFAULT
    start: str = "pretrained"
    frozen: int = 5
    augmentation: AugmentPlan = PLANS["strips"]
    views: int = 4
    size: int | None = None
    preprocessing: str = "stretch"
    dropout: float = 0.2

    def __post_init__(self) -> None:
        Schedule.__post_init__(self)  # a class with slots is made twice, which the bare super() does not survive
        object.__setattr__(self, "augmentation", plan(self.augmentation))
        backbone_card(self.backbone)
        check_name("start", self.start, STARTS)
        check_name("square preprocessing", self.preprocessing, SQUARES)
        check_range("frozen", self.frozen, 0, 1000)
        check_range("dropout", self.dropout, 0, 0.9)
        check_range("views", self.views, 0, _MOST_VIEWS)
        if self.size is not None:
            check_range("size", self.size, 32, 1024)
        if self.start == "scratch" and self.frozen:
            raise InvalidSpecError(f"{self.frozen} stages of random weights would stay random. Use frozen=0.")
        if self.augmentation.changes and self.views == 1:
            raise InvalidSpecError("views=1 is the unchanged image alone. Use 0 (new in every epoch), or 2 and more.")

    @property
    def kept_views(self) -> int:
        """How many views of each training image are kept; 0 where each epoch draws its own."""
        return self.views if self.augmentation.changes else 1
