import os
import shutil
from pathlib import Path

from grouping.images.sources import Found, Skipped, open_source


def skipped(source: Path) -> dict[str, str]:
    entries = open_source(source)
    return {str(Path(entry.uri).relative_to(source)): entry.reason for entry in entries if isinstance(entry, Skipped)}


def test_links_that_lead_in_circles_end(folder: Path) -> None:
    (folder / "good" / "up").symlink_to(folder)
    (folder / "good" / "self").symlink_to(folder / "good")
    (folder / "z").symlink_to(folder.parent)
    reasons = skipped(folder)
    assert set(reasons) == {"good/up", "good/self", "z"}
    assert all("a link back into the source" in reason for reason in reasons.values())


def test_a_link_to_a_folder_elsewhere_is_followed_once(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(folder / "good", elsewhere)
    (folder / "m").symlink_to(elsewhere)
    (folder / "n").symlink_to(elsewhere)
    found = [entry.name for entry in open_source(folder) if isinstance(entry, Found)]
    assert found.count("m/a.png") == 1
    assert skipped(folder) == {"n": "is a link to a folder that was read already"}


def test_a_linked_file_keeps_the_path_of_its_link(folder: Path) -> None:
    (folder / "link.png").symlink_to(folder / "d.png")
    assert str(folder / "link.png") in [entry.uri for entry in open_source(folder)]


def test_what_is_not_an_ordinary_file_is_skipped_with_a_reason(folder: Path) -> None:
    os.mkfifo(folder / "pipe.png")
    (folder / "broken.png").symlink_to(folder / "gone.png")
    (folder / ".hidden.png").write_bytes(b"x")
    (folder / "more.zip").write_bytes(b"x")
    (Path(os.fsdecode(os.fsencode(folder) + b"/\xff.png"))).write_bytes(b"x")
    reasons = skipped(folder)
    assert "not a regular file" in reasons["pipe.png"]
    assert reasons["broken.png"] == "is a link to a file that is not there"
    assert "hidden" in reasons[".hidden.png"]
    assert "is an archive inside the source" in reasons["more.zip"]
    assert "not valid Unicode" in reasons["\\udcff.png"]


def test_an_unreadable_folder_is_skipped_and_the_rest_found(locked: Path) -> None:
    assert skipped(locked) == {"good": "is a folder that cannot be opened: Permission denied"}
    assert "defect/c.png" in [entry.name for entry in open_source(locked) if isinstance(entry, Found)]
