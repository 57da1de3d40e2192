"""Labels as tables: CSV, which also goes beside the images of other formats, and Parquet."""

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from grouping.exporters.cells import safe_cell
from grouping.exporters.columns import COLUMNS, INTEGERS, REALS, table_rows
from grouping.exporters.labeled import LabeledSet
from grouping.exporters.writing import Options, Placed, Reader, Written

LABELS_CSV = "labels.csv"
LABELS_PARQUET = "labels.parquet"
METADATA_KEY = b"groupline"

_CHUNK = 1000


def write_csv(labeled: LabeledSet, folder: Path, read: Reader, options: Options) -> Written:
    """Write `labels.csv` in UTF-8, one row an image, no image files; `cells` says how formulas are made safe."""
    written = Written(tuple(Placed(image) for image in labeled.images))
    write_labels_csv(written.placed, folder, options)
    return written


def write_labels_csv(placed: tuple[Placed, ...], folder: Path, options: Options) -> None:
    """Write `labels.csv` for images that lie in the same export, so that each label's history goes along."""
    with (folder / LABELS_CSV).open("x", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for done, row in enumerate(table_rows(placed)):
            if done % _CHUNK == 0:
                options.progress(done, len(placed), "labels")
            writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in row.values()])


def write_parquet(labeled: LabeledSet, folder: Path, read: Reader, options: Options) -> Written:
    """Write `labels.parquet`: typed columns, nulls where there is nothing; what the set is stands in its metadata."""
    options.progress(0, len(labeled.images), "labels")
    written = Written(tuple(Placed(image) for image in labeled.images))
    schema = pa.schema([(name, _type(name)) for name in COLUMNS], metadata={METADATA_KEY: _about(labeled)})
    pq.write_table(pa.Table.from_pylist(list(table_rows(written.placed)), schema), folder / LABELS_PARQUET)
    return written


def _type(column: str) -> "pa.DataType":
    if column in INTEGERS:
        return pa.int64()
    return pa.float64() if column in REALS else pa.string()


def _about(labeled: LabeledSet) -> str:
    return json.dumps(
        {
            "project": labeled.project,
            "label_set": labeled.label_set,
            "version": labeled.version,
            "content_hash": labeled.content_hash,
            "licence": labeled.licence,
            "classes": [one.name for one in labeled.classes],
        },
        ensure_ascii=False,
    )
