"""Hugging Face's imagefolder with metadata: `datasets.load_dataset("imagefolder", data_dir=...)` reads it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from grouping.exporters.columns import table_rows
from grouping.exporters.labeled import LabeledSet
from grouping.exporters.placing import place_images
from grouping.exporters.tables import write_labels_csv
from grouping.exporters.writing import Options, Placed, Reader, Written

SPLIT_FOLDERS = {None: "train", "train": "train", "val": "validation", "test": "test"}
"""Without splits all images go to 'train', as datasets does; else words in file names would make splits."""

_KEPT = ("image_id", "sha256", "near_label", "user", "at", "origin", "group", "encoder")


def write(labeled: LabeledSet, folder: Path, read: Reader, options: Options) -> Written:
    """Write `train`, `validation` and `test`, each with its images and `metadata.parquet`; a card; `labels.csv`.

    The metadata is Parquet and not CSV or JSON lines, because there datasets guesses types by split: a class '001'
    becomes a number, '2024-01-01' a date, and a split without near-labels does not fit the others. `label` is a
    ClassLabel in the order of the set, `class` its name.
    """
    written = place_images(labeled, folder, read, options, lambda image: SPLIT_FOLDERS[image.split])
    names = [one.name for one in labeled.classes]
    for place in sorted(set(SPLIT_FOLDERS.values())):
        members = tuple(one for one in written.placed if SPLIT_FOLDERS[one.image.split] == place)
        if members:
            table = pa.Table.from_pylist(list(_metadata(members, names)), _schema(names))
            pq.write_table(table, folder / place / "metadata.parquet")
    (folder / "README.md").write_text(_card(labeled), encoding="utf-8")
    write_labels_csv(written.placed, folder, options)
    return written


def _metadata(placed: tuple[Placed, ...], names: list[str]) -> Iterable[dict[str, Any]]:
    numbers = {name: number for number, name in enumerate(names)}
    for one, row in zip(placed, table_rows(placed), strict=True):
        kept = {column: row[column] for column in _KEPT}
        label = {"label": numbers[row["class"]], "class": row["class"], "confidence": row["confidence"]}
        yield {"file_name": Path(one.file or "").name, **label, **kept}


def _schema(names: list[str]) -> "pa.Schema":
    text = [name for name in _KEPT if name != "image_id"]
    types = {"file_name": "string", "label": "int64", "class": "string", "confidence": "float64", "image_id": "int64"}
    types |= dict.fromkeys(text, "string")
    features: dict[str, Any] = {name: {"dtype": dtype, "_type": "Value"} for name, dtype in types.items()}
    features["label"] = {"names": names, "_type": "ClassLabel"}
    # Where datasets looks for its own types in an Arrow schema.
    about = json.dumps({"info": {"features": features}})
    columns = [(name, pa.type_for_alias(dtype)) for name, dtype in types.items()]
    return pa.schema(columns, metadata={"huggingface": about})


def _card(labeled: LabeledSet) -> str:
    title = json.dumps(f"{labeled.project}: {labeled.title}", ensure_ascii=False)
    licence = json.dumps(labeled.licence or "not stated", ensure_ascii=False)
    return (
        f"---\npretty_name: {title}\nlicense: other\nlicense_name: {licence}\n"
        "task_categories:\n- image-classification\n---\n\n"
        "`labels.csv` tells where each label comes from, `manifest.json` what this export holds.\n"
    )
