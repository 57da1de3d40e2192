"""Figures of a one-class model: how well it keeps its own class, and tells the rest from it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from classifiers.evaluation.confusion import confusion_matrix, f1, precision, recall
from classifiers.evaluation.intervals import RESAMPLES, class_intervals
from grouping.types import Floats, Ints


def one_class_figures(
    is_normal: Ints, confidence: Floats, threshold: float, resamples: int = RESAMPLES
) -> dict[str, Any]:
    """Return the share of normal images kept, and precision, recall, F1 and AUCs of the strange ones.

    `is_normal` (0 or 1) and `confidence` in [0, 1] are (n_images,), non-empty; an image below `threshold` is taken
    as strange. What only images of a kind that is not there could tell is None.
    """
    from sklearn.metrics import average_precision_score, roc_auc_score

    strange = 1 - np.asarray(is_normal, dtype=np.int64)
    called = (np.asarray(confidence) < threshold).astype(np.int64)
    matrix = confusion_matrix(strange, called, 2)
    n_strange = int(strange.sum())
    both = 0 < n_strange < len(strange)
    ends = class_intervals(matrix, resamples)[1]
    return {
        "n": len(strange),
        "n_strange": n_strange,
        "kept": float(recall(matrix)[0]) if n_strange < len(strange) else None,
        "strange_precision": float(precision(matrix)[1]) if n_strange else None,
        "strange_recall": float(recall(matrix)[1]) if n_strange else None,
        "strange_f1": float(f1(matrix)[1]) if n_strange else None,
        "roc_auc": float(roc_auc_score(strange, -np.asarray(confidence))) if both else None,
        "pr_auc": float(average_precision_score(strange, -np.asarray(confidence))) if both else None,
        "intervals": {f"strange_{name}": list(values) for name, values in ends.items()} if both else {},
        "confusion": matrix.tolist(),
        "classes": ["normal", "strange"],
    }


def missed(found: Mapping[str, Any], below: float = 0.8) -> list[str]:
    """Return a sentence where less than a share `below` of the strange test images was called strange, or none is."""
    if found and not found["n_strange"]:
        return ["No test image is of another class: whether it finds what is strange was not measured."]
    if not found or found["strange_recall"] >= below:
        return []
    images = "image" if found["n_strange"] == 1 else "images"
    share = found["strange_recall"]
    return [f"Of {found['n_strange']:,} strange test {images} {share:.0%} were called strange; the others were not."]
