from pathlib import Path

import pytest

from grouping.errors import GrouplineError
from grouping.images.label_tables import find_columns, open_table

ROWS = (("file", "Zustand"), ("größe.png", "gut"), ("b, c.png", "schlecht"))


def write(path: Path, encoding: str, separator: str) -> Path:
    quoted = [[f'"{cell}"' if separator in cell else cell for cell in row] for row in ROWS]
    path.write_bytes("\r\n".join(separator.join(row) for row in quoted).encode(encoding))
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_encoding_and_separator_are_found_out(encoding: str, separator: str, tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "x.csv", encoding, separator))
    assert table.separator == separator
    assert table.columns == ROWS[0]
    assert [tuple(row) for row in table.rows()] == list(ROWS[1:])


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("id,image,class\n1,a.png,x\n", ("image", "class")),
        ("label,shift,what\nx,1,a.png\n", ("what", "label")),
        ("picture;state\na.tif;ok\n", ("picture", "state")),
        ("ImageId,label\n0001,ok\n", ("ImageId", "label")),
        ("a.png,good\nb.png,bad\n", ("column 1", "column 2")),
        ("note\tfile\ngood\tc\\d.bmp\n", ("file", "note")),
    ],
)
def test_columns_are_found_by_name_or_content(text: str, columns: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(text)
    assert find_columns(open_table(tmp_path / "x.csv")) == columns


def test_given_columns_are_taken_in_any_case(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("A,B,C\na.png,1,2\n")
    table = open_table(tmp_path / "x.csv")
    assert find_columns(table, "a", "c") == ("A", "C")
    assert find_columns(table, None, "B") == ("A", "B")


@pytest.mark.parametrize(
    ("text", "label", "reason"),
    [
        ("file,a,b\nx.png,1,2\n", None, r"holds the label\? Name it. Its columns are: file, a, b\."),
        ("a,b\n1,2\n", None, r"holds the file\? Name it. Its columns are: a, b\."),
        ("file,label\nx.png,1\n", "Label2", r"has no column 'Label2'. Its columns are: file, label\."),
        ("one\ntwo\n", None, "Its columns are: one"),
        ("  \n", None, "is empty"),
    ],
)
def test_what_is_missing_is_said_with_the_columns_there_are(
    text: str, label: str | None, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "x.csv").write_text(text)
    with pytest.raises(GrouplineError, match=reason):
        find_columns(open_table(tmp_path / "x.csv"), None, label)


def test_a_missing_table_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(GrouplineError, match=r"no\.csv cannot be read: No such file or directory. Check the path"):
        open_table(tmp_path / "no.csv")


def test_short_rows_are_padded_and_blank_lines_left_out(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("file,label\na.png\n\nb.png,x\n")
    assert list(open_table(tmp_path / "x.csv").rows()) == [["a.png", ""], ["b.png", "x"]]
