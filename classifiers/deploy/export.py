"""A trained network as one ONNX file, from pixels to logits, checked against the network that it came from."""

import json
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
import torch

from classifiers.deploy.session import OnnxNetwork
from classifiers.finetune.pixel_model import PixelModel
from classifiers.finetune.squares import Squares
from classifiers.finetune.views import as_batch
from grouping.errors import GrouplineError

TOLERANCE = 1e-3
"""Largest difference of a logit that counts as equal, as a share of the largest logit."""

PIXELS, LOGITS = "pixels", "logits"


class ExportError(GrouplineError):
    """A network cannot be written as ONNX, or the file does not answer as the network does."""


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep the exporter's remarks on its own future, and its list of operators, off the console."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def export_onnx(model: PixelModel, path: Path, squares: Squares) -> float:
    """Write a network as ONNX, and return the largest difference of a logit on `squares` (n_images, size, size, 3).

    The file takes `pixels` (n, 3, size, size), float32 RGB of 0 to 255, for any n, and gives `logits` (n, n_classes).
    Classes, size and preprocessing lie in its metadata.

    Raises ExportError where the file answers differently from the network; it is deleted then.
    """
    network = model.module.eval()
    example = as_batch(squares[:2]).float().contiguous().to(next(network.buffers()).device)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.tmp")
    try:
        with _quietly():
            program = torch.onnx.export(
                network,
                (example,),
                dynamo=True,
                input_names=[PIXELS],
                output_names=[LOGITS],
                dynamic_shapes=({0: torch.export.Dim("n", min=1)},),
                verbose=False,
            )
        if program is None:
            raise ExportError(f"torch wrote no ONNX program of {model.title}.")
        _write(program.model_proto, model, unfinished)
        difference = _difference(OnnxNetwork(unfinished), model, squares)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return difference


def _write(program: onnx.ModelProto, model: PixelModel, path: Path) -> None:
    facts = {
        "classes": json.dumps(model.classes),
        "size": str(model.size),
        "preprocessing": model.preprocessing,
        "backbone": model.backbone,
        "title": model.title,
    }
    onnx.helper.set_model_props(program, facts)
    onnx.checker.check_model(program)
    onnx.save_model(program, path)


def _difference(exported: OnnxNetwork, model: PixelModel, squares: Squares) -> float:
    ours, theirs = model.of_squares(squares), exported.of_squares(squares)
    difference = float(np.abs(ours - theirs).max())
    if not difference <= TOLERANCE * max(1.0, float(np.abs(ours).max())):
        raise ExportError(
            f"The ONNX file of {model.title} gives logits up to {difference:.3g} off the network's own, more "
            f"than {TOLERANCE:.0e} of the largest. It was not kept; use the network itself, or another backbone."
        )
    return difference
