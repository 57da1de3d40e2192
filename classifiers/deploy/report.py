"""What deploying a network wrote and measured; without torch, so that a page can show it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ONNX_FILE, INT8_FILE, REPORT_FILE = "network.onnx", "network.int8.onnx", "deployment.json"
FILES = {"onnx": ONNX_FILE, "int8": INT8_FILE}
"""Form -> its file."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a network: what it gets right, how fast on one core, how large."""

    name: str
    accuracy: float
    macro_f1: float
    latency_ms: float
    """Median for one image that is in memory already."""
    megabytes: float


@dataclass(frozen=True, slots=True)
class Deployment:
    """The forms 'eager' (PyTorch), 'onnx' and 'int8', judged on the same images."""

    forms: tuple[Form, ...]
    n_judged: int
    n_calibration: int
    """Training images, each used in three exposures."""
    largest_difference: float
    """Of a logit, between ONNX and PyTorch."""

    def form(self, name: str) -> Form:
        """Return a form by name."""
        return next(one for one in self.forms if one.name == name)

    def speedup(self, name: str, over: str = "eager") -> float:
        """How many times as fast as another form a form answers; more is better."""
        return self.form(over).latency_ms / self.form(name).latency_ms

    def accuracy_change(self, name: str, over: str = "eager") -> float:
        """Accuracy of a form minus that of another; negative where it is worse."""
        return self.form(name).accuracy - self.form(over).accuracy

    def summary(self) -> dict[str, Any]:
        """Return the report as plain values."""
        told = {
            name: {"accuracy_change": self.accuracy_change(name), "speedup": self.speedup(name)}
            for name in ("onnx", "int8")
        }
        return {**asdict(self), "forms": [asdict(one) for one in self.forms], "against_eager": told}


def read_deployment(folder: Path) -> Deployment | None:
    """Return what was measured when a network was deployed into a folder, or None where none was."""
    path = folder / REPORT_FILE
    if not path.exists():
        return None
    values = json.loads(path.read_text())
    values.pop("against_eager")
    return Deployment(**{**values, "forms": tuple(Form(**one) for one in values["forms"])})
