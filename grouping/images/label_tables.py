"""CSV files of any encoding and separator, and which of their columns name the file and its label."""

import codecs
import csv
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from grouping.errors import GrouplineError
from grouping.images.sniff import has_image_name

SEPARATORS = (",", ";", "\t", "|")

FILE_COLUMNS = ("imageid", "image_id", "image", "file", "filename", "file_name", "filepath", "file_path", "path", "img")
LABEL_COLUMNS = (
    "label",
    "labels",
    "class",
    "classid",
    "class_id",
    "category",
    "target",
    "defect",
    "type",
    "near_label",
)
"""Names taken for the file and the label column when none is given, in any case, first match first."""

# Severstal's masks, one cell each, are longer than the csv module allows at first.
csv.field_size_limit(1 << 27)

_SAMPLE_BYTES = 1 << 18
_SAMPLE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file whose form is known; its rows are streamed."""

    path: Path
    encoding: str
    separator: str
    columns: tuple[str, ...]
    has_header: bool

    def rows(self) -> Iterator[list[str]]:
        """Yield the rows below the header but blank lines, padded with empty cells to the number of columns."""
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            rows = (row for row in csv.reader(file, delimiter=self.separator) if row)
            for row in itertools.islice(rows, int(self.has_header), None):
                yield row + [""] * (len(self.columns) - len(row))

    def column(self, name: str) -> int:
        """Return the place of a column; raise GrouplineError, naming those there are, when there is none so called."""
        places = {column.strip().lower(): place for place, column in reversed(list(enumerate(self.columns)))}
        if name.strip().lower() not in places:
            raise GrouplineError(f"{self.path} has no column '{name}'. Its columns are: {', '.join(self.columns)}.")
        return places[name.strip().lower()]


def open_table(path: Path) -> Table:
    """Find out encoding, separator and columns of a CSV file; raise GrouplineError when it is no table."""
    try:
        with path.open("rb") as file:
            sample = file.read(_SAMPLE_BYTES)
    except OSError as error:
        raise GrouplineError(f"The near-label file {path} cannot be read: {error.strerror}. Check the path.") from error
    if not sample.strip():
        raise GrouplineError(f"The near-label file {path} is empty.")
    encoding = _encoding(path, sample)
    lines = sample.decode(encoding, "replace").splitlines()
    lines = lines[: -1 if len(sample) == _SAMPLE_BYTES else None][:_SAMPLE_ROWS]
    separator = max(SEPARATORS, key=lambda mark: _regularity(lines, mark))
    first = next(row for row in csv.reader(lines, delimiter=separator) if row)
    headless = any(has_image_name(cell.strip().replace("\\", "/")) for cell in first)
    names = [f"column {place}" for place in range(1, len(first) + 1)] if headless else [name.strip() for name in first]
    return Table(path, encoding, separator, tuple(names), not headless)


def _encoding(path: Path, sample: bytes) -> str:
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if sample.count(0) > len(sample) // 4:
        return "utf-16-le" if sample[1:2] == b"\0" else "utf-16-be"
    if _is_utf8(path):
        return "utf-8"
    guess = from_bytes(sample, cp_isolation=["cp1252", "latin_1", "cp1250", "cp1251", "gb18030", "shift_jis"]).best()
    return guess.encoding if guess else "cp1252"


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _regularity(lines: Sequence[str], separator: str) -> tuple[float, int]:
    """Rank a separator by the share of lines with as many cells as the first (more than one), then by their number."""
    widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
    if not widths or widths[0] < 2:
        return 0.0, 0
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]


def find_columns(table: Table, file: str | None = None, label: str | None = None) -> tuple[str, str]:
    """Return the names of the file and the label column: those given, or found by name or content.

    The file column is that of whose cells most end as image names do, or has a name of `FILE_COLUMNS`; the label
    column has a name of `LABEL_COLUMNS`, or is the only other one. Raises GrouplineError, naming the columns, when a
    given one is not there or a wanted one stays open.
    """
    known = {name.lower(): name for name in reversed(table.columns)}
    file = table.columns[table.column(file)] if file else _most_like_files(table) or _named(known, FILE_COLUMNS, label)
    others = [name for name in table.columns if name != file]
    if label:
        label = table.columns[table.column(label)]
    else:
        label = _named(known, LABEL_COLUMNS, file) or (others[0] if len(others) == 1 else None)
    if file is None or label is None:
        missing = "file" if file is None else "label"
        raise GrouplineError(
            f"Which column of {table.path} holds the {missing}? Name it. Its columns are: {', '.join(table.columns)}."
        )
    return file, label


def _named(known: dict[str, str], wanted: tuple[str, ...], taken: str | None) -> str | None:
    return next((known[name] for name in wanted if name in known and known[name] != taken), None)


def _most_like_files(table: Table) -> str | None:
    rows = list(itertools.islice(table.rows(), _SAMPLE_ROWS))
    likeness = [
        sum(has_image_name(row[place].strip().replace("\\", "/")) for row in rows)
        for place in range(len(table.columns))
    ]
    best = max(range(len(likeness)), key=likeness.__getitem__)
    return table.columns[best] if 2 * likeness[best] > len(rows) else None
