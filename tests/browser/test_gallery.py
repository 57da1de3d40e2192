"""The gallery in a real browser: where it stands when labels change."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from benchmarks.serving import SETTLED
from grouping.project import Project

pytestmark = pytest.mark.browser


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A project of 240 small squares, too many for one screen, with two classes."""
    rng = np.random.default_rng(0)
    (tmp_path / "squares").mkdir()
    for number in range(240):
        Image.fromarray(rng.integers(0, 256, (16, 16), dtype=np.uint8)).save(tmp_path / "squares" / f"{number:03d}.png")
    project = Project.create("squares", home=tmp_path / "home")
    project.import_images(tmp_path / "squares")
    project.define_class("ash")
    project.define_class("rust")
    return tmp_path / "home"


def test_a_label_leaves_the_list_where_it_stands_and_another_choice_starts_at_its_top(
    browser: Browser, dashboard: Callable[[Path], str], workspace: Path
) -> None:
    Project.open("squares", home=workspace).relabel((240,), "ash")  # so that another count tells of another choice
    page = browser.new_page(viewport={"width": 1100, "height": 1000})
    page.goto(f"{dashboard(workspace)}/label?project=squares")
    page.wait_for_selector(SETTLED)
    page.get_by_role("radiogroup").get_by_text("Unlabeled").click()
    gallery, grid = page.locator(".gallery"), page.locator(".grid")
    expect(gallery).to_have_attribute("data-shown", "239")
    page.wait_for_selector(SETTLED)
    grid.evaluate("grid => { grid.scrollTop = 1500; }")
    expect(page.locator("#tile-0")).to_have_count(0)  # the tiles there are those of the new place
    tile = page.locator(".tile").nth(20)
    image = tile.get_attribute("data-id")
    tile.click()
    page.get_by_text("Label 1 image as").wait_for()
    before = grid.evaluate("grid => grid.scrollTop")
    page.keyboard.press("2")
    expect(gallery).to_have_attribute("data-shown", "238")
    row = page.locator(".tile").first.evaluate("tile => tile.offsetHeight") + 6
    assert abs(grid.evaluate("grid => grid.scrollTop") - before) <= row
    expect(page.locator(f".tile[data-id='{image}']")).to_have_count(0)

    page.get_by_role("radiogroup").get_by_text("All, by class").click()
    expect(gallery).to_have_attribute("data-shown", "240")
    assert grid.evaluate("grid => grid.scrollTop") == 0
    expect(page.locator(f".tile[data-id='{image}'][data-label='rust']")).to_have_count(1, timeout=20_000)
    page.close()


def test_a_selection_made_before_a_label_is_answered_stays(
    browser: Browser, dashboard: Callable[[Path], str], workspace: Path
) -> None:
    page = browser.new_page(viewport={"width": 1100, "height": 1000})
    page.goto(f"{dashboard(workspace)}/label?project=squares")
    page.wait_for_selector(SETTLED)
    for turn in range(3):
        page.locator(".tile").nth(2 * turn).click()
        page.get_by_text("Label 1 image as").wait_for()
        page.wait_for_selector(SETTLED)
        following = page.locator(".tile").nth(9 + turn)
        image = following.get_attribute("data-id")
        page.keyboard.press("1")
        following.click()  # before the server can have answered
        expect(page.locator(".tile[data-label='ash']")).to_have_count(turn + 1, timeout=20_000)
        page.get_by_text("Label 1 image as").wait_for()
        page.wait_for_selector(SETTLED)
        expect(page.locator(".tile[aria-selected=true]")).to_have_attribute("data-id", str(image))
        page.keyboard.press("Escape")
        page.get_by_text("Label 0 images as").wait_for()
        page.wait_for_selector(SETTLED)
    page.close()


def test_a_key_right_after_a_click_leaves_nothing_selected(
    browser: Browser, dashboard: Callable[[Path], str], workspace: Path
) -> None:
    page = browser.new_page(viewport={"width": 1100, "height": 1000})
    page.goto(f"{dashboard(workspace)}/label?project=squares")
    page.wait_for_selector(SETTLED)
    page.wait_for_selector(".tile")
    page.locator(".gallery").evaluate("""gallery => {
      gallery.querySelectorAll(".tile")[3].click();
      gallery.querySelector(".grid").dispatchEvent(new KeyboardEvent("keydown", { key: "1", bubbles: true }));
    }""")
    expect(page.locator(".tile[data-label='ash']")).to_have_count(1, timeout=20_000)
    page.wait_for_timeout(1_000)  # longer than a selection is held back
    page.wait_for_selector(SETTLED)
    expect(page.get_by_text("Label 0 images as")).to_have_count(1)
    expect(page.locator(".gallery")).to_have_attribute("data-count", "0")
    page.close()
