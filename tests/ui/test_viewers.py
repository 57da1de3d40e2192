"""What a viewer is offered: nothing that the library refuses, and of the rest why not."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from grouping.project import Project
from ui.navigation import ENTRIES, PAGES

REFUSED = "is a viewer and may not"

PLACES = [
    *((entry.file, {}) for entry in ENTRIES),
    ("explore.py", {"group": "0"}),
    ("explore.py", {"group": "0", "view": "Images", "selected": "1"}),
    ("explore.py", {"view": "Map"}),
    ("explore.py", {"view": "Compare"}),
    ("image.py", {"image": "1"}),
    *(("label.py", {"view": view}) for view in ("Classes", "History", "Versions", "Export", "Import")),
    ("zero_shot.py", {"view": "Review"}),
]

OFFERED = {
    ("home.py", ""): ["Create project"],
    ("images.py", ""): ["Create project"],
    ("encode.py", ""): ["Encode 30 images with efficientnet"],
    ("group.py", ""): ["Split into", "Sweep 30 images"],
    ("explore.py", "0"): ["Sweep, then split", "Grow", "Merge", "Discard all", "Rename", "Promote"],
    ("image.py", ""): ["ash", "rust", "Add", "Unlabel"],
    ("label.py", ""): ["ash", "rust", "Unlabel"],
    ("label.py", "Classes"): ["Add class", "Remove, unlabel 12"],
    ("label.py", "History"): ["Restore to here", "Restore to the start"],
    ("label.py", "Versions"): ["Freeze 24 labels"],
    ("label.py", "Export"): ["Write the export"],
    ("label.py", "Import"): ["Read the labels"],
}
"""Page and view or group -> buttons that stand there for everybody, and that a viewer may not press."""


def _open(repository: Path, file: str, query: dict[str, str]) -> AppTest:
    page = AppTest.from_file(repository / "ui" / "main.py", default_timeout=60).run()
    page.query_params.update(query)
    return page.switch_page(str(PAGES / file)).run()


def _said(page: AppTest) -> Iterator[str]:
    yield from (one.value for one in (*page.error, *page.toast, *page.warning))


@pytest.mark.parametrize(("file", "query"), PLACES)
def test_no_button_that_a_viewer_can_press_is_refused(
    seen_trained: Callable[[str], None], repository: Path, file: str, query: dict[str, str]
) -> None:
    seen_trained("vera")
    page = _open(repository, file, query)
    assert not page.exception, page.exception
    before = Project.open("coils").version()
    enabled = [place for place, button in enumerate(page.button) if not button.disabled]
    for place in enabled:
        pressed = _open(repository, file, query) if place != enabled[0] else page
        label = pressed.button[place].label
        pressed.button[place].click().run()
        assert not pressed.exception, (label, pressed.exception)
        assert not [said for said in _said(pressed) if REFUSED in said], label
    assert Project.open("coils").version() == before


@pytest.mark.parametrize(("at", "labels"), OFFERED.items())
def test_what_a_viewer_may_not_press_says_which_role_it_takes(
    seen_trained: Callable[[str], None], repository: Path, at: tuple[str, str], labels: list[str]
) -> None:
    file, where = at
    query = {"group": where} if where.isdecimal() else {"view": where} if where else {}
    query |= {"image": "1"} if file == "image.py" else {}
    seen_trained("vera")
    page = _open(repository, file, query)
    for label in labels:
        found = [button for button in page.button if button.label.startswith(label)]
        assert found, (label, [button.label for button in page.button])
        for button in found:
            assert button.disabled, button.label
            assert "that takes the role" in button.help


def test_an_admin_is_offered_what_a_viewer_is_not(seen_trained: Callable[[str], None], repository: Path) -> None:
    seen_trained("ada")
    for file, query, label in (
        ("home.py", {}, "Create project"),
        ("explore.py", {"group": "0"}, "Discard all"),
        ("label.py", {"view": "Versions"}, "Freeze 24 labels"),
        ("label.py", {"view": "History"}, "Restore to the start"),
    ):
        (button,) = [one for one in _open(repository, file, query).button if one.label.startswith(label)]
        assert not button.disabled
        assert "takes the role" not in button.help


def test_a_labeler_labels_but_makes_no_project_and_undoes_only_their_own(
    seen_trained: Callable[[str], None], repository: Path
) -> None:
    seen_trained("lars")
    history = _open(repository, "label.py", {"view": "History"})
    assert all(button.disabled for button in history.button if button.label.startswith("Restore"))
    (freeze,) = [one for one in _open(repository, "label.py", {"view": "Versions"}).button if "Freeze" in one.label]
    assert not freeze.disabled
    (create,) = [one for one in _open(repository, "home.py", {}).button if one.label == "Create project"]
    assert create.disabled
