"""A fitted head: its scores, whatever the estimator calls them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from classifiers.heads import files
from classifiers.types import Inputs
from grouping.types import Floats, Progress, silent

ABSENT = -30.0
"""The logit of a class that training had no image of, below the lowest of the others."""
_LEAST = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class FittedHead:
    """A pipeline that tells classes apart."""

    pipeline: Any
    n_classes: int
    details: Mapping[str, Any]

    def logits(self, inputs: Inputs, progress: Progress = silent) -> Floats:
        """Return (n_images, n_classes); a class that was not in training scores below all others."""
        raw = self._raw(inputs.embeddings)
        logits = np.full((len(raw), self.n_classes), raw.min(initial=0) + ABSENT, dtype=np.float64)
        logits[:, np.asarray(self.pipeline.classes_, dtype=np.int64)] = raw
        return logits

    def _raw(self, X: Floats) -> Floats:
        if hasattr(self.pipeline, "decision_function"):
            scores = np.asarray(self.pipeline.decision_function(X), dtype=np.float64)
            return scores if scores.ndim == 2 else np.stack([-scores / 2, scores / 2], axis=1)
        logs: Floats = np.log(np.maximum(self.pipeline.predict_proba(X), _LEAST))
        return logs

    def save(self, folder: Path) -> str:
        """Write the head and return its SHA-256."""
        return files.save(self, folder)


@dataclass(frozen=True, slots=True, eq=False)
class FittedOneClass:
    """A pipeline that knows one class."""

    pipeline: Any
    details: Mapping[str, Any]

    def logits(self, inputs: Inputs, progress: Progress = silent) -> Floats:
        """Return (n_images, 1): minus the distance from the class."""
        scaled = self.pipeline[:-1].transform(inputs.embeddings)
        logits: Floats = -self.pipeline[-1].distances(scaled)[:, np.newaxis].astype(np.float64)
        return logits

    def save(self, folder: Path) -> str:
        """Write the head and return its SHA-256."""
        return files.save(self, folder)
