"""Weight files on the Hugging Face hub and in its local cache; without torch, and quick to say no."""

from pathlib import Path

from grouping.errors import MissingWeightsError

SECONDS_TO_ANSWER = 5.0
"""How long the hub may take to answer before it counts as out of reach."""

_FILES = ("model.safetensors", "pytorch_model.bin")
CLIP_FILES = ("open_clip_model.safetensors", "open_clip_pytorch_model.bin")
"""What open_clip's weights are called; a repository's other files hold the same in another library's names."""


def cached(hub: str, files: tuple[str, ...] = _FILES) -> Path | None:
    """Return the weight file of a hub repository that an earlier download left in the cache, or None.

    `hub` may end in `.*`, which stands for any tag of a timm model.
    """
    from huggingface_hub.constants import HF_HUB_CACHE

    folder = f"models--{hub.replace('/', '--')}"
    for name in files:
        found = sorted(Path(HF_HUB_CACHE).glob(f"{folder}/snapshots/*/{name}"))
        if found:
            return found[-1]
    return None


def _check_reach(url: str) -> None:
    """Ask the hub one short question first: its own client would retry for three quarters of a minute."""
    from huggingface_hub import get_session

    try:
        get_session().head(url, timeout=SECONDS_TO_ANSWER)
    except Exception as error:  # the client has changed its library, and so its errors, more than once
        raise MissingWeightsError(f"{url} does not answer: {error}") from error


def download(hub: str, files: tuple[str, ...] = _FILES) -> Path:
    """Return the weight file of a hub repository, downloaded into the hub's own cache.

    Raises MissingWeightsError with the cause, within seconds where the hub is out of reach.
    """
    from huggingface_hub import hf_hub_download, hf_hub_url
    from huggingface_hub.errors import EntryNotFoundError

    _check_reach(hf_hub_url(hub, files[0]))
    cause: Exception | None = None
    for name in files:
        try:
            return Path(hf_hub_download(hub, name, etag_timeout=SECONDS_TO_ANSWER))
        except EntryNotFoundError as error:
            cause = error
        except Exception as error:  # as above: any failure of the client means no weights
            raise MissingWeightsError(f"{hub} cannot be downloaded: {error}") from error
    raise MissingWeightsError(f"{hub} holds neither {' nor '.join(files)}") from cause
