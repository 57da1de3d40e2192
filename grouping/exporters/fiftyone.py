"""FiftyOne's FiftyOneImageClassificationDataset: `data/` and `labels.json`, once for each split."""

import json
from pathlib import Path
from typing import Any

from grouping.exporters.labeled import LabeledSet
from grouping.exporters.placing import place_images
from grouping.exporters.tables import write_labels_csv
from grouping.exporters.writing import Options, Placed, Reader, Written

SPLIT_FOLDERS = {None: "", "train": "train/", "val": "validation/", "test": "test/"}


def write(labeled: LabeledSet, folder: Path, read: Reader, options: Options) -> Written:
    """Write `data/` and `labels.json`, or the same in `train/`, `validation/` and `test/`; and `labels.csv`.

    Read it by `dataset.add_dir(FOLDER, fiftyone.types.FiftyOneImageClassificationDataset, tags="train")`. A target
    is the number of a class, with the classifier's confidence where one gave the label.
    """
    written = place_images(labeled, folder, read, options, lambda image: f"{SPLIT_FOLDERS[image.split]}data")
    classes = [one.name for one in labeled.classes]
    numbers = {name: number for number, name in enumerate(classes)}
    for place in dict.fromkeys(SPLIT_FOLDERS[one.image.split] for one in written.placed):
        members = [one for one in written.placed if SPLIT_FOLDERS[one.image.split] == place]
        labels = {Path(one.file or "").stem: _target(one, numbers) for one in members}
        with (folder / place / "labels.json").open("x", encoding="utf-8") as file:
            json.dump({"classes": classes, "labels": labels}, file, ensure_ascii=False)
    write_labels_csv(written.placed, folder, options)
    return written


def _target(placed: Placed, numbers: dict[str, int]) -> int | dict[str, Any]:
    number, confidence = numbers[placed.image.class_name], placed.image.confidence
    return number if confidence is None else {"label": number, "confidence": confidence}
