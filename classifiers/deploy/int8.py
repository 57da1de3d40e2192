"""An ONNX network in 8 bits: weights and activations, their ranges measured on training images in any light."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from classifiers.errors import UntrainableError
from classifiers.finetune.squares import Squares

EXPOSURES = (1.0, 0.5, 1.6)
"""Each calibration image as it is, underexposed and overexposed: factors of its brightness."""

_BATCH = 16


def exposed(squares: Squares) -> Squares:
    """Return every square in each of `EXPOSURES`, (3 n_images, size, size, 3); what is too bright is clipped."""
    lit = [np.clip(np.rint(squares.astype(np.float32) * factor), 0, 255) for factor in EXPOSURES]
    return np.concatenate(lit).astype(np.uint8)


class _Reader(CalibrationDataReader):  # type: ignore[misc]  # onnxruntime has no types
    """Hands out batches of pixels until there are no more, which onnxruntime asks for by None."""

    def __init__(self, squares: Squares) -> None:
        self._batches = self._cut(squares)

    @staticmethod
    def _cut(squares: Squares) -> Iterator[dict[str, npt.NDArray[np.float32]]]:
        for start in range(0, len(squares), _BATCH):
            pixels = squares[start : start + _BATCH].transpose(0, 3, 1, 2)
            yield {"pixels": np.ascontiguousarray(pixels, dtype=np.float32)}

    def get_next(self) -> dict[str, npt.NDArray[np.float32]] | None:
        return next(self._batches, None)


def quantize(source: Path, target: Path, training: Squares) -> None:
    """Write the 8-bit form of an exported network, calibrated on training squares in every exposure.

    `training` is (n_images, size, size, 3), some hundred images. Weights are signed and per channel, activations
    unsigned. Raises UntrainableError without a single calibration image.
    """
    if not len(training):
        raise UntrainableError("Calibration needs training images, and there are none.")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        ready, unfinished = Path(folder) / "ready.onnx", Path(folder) / target.name
        quant_pre_process(source, ready, skip_symbolic_shape=True)
        quantize_static(
            ready,
            unfinished,
            _Reader(exposed(training)),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
        )
        _copy_facts(source, unfinished)
        unfinished.replace(target)


def _copy_facts(source: Path, target: Path) -> None:
    facts: dict[str, Any] = {one.key: one.value for one in onnx.load(source).metadata_props}
    model = onnx.load(target)
    onnx.helper.set_model_props(model, facts)
    onnx.save_model(model, target)
