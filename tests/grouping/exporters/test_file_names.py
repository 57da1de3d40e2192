from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grouping.exporters.file_names import clean_name, folder_names, image_file_name, same_on_disk

AWKWARD = ["", ".", "..", "...", "a/b", "a\\b", "CON", "con.txt", "LPT1", "x.", "x ", " x", "é", "e\u0301", "x" * 300]
AWKWARD += ["🔥" * 60, "👩‍🔧", "a\u202eb", "COM¹", "nul .png", ".hidden", "a:b*?", "-rf", "~", "%41", "名前"]
text = st.one_of(st.text(max_size=30), st.sampled_from(AWKWARD), st.text(alphabet="aA./\\ ConNUL", max_size=8))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("scratch", "scratch"),
        ("Kratzer größer 2 mm", "Kratzer größer 2 mm"),
        ("", "_"),
        ("..", "_"),
        ("a/b", "a_b"),
        ("CON", "_CON"),
        ("aux.png", "_aux.png"),
        ("COM¹", "_COM¹"),
        ("console", "console"),
        ("x. .", "x"),
        (".hidden", "_hidden"),
        ("a\u202eb", "a_b"),
        ("👩‍🔧", "👩‍🔧"),
        ("e\u0301", "é"),
    ],
)
def test_names_are_cleaned_no_more_than_needed(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@given(text)
def test_a_clean_name_is_a_file_name_everywhere_and_stays_as_it_is(name: str) -> None:
    clean = clean_name(name)
    assert 0 < len(clean.encode()) <= 81  # one more for the '_' before a device
    assert clean == clean.strip(" ")
    assert not set(clean) & set('<>:"/\\|?*\0')
    assert not clean.startswith(".")
    assert not clean.endswith(".")
    assert clean_name(clean) == clean


@given(st.lists(text, max_size=12, unique=True))
def test_folder_names_are_one_to_one_on_any_file_system_and_stable(names: list[str]) -> None:
    folders = folder_names(names)
    assert list(folders) == names
    assert len({same_on_disk(folder) for folder in folders.values()}) == len(names)
    assert folder_names([*names, "one more class"]).items() >= folders.items()


def test_folders_of_awkward_names_can_be_made(tmp_path: Path) -> None:
    folders = folder_names(AWKWARD)
    for folder in folders.values():
        (tmp_path / folder).mkdir()
    assert len(list(tmp_path.iterdir())) == len(set(AWKWARD))


def test_names_that_clash_get_a_short_hash() -> None:
    assert folder_names(["a_b", "a/b", "A_B"]) == {"a_b": "a_b", "a/b": "a_b-c14cdd", "A_B": "A_B-6c1908"}


def test_images_are_named_by_their_stem_and_hash() -> None:
    assert image_file_name("line 1\\aux.v2.png", "ab" * 32, ".png") == "_aux.v2-abababababab.png"
    assert image_file_name("line 1/.png", "ab" * 32, ".png") == "_png-abababababab.png"
