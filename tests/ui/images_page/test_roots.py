import os
from pathlib import Path

import pytest

from grouping.errors import GrouplineError
from ui.images_page.roots import allowed_path, allowed_url, below, may_go_up, roots


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An allowed folder with images beside one that is not allowed."""
    folder = tmp_path / "allowed"
    (folder / "coils").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    (folder / "coils.zip").touch()
    (folder / "notes.txt").touch()
    (tmp_path / "secret").mkdir()
    monkeypatch.setenv("GROUPLINE_IMPORT_ROOTS", str(folder))
    return folder


def test_without_a_setting_the_home_and_the_current_folder_are_allowed() -> None:
    assert roots() == tuple(dict.fromkeys([Path.home().resolve(), Path.cwd().resolve()]))


def test_several_roots_are_joined_by_the_path_separator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUPLINE_IMPORT_ROOTS", os.pathsep.join(["/a", "", "/b"]))
    assert roots() == (Path("/a").resolve(), Path("/b").resolve())


def test_what_lies_below_a_root_is_allowed(root: Path) -> None:
    assert allowed_path(f"  {root}/coils/ ") == str(root / "coils")
    assert allowed_path(str(root)) == str(root)


@pytest.mark.parametrize("path", ["../secret", "coils/../../secret", "/etc", "../allowed_not", "../nowhere"])
def test_what_lies_outside_is_refused_whether_it_is_there_or_not(root: Path, path: str) -> None:
    with pytest.raises(GrouplineError, match="GROUPLINE_IMPORT_ROOTS"):
        allowed_path(str(root / path))


def test_a_link_that_leads_outside_is_refused(root: Path) -> None:
    (root / "link").symlink_to(root.parent / "secret")
    with pytest.raises(GrouplineError, match="lies outside"):
        allowed_path(str(root / "link"))


@pytest.mark.parametrize("path", ["", "  ", "a\0b"])
def test_what_is_no_path_is_refused(root: Path, path: str) -> None:
    with pytest.raises(GrouplineError, match="Name a folder"):
        allowed_path(path)


def test_folders_and_archives_are_listed_without_hidden_ones(root: Path) -> None:
    assert below(str(root)) == ["coils", "coils.zip"]
    assert below(str(root / "coils.zip")) == []


def test_one_goes_up_to_the_root_and_no_further(root: Path) -> None:
    assert may_go_up(str(root / "coils"))
    assert not may_go_up(str(root))


@pytest.mark.parametrize("url", ["https://server/a.zip", "s3://bucket/folder", " http://a/b "])
def test_addresses_of_other_machines_are_allowed(url: str) -> None:
    assert allowed_url(url) == url.strip()


@pytest.mark.parametrize(
    "url", ["file:///etc", "local://etc", "zip://x::file:///a.zip", "simplecache::file:///etc", "/etc", "http://", ""]
)
def test_addresses_that_may_lead_to_files_of_this_machine_are_refused(url: str) -> None:
    with pytest.raises(GrouplineError, match="no address to import from"):
        allowed_url(url)
