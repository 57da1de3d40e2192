"""Each export, read back by the software it is for."""

import json
import warnings
from collections import Counter
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pandas as pd
import pyarrow.parquet as pq
import pytest
from PIL import Image

from grouping.exporters.cells import plain_cell
from grouping.exporters.export import export
from grouping.exporters.labeled import SPLITS, LabeledSet
from grouping.exporters.writing import Reader


def truth(labeled: LabeledSet) -> Counter[tuple[str, str | None]]:
    return Counter((image.class_name, image.split) for image in labeled.images)


def test_pandas_reads_the_csv(labeled: LabeledSet, read: Reader, tmp_path: Path) -> None:
    export(labeled, "csv", tmp_path / "out", read=read)
    table = pd.read_csv(tmp_path / "out/labels.csv", keep_default_na=False)
    assert table["sha256"].tolist() == [image.sha256 for image in labeled.images]
    assert table["image_id"].tolist() == [image.image_id for image in labeled.images]
    assert table["class"].map(plain_cell).tolist() == [image.class_name for image in labeled.images]
    assert table["split"].tolist() == [image.split or "" for image in labeled.images]
    assert [json.loads(one) for one in table["details"]] == [image.origin for image in labeled.images]


def test_no_cell_of_the_csv_begins_as_a_formula(plain_set: LabeledSet, read: Reader, tmp_path: Path) -> None:
    export(plain_set, "csv", tmp_path / "out", read=read)
    table = pd.read_csv(tmp_path / "out/labels.csv", dtype=str, keep_default_na=False)
    cells = table.to_numpy().ravel().tolist()
    assert "'=cmd|' /C calc'!A0" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


def test_pyarrow_reads_the_parquet_with_types_and_metadata(labeled: LabeledSet, read: Reader, tmp_path: Path) -> None:
    export(labeled, "parquet", tmp_path / "out", read=read)
    table = pq.read_table(tmp_path / "out/labels.parquet")
    assert table["class"].to_pylist() == [image.class_name for image in labeled.images]
    assert table["confidence"].to_pylist() == [image.confidence for image in labeled.images]
    assert table["near_label"].to_pylist() == [image.near_label for image in labeled.images]
    about = json.loads(table.schema.metadata[b"groupline"])
    assert (about["label_set"], about["version"], about["licence"]) == ("defects", 3, "CC BY 4.0")
    assert about["classes"] == [one.name for one in labeled.classes]


def test_torchvision_reads_the_imagefolder(labeled: LabeledSet, read: Reader, tmp_path: Path) -> None:
    from torchvision.datasets import ImageFolder

    manifest = export(labeled, "imagefolder", tmp_path / "out", read=read)
    names = manifest.class_folders()
    found: Counter[tuple[str, str | None]] = Counter()
    numbering = []
    for split in SPLITS if labeled.has_splits else (None,):
        dataset = ImageFolder(str(tmp_path / "out" / (split or "")))
        found.update((names[dataset.classes[target]], split) for _, target in dataset.samples)
        numbering.append(dataset.classes)
        assert dataset[0][0].size == (9, 6)
    assert found == truth(labeled)
    assert all(classes == numbering[0] for classes in numbering)


def test_every_split_of_an_imagefolder_numbers_the_classes_alike(
    plain_set: LabeledSet, read: Reader, tmp_path: Path
) -> None:
    from torchvision.datasets import ImageFolder

    rare = plain_set.images[1].class_name
    images = tuple(replace(image, split="train" if image.class_name == rare else "val") for image in plain_set.images)
    images = (replace(images[0], split="train"), *images[1:])
    export(replace(plain_set, images=images), "imagefolder", tmp_path / "out", read=read)
    parts = [ImageFolder(str(tmp_path / "out" / split), allow_empty=True) for split in ("train", "val")]
    assert parts[0].class_to_idx == parts[1].class_to_idx
    assert len(parts[0].classes) == 4


def test_datasets_reads_the_hugging_face_imagefolder(
    labeled: LabeledSet, read: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The library's own warnings are not this project's.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        datasets = pytest.importorskip("datasets", reason="the package datasets is not installed")
        datasets.disable_progress_bars()
        export(labeled, "huggingface", tmp_path / "out", read=read)
        loaded = datasets.load_dataset("imagefolder", data_dir=str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    split_of = {"train": "train" if labeled.has_splits else None, "validation": "val", "test": "test"}
    rows = [
        (part.features["label"].int2str(row["label"]), split_of[key], row)
        for key, part in loaded.items()
        for row in part
    ]
    assert Counter((name, split) for name, split, _ in rows) == truth(labeled)
    by_id = {image.image_id: image for image in labeled.images}
    for name, _, row in rows:
        image = by_id[row["image_id"]]
        assert (name, row["class"], row["sha256"]) == (image.class_name, image.class_name, image.sha256)
        assert row["image"].size == (image.width, image.height)
        assert (row["near_label"], row["confidence"]) == (image.near_label, image.confidence)


def test_pycocotools_reads_the_coco_files(labeled: LabeledSet, read: Reader, tmp_path: Path) -> None:
    coco = pytest.importorskip("pycocotools.coco", reason="the package pycocotools is not installed")
    export(labeled, "coco", tmp_path / "out", read=read)
    found: Counter[tuple[str, str | None]] = Counter()
    for path in sorted((tmp_path / "out/annotations").glob("*.json")):
        data = coco.COCO(str(path))
        names = {one["id"]: one["name"] for one in data.loadCats(data.getCatIds())}
        assert list(names.values()) == [one.name for one in labeled.classes]
        for image in data.loadImgs(data.getImgIds()):
            (annotation,) = data.loadAnns(data.getAnnIds(imgIds=image["id"]))
            assert annotation["bbox"] == [0, 0, image["width"], image["height"]] == [0, 0, 9, 6]
            with Image.open(tmp_path / "out/images" / image["file_name"]) as opened:
                assert opened.size == (9, 6)
            found[names[annotation["category_id"]], None if path.stem == "all" else path.stem] += 1
    assert found == truth(labeled)


def test_label_studio_tasks_name_choices_and_files_that_exist(
    labeled: LabeledSet, read: Reader, tmp_path: Path
) -> None:
    export(labeled, "labelstudio", tmp_path / "out", read=read)
    config = ElementTree.parse(tmp_path / "out/label_config.xml").getroot()
    control, image_tag = config.find("Choices"), config.find("Image")
    assert control is not None
    assert image_tag is not None
    choices = [one.get("value") for one in control]
    assert choices == [one.name for one in labeled.classes]
    assert [one.get("hotkey") for one in control] == ["1", "2", "3", None, None]
    tasks = json.loads((tmp_path / "out/tasks.json").read_text(encoding="utf-8"))
    for task, image in zip(tasks, labeled.images, strict=True):
        given = task.get("annotations") or task["predictions"]
        assert ("predictions" in task) == (image.origin["kind"] == "classifier")
        (result,) = given[0]["result"]
        assert (result["from_name"], result["to_name"]) == (control.get("name"), image_tag.get("name"))
        assert result["value"]["choices"] == [image.class_name]
        assert image_tag.get("value") == "$image"
        (place,) = parse_qs(urlsplit(task["data"]["image"]).query)["d"]
        assert (tmp_path / place).read_bytes() == Path(image.uri).read_bytes()


def test_fiftyone_labels_name_each_image_by_its_path_without_ending(
    labeled: LabeledSet, read: Reader, tmp_path: Path
) -> None:
    # FiftyOne itself wants a MongoDB server; its importer looks files up by this rule.
    export(labeled, "fiftyone", tmp_path / "out", read=read)
    found: Counter[tuple[str, str | None]] = Counter()
    splits = {"train": "train", "validation": "val", "test": "test", "out": None}
    for path in (tmp_path / "out").rglob("labels.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        files = {file.stem for file in (path.parent / "data").iterdir()}
        assert files == set(content["labels"])
        for target in content["labels"].values():
            number = target["label"] if isinstance(target, dict) else target
            found[content["classes"][number], splits[path.parent.name]] += 1
    assert found == truth(labeled)
