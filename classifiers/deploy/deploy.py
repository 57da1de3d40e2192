"""A trained network written for the line: ONNX and 8 bits, each measured against the network itself in one run."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import numpy as np
import torch

from classifiers.deploy.export import export_onnx
from classifiers.deploy.int8 import quantize
from classifiers.deploy.report import FILES, INT8_FILE, ONNX_FILE, REPORT_FILE, Deployment, Form
from classifiers.deploy.session import OnnxNetwork
from classifiers.errors import UntrainableError
from classifiers.finetune.fitted import read_chunks
from classifiers.finetune.pixel_model import PixelModel
from classifiers.finetune.squares import Squares
from classifiers.finetune.task import macro_f1
from classifiers.types import Examples, Inputs
from grouping.files import atomic_write
from grouping.types import Floats, Ints, Progress, silent

CALIBRATION = 100
"""Training images that calibrate the 8 bits, spread evenly over the set; each in three exposures."""

_CHECKED, _REPEATS, _WARM = 16, 30, 3


class Runs(Protocol):
    """A form of the network that answers for squares."""

    def of_squares(self, views: Squares) -> Floats:
        """Return logits (n_images, n_classes) of squares (n_images, size, size, 3)."""


def deploy(model: PixelModel, train: Inputs, judged: Examples, folder: Path, progress: Progress = silent) -> Deployment:
    """Write `network.onnx`, `network.int8.onnx` and `deployment.json` into a folder, and return what was measured.

    `train` calibrates the 8 bits, `judged` (images that training did not see) gives the accuracies.

    Raises UntrainableError when no image of either can be read, ExportError when a file answers otherwise than the
    network, CancelledError when `progress` does.
    """
    calibration, _ = _squares(model, _some(train), progress, "calibration images")
    views, rows = _squares(model, judged.inputs, progress, "test images")
    progress(0, 3, "writing ONNX")
    difference = export_onnx(model, folder / ONNX_FILE, views[:_CHECKED])
    progress(1, 3, "measuring ranges for 8 bits")
    quantize(folder / ONNX_FILE, folder / INT8_FILE, calibration)
    progress(2, 3, "measuring")
    forms: Mapping[str, Runs] = {
        "eager": model,
        "onnx": OnnxNetwork(folder / ONNX_FILE),
        "int8": OnnxNetwork(folder / INT8_FILE),
    }
    size = sum(one.numel() * one.element_size() for one in model.module.state_dict().values())
    sizes = {"eager": size, **{name: (folder / file).stat().st_size for name, file in FILES.items()}}
    measured = _measured(forms, sizes, views, judged.y[rows])
    report = Deployment(measured, len(rows), len(calibration), difference)
    with atomic_write(folder / REPORT_FILE) as file:
        file.write(json.dumps(report.summary(), indent=1).encode())
    return report


def _some(inputs: Inputs) -> Inputs:
    return inputs.rows(np.unique(np.linspace(0, len(inputs) - 1, min(CALIBRATION, len(inputs))).round().astype(int)))


def _squares(model: PixelModel, inputs: Inputs, progress: Progress, what: str) -> tuple[Squares, Ints]:
    """Return squares and the rows they are of, without the images that cannot be read."""

    def told(done: int, total: int | None, message: str = "") -> None:
        progress(done, total, f"reading {what}")

    chunks = list(read_chunks(inputs, model.card, model.preprocessing, model.size, told))
    if not chunks:
        raise UntrainableError(f"None of the {len(inputs):,} {what} can be read. Import them again.")
    return np.concatenate([views for _, views in chunks]), np.concatenate([rows for rows, _ in chunks])


def _measured(forms: Mapping[str, Runs], sizes: Mapping[str, int], views: Squares, y: Ints) -> tuple[Form, ...]:
    predicted = {name: _classes(form, views) for name, form in forms.items()}
    latency = latencies({name: (form, views) for name, form in forms.items()})
    return tuple(
        Form(
            name=name,
            accuracy=float((predicted[name] == y).mean()),
            macro_f1=macro_f1(y, predicted[name]),
            latency_ms=latency[name],
            megabytes=sizes[name] / 1e6,
        )
        for name in forms
    )


def _classes(form: Runs, views: Squares) -> Ints:
    chunks = [views[start : start + _CHECKED] for start in range(0, len(views), _CHECKED)]
    return np.concatenate([form.of_squares(chunk).argmax(axis=1) for chunk in chunks])


def latencies(forms: Mapping[str, tuple[Runs, Squares]]) -> dict[str, float]:
    """Return milliseconds for one image on one core, of forms with squares that they take: name -> (form, squares).

    The forms take turns, so that a busy moment meets all of them; of 30 turns the median counts.
    """
    seconds: dict[str, list[float]] = {name: [] for name in forms}
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        for repeat in range(_WARM + _REPEATS):
            for name, (form, views) in forms.items():
                one = views[repeat % len(views)][None]
                began = time.perf_counter()
                form.of_squares(one)
                seconds[name].append(time.perf_counter() - began)
    finally:
        torch.set_num_threads(threads)
    return {name: 1000 * float(np.median(taken[_WARM:])) for name, taken in seconds.items()}
