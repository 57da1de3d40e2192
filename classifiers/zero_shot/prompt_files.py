"""Prompts read from a parts list, a change order or a glossary: CSV, XLSX or JSON."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes

from classifiers.zero_shot.prompts import KINDS, PLAIN, Prompt, PromptClass, PromptLibrary
from grouping.errors import GrouplineError

CLASS_COLUMNS = ("class", "classname", "name", "part", "partname", "label", "term", "item")
TEXT_COLUMNS = ("prompt", "prompts", "description", "text", "definition", "note")
KIND_COLUMNS = ("kind", "type", "aspect")
_SEPARATORS = (",", ";", "\t", "|")
_CODE_PAGES = ["cp1252", "cp1250", "cp1251", "gb18030", "shift_jis"]
Rows = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class PromptImport:
    """What a file gave: the library with it, how much is new, and the rows that were not taken, with reasons."""

    library: PromptLibrary
    new_classes: int
    new_prompts: int
    problems: tuple[tuple[str, str], ...]
    """(place in the file, reason)."""


@dataclass
class _Reading:
    """Sayings found so far, by class, and what was wrong."""

    sayings: dict[str, list[Prompt]] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)

    def take(self, place: str, name: str, text: str | None, kind: str) -> None:
        """Add a prompt, or the class alone where `text` is None; what is wrong is noted, and the rest goes on."""
        try:
            prompts = self.sayings.setdefault(PromptClass(name).name, [])
            if text is not None:
                prompts.append(Prompt(text, kind if kind in KINDS else "other"))
        except GrouplineError as error:
            self.problems.append((place, str(error)))


def import_prompts(path: Path, into: PromptLibrary | None = None) -> PromptImport:
    """Return `into` with the classes and prompts of a .csv, .tsv, .txt, .xlsx or .json file added.

    A table has a column of classes (class, name, part, term...), and one of texts (prompt, description...) with, if
    wished, one of kinds; or a column for each kind (function, material...); or classes alone, told by their names.
    JSON is what an export of the library gives, or class -> text or list of texts. Rows that are no prompt are left
    out and listed. Raises GrouplineError when the file cannot be read as such, or holds no class.
    """
    library, reading = into or PromptLibrary(), _Reading()
    templates: Sequence[str] = ()
    if path.suffix.lower() == ".json":
        templates = _read_json(path, reading)
    else:
        _read_table(path, _xlsx_rows(path) if path.suffix.lower() == ".xlsx" else _csv_rows(path), reading)
    if not reading.sayings:
        first = f" The first problem: {': '.join(reading.problems[0])}" if reading.problems else ""
        raise GrouplineError(f"{path} holds no class.{first}")
    merged = library.with_prompts(reading.sayings)
    if templates:
        merged = merged.with_templates([*(t for t in merged.templates if t != PLAIN), *templates])
    before, after = (sum(len(one.prompts) for one in lib.classes) for lib in (library, merged))
    return PromptImport(merged, len(merged.classes) - len(library.classes), after - before, tuple(reading.problems))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise GrouplineError(f"{path} cannot be read: {error.strerror or error}. Check the path.") from error


def _read_json(path: Path, reading: _Reading) -> Sequence[str]:
    try:
        content = json.loads(_bytes(path).decode("utf-8-sig"))
    except ValueError as error:
        raise GrouplineError(f"{path} is not JSON: {error}.") from error
    if isinstance(content, dict) and isinstance(content.get("classes"), list):
        for number, one in enumerate(content["classes"], 1):
            given = one if isinstance(one, dict) else {"name": one}
            _read_sayings(f"class {number}", str(given.get("name", "")), given.get("prompts", []), reading)
        return _templates(content.get("templates", []), reading)
    if not isinstance(content, dict):
        raise GrouplineError(f'{path} holds {type(content).__name__}; wanted is {{"class": ["prompt", ...], ...}}.')
    for name, sayings in content.items():
        _read_sayings(f"class '{name}'", name, sayings, reading)
    return ()


def _templates(given: Any, reading: _Reading) -> list[str]:
    listed = [str(one) for one in given] if isinstance(given, list) else [str(given)]
    wrong = [one for one in listed if one.count(PLAIN) != 1]
    reading.problems += [(f"template '{one}'", "A template holds {} once, where the prompt goes.") for one in wrong]
    return [one for one in listed if one not in wrong]


def _read_sayings(place: str, name: str, sayings: Any, reading: _Reading) -> None:
    listed = sayings if isinstance(sayings, list) else [sayings]
    if not listed:
        reading.take(place, name, None, "name")
    for number, one in enumerate(listed, 1):
        given: Mapping[str, Any] = one if isinstance(one, dict) else {"text": one}
        text = given.get("text", "")
        if isinstance(text, str):
            reading.take(f"{place}, prompt {number}", name, text, str(given.get("kind", "other")))
        else:
            reading.problems.append((f"{place}, prompt {number}", f"A prompt is text; got {type(text).__name__}."))


def _csv_rows(path: Path) -> Rows:
    text = _decoded(_bytes(path))
    head = text.partition("\n")[0].splitlines()[:1]
    separator = max(_SEPARATORS, key=lambda mark: len(next(csv.reader(head, delimiter=mark), [])))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        yield from ((reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells))
    except csv.Error as error:
        raise GrouplineError(f"{path} is not a CSV file: {error}.") from error


def _decoded(data: bytes) -> str:
    for encoding in ("utf-16", "utf-8-sig") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    guess = from_bytes(data, cp_isolation=_CODE_PAGES).best()
    return str(guess) if guess else data.decode("cp1252", "replace")


def _xlsx_rows(path: Path) -> Rows:
    import openpyxl

    _bytes(path)
    try:
        sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).active
    except Exception as error:  # a damaged workbook fails in many ways: zip, XML, keys
        raise GrouplineError(f"{path} is not an Excel workbook ({type(error).__name__}). Save it again.") from error
    if sheet is None:
        raise GrouplineError(f"{path} has no sheet of cells.")
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        row = ["" if cell is None else str(cell) for cell in cells]
        if any(cell.strip() for cell in row):
            yield number, row


def _bare(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _column(header: Sequence[str], wanted: Sequence[str]) -> int | None:
    bare = [_bare(name) for name in header]
    return next((bare.index(name) for name in wanted if name in bare), None)


def _read_table(path: Path, rows: Rows, reading: _Reading) -> None:
    header = next(rows, (0, []))[1]
    name = _column(header, CLASS_COLUMNS)
    if name is None:
        raise GrouplineError(
            f"{path} has no column of classes ({', '.join(CLASS_COLUMNS)}). Its columns: {', '.join(header) or 'none'}."
        )
    text, kind = _column(header, TEXT_COLUMNS), _column(header, KIND_COLUMNS)
    kinds = [(place, one) for one in KINDS if (place := _column(header, (one,))) not in (None, name)]
    for line, cells in rows:
        row, own = f"row {line}", _cell(cells, name)
        told = [(_cell(cells, column), one) for column, one in kinds if column is not None and _cell(cells, column)]
        if text is not None and (_cell(cells, text) or not told):
            told.append((_cell(cells, text), _bare(_cell(cells, kind)) or "other"))
        for saying, one in told:
            reading.take(row, own, saying, one)
        if not told:
            reading.take(row, own, None, "name")


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""
