"""A trained Siamese network with its references: its logits for images, and its files."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from classifiers.finetune.files import read_files, write_files
from classifiers.finetune.fitted import read_chunks
from classifiers.finetune.network import PixelNetwork, bare_model, known_card
from classifiers.finetune.pixel_model import PixelModel
from classifiers.finetune.squares import Squares
from classifiers.finetune.views import as_batch
from classifiers.siamese.classifier import ReferenceClassifier
from classifiers.siamese.encoder import build_encoder, unit
from classifiers.siamese.references import References
from classifiers.siamese.spec import SMALL, SiameseSpec
from classifiers.types import Inputs
from grouping.encoders.catalogue import EncoderCard
from grouping.encoders.device import choose_device
from grouping.types import Floats, Progress, silent

_REFERENCES = "references."


@dataclass(frozen=True, slots=True, eq=False)
class FittedSiamese:
    """A shared encoder, and the embeddings of the references of each class."""

    spec: SiameseSpec
    network: PixelNetwork
    card: EncoderCard
    size: int
    classes: tuple[str, ...]
    references: References
    details: Mapping[str, Any]

    def logits(self, inputs: Inputs, progress: Progress = silent) -> Floats:
        """Return (n_images, n_classes) float64: ten times the mean similarity to each class's references.

        NaN for an image that cannot be read.
        """
        found = np.full((len(inputs), len(self.classes)), np.nan)
        for rows, views in read_chunks(inputs, self.card, self.spec.preprocessing, self.size, progress):
            found[rows] = self.references.logits(self.embeddings(views), len(self.classes))
        return found

    def embeddings(self, views: Squares) -> Floats:
        """Return embeddings (n_images, dim) of length 1, of squares (n_images, size, size, 3)."""
        self.network.eval()
        with torch.inference_mode():
            pixels = as_batch(views).to(self.network.get_buffer("mean").device)
            embeddings: Floats = unit(self.network(pixels)).cpu().numpy()
        return embeddings

    def pixel_models(self) -> tuple[PixelModel]:
        """Return the encoder and its references as one network, for overlays and files for the line."""
        spec, module = self.spec, ReferenceClassifier(self.network, self.references, len(self.classes)).eval()
        return (PixelModel(module, self.card, self.size, spec.preprocessing, spec.backbone, spec.title, self.classes),)

    def save(self, folder: Path) -> str:
        """Write encoder and references and return the SHA-256 of the files."""
        lines = {"spec": asdict(self.spec), "size": self.size, "classes": list(self.classes)}
        tensors = {f"{_REFERENCES}{name}": torch.from_numpy(array) for name, array in asdict(self.references).items()}
        return write_files(folder, lines, self.details, {**self.network.state_dict(), **tensors})


def load(folder: Path, checksum: str, device: str = "cpu") -> FittedSiamese:
    """Return the network that `save` wrote; needs neither hub nor weights file.

    Raises DamagedModelError when its files are gone or are not those that were trained.
    """
    saved = read_files(folder, checksum)
    spec, size = SiameseSpec(**saved.lines["spec"]), int(saved.lines["size"])
    network, card = _unfilled(spec, size)
    tensors = {name: tensor for name, tensor in saved.tensors.items() if not name.startswith(_REFERENCES)}
    network.load_state_dict(tensors)
    network.to(choose_device(device)).eval().requires_grad_(False)
    references = References(*(saved.tensors[f"{_REFERENCES}{name}"].numpy() for name in References.__slots__))
    return FittedSiamese(spec, network, card, size, tuple(saved.lines["classes"]), references, saved.details)


def _unfilled(spec: SiameseSpec, size: int) -> tuple[PixelNetwork, EncoderCard]:
    if spec.backbone == SMALL:
        built = build_encoder(spec)
        return built.network, built.card
    card, view = known_card(spec.backbone)
    return PixelNetwork(bare_model(card, spec.dim, spec.dropout, size), view), card
