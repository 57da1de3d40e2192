"""Which weights files a training starts from: part of a model's key, for a name alone does not say which file."""

import hashlib

from classifiers.finetune.network import known_card
from classifiers.finetune.network_spec import NetworkSpec
from classifiers.finetune.spec import EnsembleSpec
from grouping.encoders.weights import find_weights


def start_files(spec: NetworkSpec) -> dict[str, str]:
    """Return backbone -> SHA-256 of its weights file, of each network that a spec trains; {} for starts from scratch.

    Raises MissingWeightsError where there is no file, UnknownNameError for a backbone that timm does not have.
    """
    if spec.start == "scratch":
        return {}
    every = spec.members() if isinstance(spec, EnsembleSpec) else (spec,)
    return {name: _sha256(name) for name in sorted({one.backbone for one in every})}


def _sha256(backbone: str) -> str:
    with find_weights(known_card(backbone)[0]).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
