"""An ONNX file at work, by onnxruntime on the CPU."""

import json
from pathlib import Path

import numpy as np
import onnxruntime

from classifiers.errors import DamagedModelError
from classifiers.finetune.fitted import read_chunks
from classifiers.finetune.squares import Squares
from classifiers.siamese.encoder import card_of
from classifiers.types import Inputs
from grouping.types import Floats, Progress, silent


class OnnxNetwork:
    """An exported network: its `classes`, `size` and `preprocessing`, and logits for images."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime has an exception class for each kind of damage
            raise DamagedModelError(f"{path} is no ONNX file that can be run ({error}). Export it again.") from error
        facts = self._session.get_modelmeta().custom_metadata_map
        self.classes: tuple[str, ...] = tuple(json.loads(facts["classes"]))
        self.size, self.preprocessing, self.backbone = int(facts["size"]), facts["preprocessing"], facts["backbone"]

    def of_squares(self, views: Squares) -> Floats:
        """Return logits (n_images, n_classes) float64 of squares (n_images, size, size, 3)."""
        pixels = np.ascontiguousarray(views.transpose(0, 3, 1, 2), dtype=np.float32)
        logits: Floats = np.asarray(self._session.run(None, {"pixels": pixels})[0], dtype=np.float64)
        return logits

    def logits(self, inputs: Inputs, progress: Progress = silent) -> Floats:
        """Return (n_images, n_classes) float64; NaN for an image that cannot be read."""
        card = card_of(self.backbone)
        found = np.full((len(inputs), len(self.classes)), np.nan)
        for rows, views in read_chunks(inputs, card, self.preprocessing, self.size, progress):
            found[rows] = self.of_squares(views)
        return found
