"""Label Studio: tasks with their labels as JSON, and the labeling interface that shows them."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from grouping.exporters.labeled import LabeledSet
from grouping.exporters.placing import place_images
from grouping.exporters.tables import write_labels_csv
from grouping.exporters.writing import Options, Placed, Reader, Written

CONTROL = "class"
OBJECT = "image"


def write(labeled: LabeledSet, folder: Path, read: Reader, options: Options) -> Written:
    """Write `images/`, `tasks.json`, `label_config.xml` and `labels.csv`.

    Paste the configuration into a new project's labeling interface, then import the tasks. The images are served by
    Label Studio's local files (`LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED=true`), whose document root must be the
    folder that holds this export. What people gave is an annotation, what a classifier gave a prediction with its
    score.
    """
    written = place_images(labeled, folder, read, options, lambda image: "images")
    ElementTree.ElementTree(_config(labeled)).write(folder / "label_config.xml", encoding="utf-8")
    with (folder / "tasks.json").open("x", encoding="utf-8") as file:
        tasks = [_task(one, options.folder_name) for one in written.placed]
        json.dump(tasks, file, ensure_ascii=False, default=str)
    write_labels_csv(written.placed, folder, options)
    return written


def _config(labeled: LabeledSet) -> ElementTree.Element:
    view = ElementTree.Element("View")
    ElementTree.SubElement(view, "Image", name=OBJECT, value=f"${OBJECT}")
    choices = ElementTree.SubElement(view, "Choices", name=CONTROL, toName=OBJECT, choice="single-radio")
    for one in labeled.classes:
        hotkey = {} if one.key is None else {"hotkey": str(one.key)}
        hint = {"hint": one.description} if one.description else {}
        ElementTree.SubElement(choices, "Choice", {"value": one.name, "background": one.color, **hotkey, **hint})
    return view


def _task(placed: Placed, folder_name: str) -> dict[str, Any]:
    image = placed.image
    address = f"/data/local-files/?d={quote(f'{folder_name}/{placed.file}')}"
    about = {"image_id": image.image_id, "sha256": image.sha256, "name": image.name, "near_label": image.near_label}
    choice = {
        "from_name": CONTROL,
        "to_name": OBJECT,
        "type": "choices",
        "value": {"choices": [image.class_name]},
    }
    return {"data": {OBJECT: address, "split": image.split, **about}, "meta": dict(image.origin)} | _labels(
        placed, choice
    )


def _labels(placed: Placed, choice: dict[str, Any]) -> dict[str, Any]:
    origin = placed.image.origin
    if origin.get("kind") != "classifier":
        return {"annotations": [{"result": [choice]}]}
    version = str(origin.get("model") or "classifier")
    return {"predictions": [{"model_version": version, "score": placed.image.confidence, "result": [choice]}]}
