"""Labels in a CSV file: of any encoding and separator, ours or another program's."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from grouping.errors import GrouplineError
from grouping.exporters.cells import plain_cell
from grouping.exporters.columns import COLUMNS

KEY_COLUMNS = {
    "sha256": ("sha256", "sha"),
    "image_id": ("imageid", "id"),
    "uri": ("uri", "url"),
    "name": ("name", "path", "filepath", "imagepath", "file", "filename", "image", "img", "imageid", "id"),
}
"""What a row may be known by, the surest first, and the columns that hold it (case and punctuation aside)."""

CLASS_COLUMNS = ("class", "classname", "label", "labels", "category", "target")

_SEPARATORS = (",", ";", "\t", "|")
_CELLS = {"sha256": re.compile("[0-9a-fA-F]{64}"), "image_id": re.compile(r"\d+")}


@dataclass(frozen=True, slots=True)
class LabelTable:
    """The two columns that count: rows of (line, key, class), and what the keys are, one of `KEY_COLUMNS`."""

    kind: str
    rows: tuple[tuple[int, str, str], ...]


def read_table(path: Path) -> LabelTable:
    """Read a CSV file; raises GrouplineError, naming its columns, when image or class cannot be told from them."""
    try:
        rows = list(_rows(_text(path)))
    except csv.Error as error:
        raise GrouplineError(f"{path} is not a CSV file: {error}.") from error
    if len(rows) < 2:
        raise GrouplineError(f"{path} holds no labels: a header and at least one row are wanted.")
    (_, header), body = rows[0], rows[1:]
    ours = tuple(header) == COLUMNS
    place = _place_of(CLASS_COLUMNS, header)
    found = _key_column(header, [cells for _, cells in body])
    if place is None or found is None:
        wanted = "class (or label)" if place is None else "sha256, image_id, path or file"
        raise GrouplineError(f"{path} has no column {wanted}. Its columns are: {', '.join(header)}.")
    kind, key = found
    labels = ((line, _cell(cells, key).strip(), _cell(cells, place)) for line, cells in body)
    return LabelTable(kind, tuple((line, one, label if ours else label.strip()) for line, one, label in labels))


def _cell(cells: Sequence[str], place: int) -> str:
    return plain_cell(cells[place]) if place < len(cells) else ""


def _bare(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _place_of(wanted: Sequence[str], header: Sequence[str]) -> int | None:
    bare = [_bare(name) for name in header]
    return next((bare.index(name) for name in wanted if name in bare), None)


def _key_column(header: Sequence[str], body: Sequence[Sequence[str]]) -> tuple[str, int] | None:
    for kind, names in KEY_COLUMNS.items():
        place = _place_of(names, header)
        if place is not None and _fits(kind, [_cell(cells, place).strip() for cells in body]):
            return kind, place
    return None


def _fits(kind: str, cells: Sequence[str]) -> bool:
    """Whether most cells look like keys of this kind: 'image_id' names a file in many tables."""
    pattern = _CELLS.get(kind)
    return pattern is None or 2 * sum(bool(pattern.fullmatch(cell)) for cell in cells) > len(cells)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells of each row that is not blank."""
    head = text.partition("\n")[0].splitlines()[:1]
    separator = max(_SEPARATORS, key=lambda mark: len(next(csv.reader(head, delimiter=mark), [])))
    # Not splitlines: names may hold line breaks of other kinds, which do not end a row.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for cells in reader:
        if cells:
            yield reader.line_num, cells


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise GrouplineError(f"The labels in {path} cannot be read: {error.strerror}. Check the path.") from error
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        guess = from_bytes(data, cp_isolation=["cp1252", "latin_1", "cp1250", "cp1251", "gb18030", "shift_jis"]).best()
        return str(guess) if guess else data.decode("cp1252", "replace")
