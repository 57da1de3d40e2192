"""Where the labels of a set come from, and how many there are of what, in short."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from grouping.exporters.labeled import LabelClass, LabeledImage


def counts(classes: Sequence[LabelClass], images: Sequence[LabeledImage]) -> dict[str, Any]:
    """Return the number of images, by class (in the order of the set), by split, and by class and split."""
    by_class = Counter(image.class_name for image in images)
    pairs = Counter((image.class_name, image.split) for image in images if image.split)
    splits = sorted({split for _, split in pairs})
    return {
        "images": len(images),
        "classes": {one.name: by_class[one.name] for one in classes},
        "splits": _frequencies(image.split for image in images if image.split),
        "classes_by_split": {one.name: {split: pairs[one.name, split] for split in splits} for one in classes},
    }


def provenance(images: Sequence[LabeledImage]) -> dict[str, Any]:
    """Return how many labels each kind of origin, each encoder (with its weights' checksum) and each user gave."""
    encoders = Counter(
        (str(image.origin["encoder"]), str(image.origin.get("weights") or ""))
        for image in images
        if image.origin.get("encoder")
    )
    return {
        "origins": _frequencies(str(image.origin.get("kind") or "unknown") for image in images),
        "encoders": [
            {"encoder": encoder, "weights": weights, "labels": n} for (encoder, weights), n in sorted(encoders.items())
        ],
        "users": _frequencies(image.user for image in images),
    }


def _frequencies(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
