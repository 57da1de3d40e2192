"""The part of the import form that names a table of near-labels and its columns."""

from dataclasses import replace
from pathlib import Path

import streamlit as st

from grouping.images.uploaded import SCHEME
from grouping.steps.keep_uploads import place_of
from ui.images_page.batch import Uploaded
from ui.images_page.request import Columns, ImportRequest, guess_columns
from ui.images_page.roots import allowed_path

_SEVERSTAL = {"defect": "defect or no defect", "class": "the class of the defect"}


def with_table(source: str, copy: bool) -> ImportRequest | None:
    """Draw the choice of a table and of its columns; None while it is not made.

    Raises GrouplineError where the table is not allowed or cannot be read.
    """
    text = st.text_input(
        "Table", _nearest_table(source), key=f"import_csv_{source}", placeholder="/path/to/near_labels.csv"
    )
    if not text.strip():
        return None
    return _with_columns(ImportRequest(source, "csv", allowed_path(text), copy=copy))


def with_uploaded_table(source: str, here: Uploaded) -> ImportRequest | None:
    """Draw the choice among the tables that were uploaded with the images, and of its columns."""
    if not here.tables:
        st.info("There is no CSV among the uploaded files: drop it here too.")
        return None
    name = st.selectbox("Table", here.tables, key="import_uploaded_csv")
    csv = str(place_of(Path(source.removeprefix(SCHEME)), name))
    return _with_columns(ImportRequest(source, "csv", csv, copy=True, n_uploaded=len(here.files)))


def _with_columns(request: ImportRequest) -> ImportRequest | None:
    columns = guess_columns(request.csv)
    if columns.severstal:
        by = st.radio("Near-label", ["defect", "class"], horizontal=True, format_func=_SEVERSTAL.__getitem__)
        return replace(request, by=by)
    file, label = _columns(columns)
    return replace(request, file=file, label=label) if file and label else None


def _columns(columns: Columns) -> tuple[str, str]:
    names = list(columns.names)
    left, right = st.columns(2)
    file = left.selectbox("Column of file names", names, index=_index(names, columns.file), key="import_file_column")
    label = right.selectbox(
        "Column of near-labels", names, index=_index(names, columns.label), key="import_label_column"
    )
    return file or "", label or ""


def _index(names: list[str], wanted: str) -> int | None:
    return names.index(wanted) if wanted in names else None


def _nearest_table(source: str) -> str:
    """Return the first CSV in the folder of the source; '' where there is none."""
    folder = Path(source) if Path(source).is_dir() else Path(source).parent
    if "://" in source or not folder.is_dir():
        return ""
    return str(next(iter(sorted(folder.glob("*.csv"))), ""))
