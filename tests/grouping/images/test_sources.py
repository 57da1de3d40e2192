from pathlib import Path

import pytest

from grouping.errors import GrouplineError
from grouping.images.sources import Found, Skipped, open_source, read_uri


def names(entries: object) -> list[str]:
    return [entry.name for entry in entries if isinstance(entry, Found)]


def test_a_folder_is_read_in_the_order_of_its_paths(folder: Path) -> None:
    assert names(open_source(folder)) == ["LICENSE", "d.png", "defect/c.png", "good/a.png", "good/b.png"]


def test_a_uri_reopens_its_file_and_can_read_the_head_alone(folder: Path) -> None:
    for entry in open_source(str(folder)):
        assert isinstance(entry, Found)
        assert read_uri(entry.uri) == entry.read()
        assert read_uri(entry.uri, 4) == entry.read(4) == entry.read()[:4]


def test_a_file_url_is_the_local_path(folder: Path) -> None:
    assert list(map(str, names(open_source(f"file://{folder}")))) == names(open_source(folder))
    (only,) = open_source(folder / "d.png")
    assert isinstance(only, Found)
    assert (only.name, only.uri) == ("d.png", str(folder / "d.png"))


def test_files_in_a_sequence_are_named_from_the_folder_they_share(folder: Path) -> None:
    found = open_source([folder / "good" / "a.png", folder / "defect" / "c.png"])
    assert names(found) == ["good/a.png", "defect/c.png"]
    assert names(open_source([folder / "good" / "b.png", folder / "good" / "a.png"])) == ["b.png", "a.png"]


def test_a_missing_file_of_a_sequence_is_skipped_and_the_rest_found(folder: Path) -> None:
    missing, present = open_source([folder / "gone.png", folder / "d.png"])
    assert isinstance(missing, Skipped)
    assert "does not exist" in missing.reason
    assert isinstance(present, Found)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("/no/such/folder", "does not exist. Check the path"),
        ("memory://no-such-bucket", "holds no files"),
        ("nonsense://x", "Protocol not known"),
        ("zip://a.png::/x.zip", "import the archive itself"),
    ],
)
def test_a_source_that_cannot_be_opened_says_what_to_do(source: str, reason: str) -> None:
    with pytest.raises(GrouplineError, match=reason):
        open_source(source)
