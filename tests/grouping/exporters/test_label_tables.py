from pathlib import Path

import pytest

from grouping.errors import GrouplineError
from grouping.exporters.label_tables import read_table


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encoding_and_separator_are_found_out(encoding: str, separator: str, tmp_path: Path) -> None:
    rows = [("File Name", "Class"), ("größe.png", "Blüte"), ("b.png", "Öl")]
    (tmp_path / "x.csv").write_bytes("\r\n".join(separator.join(row) for row in rows).encode(encoding))
    table = read_table(tmp_path / "x.csv")
    assert table.kind == "name"
    assert table.rows == ((2, "größe.png", "Blüte"), (3, "b.png", "Öl"))


@pytest.mark.parametrize(
    ("text", "kind", "first"),
    [
        ("image_id,label\n7,ok\n", "image_id", ("7", "ok")),
        ("ImageId,label\n0001.jpg,ok\n", "name", ("0001.jpg", "ok")),
        (f"id,sha256,class\n1,{'ab' * 32},ok\n", "sha256", ("ab" * 32, "ok")),
        ("sha256,path,class\n,a.png,ok\n", "name", ("a.png", "ok")),
        ("uri,category\ns3://b/a.png, ok \n", "uri", ("s3://b/a.png", "ok")),
        ("file,class\n'=a.png,'-1\n", "name", ("=a.png", "-1")),
    ],
)
def test_columns_are_known_by_name_and_content(text: str, kind: str, first: tuple, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(text)
    table = read_table(tmp_path / "x.csv")
    assert (table.kind, table.rows[0][1:]) == (kind, first)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("file,size\na.png,7\n", r"no column class \(or label\). Its columns are: file, size"),
        ("label,size\nok,7\n", "no column sha256, image_id, path or file. Its columns are: label, size"),
        ("file,label\n", "holds no labels"),
        ("", "holds no labels"),
    ],
)
def test_what_is_missing_is_said_with_the_columns_there_are(text: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(text)
    with pytest.raises(GrouplineError, match=reason):
        read_table(tmp_path / "x.csv")


def test_a_file_that_cannot_be_read_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(GrouplineError, match="cannot be read: No such file or directory"):
        read_table(tmp_path / "x.csv")
