"""Where an encoder's weights lie: the plant's own file, an installed package, or the hub; in this order."""

from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from grouping.encoders import hub
from grouping.encoders.catalogue import DEFAULT, EncoderCard, card
from grouping.errors import MissingWeightsError
from grouping.settings import settings

Source = Literal["file", "bundled", "cached", "hub"]
SUFFIXES = (".safetensors", ".pth", ".pt")
CLIP_CONFIG = "open_clip_config.json"
"""What makes a folder one of open_clip's: the model's shape and tokenizer; its weights lie beside it."""


def _stems(encoder: EncoderCard) -> list[str]:
    """Return the file names looked for, without suffix, best first: our name, timm's, timm's without its tag."""
    own = encoder.name.rpartition(":")[2]
    return list(dict.fromkeys((own, encoder.timm_name, encoder.timm_name.partition(".")[0])))


def _matches(path: Path, stem: str) -> bool:
    """Accept NAME.pth and, as releases are named, NAME-397923af.pth."""
    return path.suffix in SUFFIXES and (path.stem == stem or path.stem.startswith(f"{stem}-"))


def weight_file(encoder: EncoderCard) -> Path | None:
    """Return the encoder's file in GROUPLINE_WEIGHTS_DIR (a folder, or one file named for the encoder), or None.

    For a model of open_clip it may also be a folder with its configuration and weights.
    """
    place = settings().weights_dir
    if place is None or not place.exists():
        return None
    if encoder.library == "open_clip" and (folder := _clip_folder(encoder, place)):
        return folder
    files = sorted(place.iterdir()) if place.is_dir() else [place]
    return next((path for stem in _stems(encoder) for path in files if _matches(path, stem)), None)


def _clip_folder(encoder: EncoderCard, place: Path) -> Path | None:
    """Return the folder of an open_clip model, named for the encoder: inside `place`, or `place` itself."""
    folders = [place / stem for stem in _stems(encoder)] + ([place] if place.name in _stems(encoder) else [])
    return next((folder for folder in folders if (folder / CLIP_CONFIG).is_file()), None)


def bundled_file(encoder: EncoderCard) -> Path | None:
    """Return the weight file inside the encoder's installed package, or None."""
    spec = find_spec(encoder.package) if encoder.package else None
    if spec is None or spec.origin is None:
        return None
    return next(iter(sorted(Path(spec.origin).parent.glob("models/*.pth"))), None)


def _cached(encoder: EncoderCard) -> Path | None:
    if encoder.library == "open_clip":
        return hub.cached(encoder.hub, hub.CLIP_FILES) if encoder.hub else None
    return hub.cached(encoder.hub or f"timm/{encoder.timm_name}.*")


def available(name: str) -> Source:
    """Say where the weights of an encoder would come from; touches neither torch nor the network.

    'file': GROUPLINE_WEIGHTS_DIR. 'bundled': an installed package. 'cached': downloaded before. 'hub': a download.

    Raises UnknownNameError for a name that is no encoder's.
    """
    encoder = card(name)
    if weight_file(encoder):
        return "file"
    if bundled_file(encoder):
        return "bundled"
    return "cached" if _cached(encoder) else "hub"


def find_weights(encoder: EncoderCard) -> Path:
    """Return the file that holds the encoder's weights, downloading it from the hub as the last resort.

    Raises MissingWeightsError, which names all three ways to mend it. Never falls back to random weights.
    """
    found = weight_file(encoder) or bundled_file(encoder) or _cached(encoder)
    if found:
        return found
    if encoder.hub is None:
        raise _missing(encoder, f"{encoder.library} publishes none for it on the hub")
    try:
        return hub.download(encoder.hub, *((hub.CLIP_FILES,) if encoder.library == "open_clip" else ()))
    except MissingWeightsError as error:
        raise _missing(encoder, f"the hub has none to give ({error})") from error


def _missing(encoder: EncoderCard, cause: str) -> MissingWeightsError:
    place = settings().weights_dir
    names = ", ".join(f"{stem}.pth" for stem in _stems(encoder))
    folder = f", or with a folder {_stems(encoder)[0]} that open_clip saved" if encoder.library == "open_clip" else ""
    where = f"no such file lies at GROUPLINE_WEIGHTS_DIR={place}" if place else "GROUPLINE_WEIGHTS_DIR is not set"
    return MissingWeightsError(
        f"No weights for {encoder.name!r}: {cause}, and {where}. "
        f"Choose {DEFAULT!r}, whose weights are installed; or connect to the internet, for the hub; "
        f"or set GROUPLINE_WEIGHTS_DIR to a file or folder with one of {names} (or .pt, .safetensors){folder}."
    )
