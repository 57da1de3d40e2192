"""All figures of one model on one body of images, as plain values for cards, pages and comparisons."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from classifiers.evaluation.areas import Areas, Ends, judged_areas
from classifiers.evaluation.calibration import BINS, expected_calibration_error, reliability_table
from classifiers.evaluation.confusion import accuracy, confusion_matrix, f1, macro, macro_f1, mcc, precision, recall
from classifiers.evaluation.intervals import RESAMPLES, class_intervals, overall_intervals
from grouping.types import Floats, Ints


def figures(y: Ints, probabilities: Floats, classes: Sequence[str], resamples: int = RESAMPLES) -> dict[str, Any]:
    """Return accuracy, macro-F1, MCC, ROC-AUC, PR-AUC, ECE, per-class figures, intervals, confusion, reliability.

    `y` is (n_images,), `probabilities` (n_images, n_classes), both non-empty. Macro figures are means over the
    classes that occur in truth or predictions; AUCs compare one class with the rest and are None for a class that
    is absent here, or alone. Intervals are 95 % percentile bootstrap intervals over images; exact where a share is 0 or
    1, for which the bootstrap has no width.
    """
    y, said = np.asarray(y), np.asarray(probabilities).argmax(axis=1)
    matrix = confusion_matrix(y, said, len(classes))
    confidence, right = np.asarray(probabilities).max(axis=1), (said == y).astype(np.int64)
    areas = judged_areas(y, np.asarray(probabilities), resamples)
    per_class = zip(
        classes, precision(matrix), recall(matrix), f1(matrix), class_intervals(matrix, resamples), strict=True
    )
    return {
        "n": len(y),
        "accuracy": float(accuracy(matrix)),
        "macro_f1": float(macro_f1(matrix)),
        "macro_precision": float(macro(precision(matrix), matrix)),
        "macro_recall": float(macro(recall(matrix), matrix)),
        "mcc": float(mcc(matrix)),
        "roc_auc": _mean(areas.roc),
        "pr_auc": _mean(areas.pr),
        "ece": expected_calibration_error(confidence, right),
        "ece_bins": BINS,
        "intervals": _known(
            {**overall_intervals(matrix, resamples), "roc_auc": areas.mean_roc_ends, "pr_auc": areas.mean_pr_ends}
        ),
        "per_class": [
            {
                "class": name,
                "n": int(matrix[place].sum()),
                "precision": float(p),
                "recall": float(r),
                "f1": float(f),
                "roc_auc": _or_none(areas.roc[place]),
                "pr_auc": _or_none(areas.pr[place]),
                "intervals": _known({**ends, **_area_ends(areas, place)}),
            }
            for place, (name, p, r, f, ends) in enumerate(per_class)
        ],
        "classes": list(classes),
        "confusion": matrix.tolist(),
        "reliability": [
            {
                **asdict(row),
                "confidence": row.confidence if row.n else None,
                "accuracy": row.accuracy if row.n else None,
            }
            for row in reliability_table(confidence, right)
        ],
    }


def _known(intervals: Mapping[str, Ends]) -> dict[str, list[float]]:
    return {name: list(ends) for name, ends in intervals.items() if ends is not None}


def _area_ends(areas: Areas, place: int) -> dict[str, Ends]:
    return {"roc_auc": areas.roc_ends[place], "pr_auc": areas.pr_ends[place]}


def _or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _mean(values: Floats) -> float | None:
    there = values[np.isfinite(values)]
    return float(there.mean()) if len(there) else None


def weak_classes(found: dict[str, Any], below: float = 0.8, few: int = 5) -> list[str]:
    """Return a sentence for each class that was recognized badly, or measured on too few images to know."""
    told = []
    for row in found["per_class"]:
        if row["n"] < few:
            images = "1 image" if row["n"] == 1 else f"{row['n']} images"
            told.append(f"'{row['class']}' was measured on {images}: its figures say little.")
        elif row["f1"] < below:
            told.append(
                f"'{row['class']}': F1 {row['f1']:.2f} (precision {row['precision']:.2f}, recall {row['recall']:.2f})."
            )
    return told
