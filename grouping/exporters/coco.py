"""COCO for image classification: each image has one annotation, whose box is the whole image."""

import json
from pathlib import Path
from typing import Any

from grouping.exporters.labeled import LabeledSet
from grouping.exporters.placing import place_images
from grouping.exporters.tables import write_labels_csv
from grouping.exporters.writing import Options, Placed, Reader, Written


def write(labeled: LabeledSet, folder: Path, read: Reader, options: Options) -> Written:
    """Write `images/`, `annotations/train.json` and so on (`annotations/all.json` without splits), and `labels.csv`.

    COCO has no classification task; a box around the whole image is what its readers take for one. Categories
    count from 1 in the order of the set, and are the same in every file; image ids are those of the project.
    """
    written = place_images(labeled, folder, read, options, lambda image: "images")
    (folder / "annotations").mkdir()
    for split in dict.fromkeys(one.image.split for one in written.placed):
        members = [one for one in written.placed if one.image.split == split]
        with (folder / "annotations" / f"{split or 'all'}.json").open("x", encoding="utf-8") as file:
            json.dump(_instances(labeled, members), file, ensure_ascii=False, default=str)
    write_labels_csv(written.placed, folder, options)
    return written


def _instances(labeled: LabeledSet, placed: list[Placed]) -> dict[str, Any]:
    categories = {one.name: number for number, one in enumerate(labeled.classes, start=1)}
    return {
        "info": {"description": f"{labeled.project}: {labeled.title}", "version": labeled.content_hash},
        "licenses": [{"id": 1, "name": labeled.licence, "url": ""}],
        "categories": [
            {"id": categories[one.name], "name": one.name, "supercategory": "", "color": one.color}
            for one in labeled.classes
        ],
        "images": [_image(one) for one in placed],
        "annotations": [
            _annotation(one, number, categories[one.image.class_name]) for number, one in enumerate(placed, start=1)
        ],
    }


def _image(placed: Placed) -> dict[str, Any]:
    image = placed.image
    file_name = Path(placed.file or "").name
    return {"id": image.image_id, "file_name": file_name, "width": image.width, "height": image.height, "license": 1}


def _annotation(placed: Placed, number: int, category: int) -> dict[str, Any]:
    image = placed.image
    return {
        "id": number,
        "image_id": image.image_id,
        "category_id": category,
        "bbox": [0, 0, image.width, image.height],
        "area": image.width * image.height,
        "segmentation": [],
        "iscrowd": 0,
        "attributes": dict(image.origin),
    }
