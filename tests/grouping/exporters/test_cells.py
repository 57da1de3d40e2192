import pytest
from hypothesis import given
from hypothesis import strategies as st

from grouping.exporters.cells import plain_cell, safe_cell


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-1", "'-1"),
        ("@user", "'@user"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("'=1", "''=1"),
        ("scratch", "scratch"),
        ("'tis", "'tis"),
        ("", ""),
    ],
)
def test_only_cells_that_would_run_change(text: str, cell: str) -> None:
    assert safe_cell(text) == cell


@given(st.one_of(st.text(), st.text(alphabet="'=+-@\t\r\nx")))
def test_a_safe_cell_never_runs_and_gives_its_text_back(text: str) -> None:
    assert safe_cell(text)[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"}
    assert plain_cell(safe_cell(text)) == text
