from pathlib import Path

import pytest

from grouping.errors import GrouplineError
from grouping.images.near_labels import CsvNearLabels, FolderNearLabels, SeverstalNearLabels, near_label_source

NEW = "ImageId,ClassId,EncodedPixels\na.jpg,1,1 5\nb.jpg,3,9 2\nb.jpg,4,7 7\nc.jpg,2,\n"
OLD = "ImageId_ClassId,EncodedPixels\n" + "".join(
    f"{file}.jpg_{kind},{'1 5' if f'{file}{kind}' in ('a1', 'b3', 'b4') else ''}\n" for file in "abc" for kind in "1234"
)


@pytest.mark.parametrize("text", [NEW, OLD], ids=["new", "old"])
def test_severstals_table_is_recognised_in_both_editions(text: str, tmp_path: Path) -> None:
    path = tmp_path / "train.csv"
    path.write_text(text)
    source = near_label_source(path)
    assert source == SeverstalNearLabels(str(path))
    defects, classes = source.read(), SeverstalNearLabels(str(path), by="class").read()
    files = ["a.jpg", "b.jpg", "c.jpg", "not named.jpg"]
    assert [defects.label_of(file, "/" + file) for file in files] == ["defect", "defect", "no defect", "no defect"]
    assert [classes.label_of(file, "/" + file) for file in files] == ["1", "multi", "no defect", "no defect"]


def test_a_mask_longer_than_the_csv_modules_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text(f"ImageId,ClassId,EncodedPixels\na.jpg,1,{'1 5 ' * 100_000}\n")
    lookup = SeverstalNearLabels(str(tmp_path / "train.csv")).read()
    assert lookup.label_of("a.jpg", "/a.jpg") == "defect"


def test_what_a_user_names_becomes_a_source(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("file,label\na.png,ok\n")
    assert near_label_source(None) is None
    assert near_label_source("folder") == FolderNearLabels()
    assert near_label_source(tmp_path / "x.csv") == CsvNearLabels(str(tmp_path / "x.csv"))
    assert near_label_source(FolderNearLabels()) == FolderNearLabels()


def test_other_values_are_refused_with_what_is_allowed() -> None:
    with pytest.raises(GrouplineError, match="not from 3"):
        near_label_source(3)
    with pytest.raises(GrouplineError, match=r"cannot be read: No such file or directory. Check the path"):
        near_label_source("/no/such.csv")
    with pytest.raises(GrouplineError, match="by 'defect' or 'class', not by 'colour'"):
        SeverstalNearLabels("x.csv", by="colour")


def test_everything_odd_in_a_table_is_reported(tmp_path: Path) -> None:
    rows = ["datei;befund", r"good\a.png;gut", "a.png;schlecht", "b.png;x", "b.png;x", "c.png;x", "c.png;y", "d.png;"]
    (tmp_path / "x.csv").write_bytes("\r\n".join([*rows, "ü.png;ß", ";z"]).encode("cp1252"))
    lookup = CsvNearLabels(str(tmp_path / "x.csv"), "datei", "befund").read()
    files = ["good/a.png", "b.png", "c.png", "d.png", "e.png"]
    assert [lookup.label_of(file, f"/data/{file}") for file in files] == ["gut", "x", None, None, None]
    told = lookup.report()
    assert told is not None
    counts = {key: told[key] for key in ("rows", "files", "matched", "repeated", "empty_labels", "rows_without_file")}
    assert counts == {
        "rows": 9,
        "files": 6,
        "matched": 4,
        "repeated": 1,
        "empty_labels": 1,
        "rows_without_file": 1,
    }
    assert told["conflicting"] == {"count": 1, "files": ["c.png"]}
    assert told["unknown_files"] == {"count": 2, "files": ["a.png", "ü.png"]}
    assert told["separator"] == ";"
