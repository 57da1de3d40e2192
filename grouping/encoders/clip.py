"""The two towers of a contrastive model, through open_clip: images and sentences in one space.

Runs in the worker, for it needs torch. Weights come from GROUPLINE_WEIGHTS_DIR or the hub, as every encoder's do.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import open_clip
import torch
from torch import nn

from grouping.encoders.catalogue import OPEN_CLIP, EncoderCard, ViewFormat
from grouping.encoders.state import UnfitWeightsError, checksum
from grouping.encoders.weights import CLIP_CONFIG, find_weights, weight_file
from grouping.errors import MissingWeightsError, UnknownNameError

_CLIP_SUFFIXES = (".safetensors", ".bin", ".pt", ".pth")


@dataclass(frozen=True)
class Towers:
    """Both towers with their weights on the CPU; `checksum` is of all tensors of both."""

    card: EncoderCard
    model: nn.Module
    tokenizer: Any
    checksum: str

    def embed_texts(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the embeddings of sentences, not normalised: (n_texts, dim), float32."""
        with torch.inference_mode():
            embedded = self.model.encode_text(self.tokenizer(list(texts)))  # type: ignore[operator]  # open_clip's own
        found: npt.NDArray[np.float32] = embedded.float().cpu().numpy()
        return found

    def cut(self, texts: Sequence[str]) -> list[str]:
        """Return the sentences that are longer than the text tower reads, of which it sees the beginning alone."""
        encode, length = getattr(self.tokenizer, "encode", None), getattr(self.tokenizer, "context_length", None)
        if encode is None or not length:
            return []
        return [text for text in texts if len(encode(text)) + 2 > length]


def complete_clip_card(encoder: EncoderCard) -> EncoderCard:
    """Fill in what only open_clip, or the model's own folder, knows of an `open_clip:NAME`.

    Raises UnknownNameError, with the closest names, for a model or tag that open_clip does not have and no folder
    brings.
    """
    place = weight_file(encoder)
    if place is not None and place.is_dir():
        config = _config(place)
        return _completed(encoder, config["model_cfg"], config.get("preprocess_cfg", {}))
    model, _, tag = encoder.timm_name.partition(".")
    config = open_clip.get_model_config(model)
    if config is None:
        close = get_close_matches(model, open_clip.list_models(), n=3)
        hint = f" Closest: {', '.join(OPEN_CLIP + name for name in close)}." if close else ""
        raise UnknownNameError(f"open_clip {open_clip.__version__} has no model {model!r}.{hint}")
    tags = open_clip.list_pretrained_tags_by_model(model)
    if tag and tag not in tags:
        raise UnknownNameError(f"open_clip has no weights {tag!r} of {model!r}. It has: {', '.join(tags) or 'none'}.")
    pretrained = open_clip.get_pretrained_cfg(model, tag or tags[0]) if tags else {}
    completed = _completed(encoder, config, pretrained)
    hub = "/".join(str(pretrained.get("hf_hub") or "").split("/")[:2]) or None
    return replace(completed, hub=encoder.hub or hub)


def _config(folder: Path) -> dict[str, Any]:
    try:
        config: dict[str, Any] = json.loads((folder / CLIP_CONFIG).read_text(encoding="utf-8"))
        config["model_cfg"]["embed_dim"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnfitWeightsError(
            f"{folder / CLIP_CONFIG} does not describe a model of open_clip ({type(error).__name__}: {error}). "
            "Save the model's folder again."
        ) from error
    return config


def _completed(encoder: EncoderCard, model: dict[str, Any], pretrained: dict[str, Any]) -> EncoderCard:
    standard = open_clip.factory.PreprocessCfg()
    size = model["vision_cfg"].get("image_size", 224)
    (red, green, blue), (r, g, b) = pretrained.get("mean") or standard.mean, pretrained.get("std") or standard.std
    view = ViewFormat(
        size=int(size if isinstance(size, int) else size[0]),
        mean=(red, green, blue),
        std=(r, g, b),
        interpolation=pretrained.get("interpolation") or standard.interpolation,
        fixed="timm_model_name" not in model["vision_cfg"],
    )
    return replace(encoder, dim=int(model["embed_dim"]), format=encoder.format or view)


def load_towers(encoder: EncoderCard) -> Towers:
    """Return both towers of a card of open_clip, filled from its weight file.

    Raises UnknownNameError for a model that open_clip does not have, MissingWeightsError with the three ways to bring
    weights, UnfitWeightsError when a file belongs to another model.
    """
    card = complete_clip_card(encoder)
    place = find_weights(card)
    file = _weights_in(place) if place.is_dir() else place
    model = _built(card, place)
    _fill(model, file, card)
    model.eval().requires_grad_(False)
    return Towers(card, model, _tokenizer(card, place), checksum(model))


def _weights_in(folder: Path) -> Path:
    found = sorted(path for path in folder.iterdir() if path.suffix in _CLIP_SUFFIXES)
    if len(found) != 1:
        raise MissingWeightsError(
            f"{folder} holds {len(found)} weight files beside its {CLIP_CONFIG}; put exactly one there "
            f"({', '.join('*' + suffix for suffix in _CLIP_SUFFIXES)})."
        )
    return found[0]


def _source(card: EncoderCard, place: Path) -> str:
    return f"local-dir:{place}" if place.is_dir() else card.timm_name.partition(".")[0]


def _built(card: EncoderCard, place: Path) -> nn.Module:
    """Build the model without weights; which activation it was trained with is told by the tag of its weights."""
    name, _, tag = card.timm_name.partition(".")
    quick = bool(open_clip.get_pretrained_cfg(name, tag).get("quick_gelu")) if tag and place.is_file() else False
    try:
        with _quiet():
            model: nn.Module = open_clip.create_model(
                _source(card, place), load_weights=False, pretrained_text=False, force_quick_gelu=quick
            )
    except (OSError, RuntimeError, ValueError, TypeError, KeyError) as error:
        raise UnfitWeightsError(
            f"open_clip cannot build {card.name!r}: {error}. Text towers of other libraries must be downloaded once, "
            "with the internet; choose a model with open_clip's own, such as open_clip:ViT-B-32."
        ) from error
    return model


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep back open_clip's warning that a model has no weights yet: they come in the next step."""

    def pass_on(record: logging.LogRecord) -> bool:
        return "open_clip" not in record.pathname or record.levelno >= logging.ERROR

    root = logging.getLogger()
    root.addFilter(pass_on)
    try:
        yield
    finally:
        root.removeFilter(pass_on)


def _fill(model: nn.Module, file: Path, card: EncoderCard) -> None:
    try:
        open_clip.load_checkpoint(model, str(file), strict=True, weights_only=True)
    except Exception as error:  # damaged files and other networks' fail in a dozen ways
        said = " ".join(str(error).split())
        raise UnfitWeightsError(
            f"{file} does not hold the weights of {card.name!r} (open_clip's {card.timm_name!r}): {said[:300]}. "
            "Put that model's own file there, or choose the one that this file belongs to."
        ) from error


def _tokenizer(card: EncoderCard, place: Path) -> Any:
    try:
        return open_clip.get_tokenizer(_source(card, place))
    except Exception as error:  # as above; tokenizers of other libraries are fetched from the hub
        raise MissingWeightsError(
            f"The tokenizer of {card.name!r} cannot be had: {' '.join(str(error).split())[:200]}. Connect to the "
            "internet once, or choose a model with open_clip's own tokenizer, such as open_clip:ViT-B-32."
        ) from error
