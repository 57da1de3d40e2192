"""The main gestures of the Explore page in a real browser: select, label by key, lasso, open."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks.serving import SETTLED
from grouping.project import Project

pytestmark = pytest.mark.browser


def _tile(page: Page, at: int) -> Locator:
    return page.locator(f".tile[data-at='{at}']")


def _selected(page: Page, n: int) -> None:
    expect(page.locator(".gallery")).to_have_attribute("data-count", str(n))


def _draw_box(page: Page, share: float) -> None:
    """Draw a box over the left part of the map, below its tools."""
    page.get_by_role("button", name="Box").click()
    area = page.locator(".map").bounding_box()
    assert area
    page.mouse.move(area["x"] + 2, area["y"] + 45)
    page.mouse.down()
    page.mouse.move(area["x"] + share * area["width"], area["y"] + area["height"] - 3, steps=5)
    page.mouse.up()


def test_images_are_selected_and_labeled_by_mouse_and_by_key(explore: Callable[[str], Page], workspace: Path) -> None:
    page = explore("")
    page.locator(".item[data-path='0']").click()
    page.wait_for_url("**group=0**")
    project = Project.open("coils", home=workspace)
    expect(page.locator(".gallery")).to_have_attribute("data-shown", str(project.group("0").size))
    _tile(page, 0).click()
    _tile(page, 2).click(modifiers=["Shift"])
    _selected(page, 3)
    page.get_by_placeholder("Class, or a new one").fill("edge <b>crack</b>")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Label 3").click()
    expect(_tile(page, 2)).to_have_attribute("data-label", "edge <b>crack</b>")
    expect(page.locator(".ex-key").get_by_text("edge <b>crack</b>")).to_be_visible()  # as text, in the group's mix
    grid = page.locator(".grid")
    grid.press("Escape")
    _selected(page, 0)
    grid.press("End")
    grid.press("Shift+ArrowLeft")
    _selected(page, 2)
    grid.press("1")
    expect(page.get_by_text("labeled 2 images as 'edge")).to_be_visible()
    grid.press("Control+a")
    _selected(page, project.group("0").size)
    assert len(project.labels()) == 5
    assert set(project.labels()["class"]) == {"edge <b>crack</b>"}


def test_a_lasso_on_the_map_filters_the_gallery_until_it_is_cleared(explore: Callable[[str], Page]) -> None:
    page = explore("&view=Map")
    gallery = page.locator(".gallery")
    page.wait_for_selector(".map[data-drawn='30']")
    expect(gallery).to_have_attribute("data-shown", "30")
    _draw_box(page, 0.5)
    expect(gallery).not_to_have_attribute("data-shown", "30")
    shown = int(gallery.get_attribute("data-shown") or 0)
    assert 0 < shown < 30
    expect(page.locator(".map")).to_have_attribute("data-shown", str(shown))
    _tile(page, 0).click()
    _selected(page, 1)
    page.get_by_role("button", name="Clear", exact=True).first.click()
    expect(gallery).to_have_attribute("data-shown", "30")


def test_enter_opens_the_image_and_the_way_back_leads_to_its_group(explore: Callable[[str], Page]) -> None:
    page = explore("&group=0")
    page.locator(".grid").press("Home")
    page.locator(".grid").press("Enter")
    page.wait_for_url("**/image?**")
    picture = page.locator(".im-frame img")
    picture.wait_for()
    page.wait_for_function("() => document.querySelector('.im-frame img').naturalWidth > 0")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("2 of ")).to_be_visible()
    page.get_by_role("link", name="‹ Group 0").click()
    page.wait_for_url("**/explore?**group=0**")
    page.wait_for_selector(".gallery[data-rev]")


def _tab_to(page: Page, text: str) -> None:
    """Press Tab until what has the focus begins with this text."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if str(page.evaluate("document.activeElement.innerText || ''")).strip().startswith(text):
            return
    raise AssertionError(f"Tab never comes to '{text}'.")


def test_a_group_is_promoted_opened_and_split_with_the_keyboard_alone(
    explore: Callable[[str], Page], workspace: Path, worker: None
) -> None:
    page = explore("")
    project = Project.open("coils", home=workspace)
    cards, undo = page.locator(".board"), page.get_by_test_id("stSidebar")
    expect(cards).to_have_attribute("data-count", str(len(project.tree().children("root"))))
    page.keyboard.press("c")
    expect(page.locator(".gl-card[data-key='0']")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    expect(cards).to_have_attribute("data-shown", "1")
    expect(page.locator(".gallery")).to_have_attribute("data-shown", str(project.group("1").size))
    page.keyboard.press("p")
    page.keyboard.type("<i>slag</i>")
    page.keyboard.press("Enter")
    expect(page.locator(".gl-card[data-key='1']").get_by_text("labeled", exact=True)).to_be_visible()
    assert set(project.labels()["class"]) == {"<i>slag</i>"}
    assert len(project.labels()) == project.group("1").size

    page.wait_for_selector(SETTLED)
    page.keyboard.press("c")
    expect(page.locator(".gl-card[data-key='1']")).to_be_focused()
    page.keyboard.press("n")
    expect(page.get_by_label("Name of Group 1")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("cinder")
    page.keyboard.press("Enter")
    expect(page.locator(".gl-card[data-key='1'] .gl-name")).to_have_text("cinder ›")

    page.keyboard.press("g")
    expect(page.locator(".item[data-path='root']")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**group=0**")
    expect(page.get_by_role("heading", name="Group 0", exact=True)).to_be_visible()
    page.wait_for_selector(SETTLED)
    _tab_to(page, "Split")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sweep, then split by Min-Max")).to_be_visible()
    _tab_to(page, "Sweep, then split by Min-Max")
    page.keyboard.press("Enter")
    expect(page.locator(".gl-card[data-key='0/0']")).to_be_visible(timeout=60_000)
    made = [group.path for group in project.tree().children("0")]
    assert len(made) >= 2
    expect(cards).to_have_attribute("data-count", str(len(made)))

    expect(undo.get_by_text("split '0'")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator(".item[data-path='0/0']")).to_have_count(0)
    assert project.tree().children("0") == []
    expect(undo.get_by_text("renamed")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(undo.get_by_text("promoted group '1'")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator(".item[data-path='1'] b")).to_have_text("")
    assert project.label_sets() == []


def test_a_reload_opens_the_same_selection(explore: Callable[[str], Page]) -> None:
    page = explore("&group=0")
    _tile(page, 1).click()
    _tile(page, 3).click(modifiers=["Shift"])
    expect(page.locator(".st-key-explore_bar").get_by_text("3 images", exact=True)).to_be_visible(timeout=15_000)
    page.wait_for_url("**selected=**")
    page.reload()
    _selected(page, 3)
    expect(_tile(page, 3)).to_have_attribute("aria-selected", "true")
    page.locator(".grid").press("Escape")
    page.wait_for_function("() => !location.search.includes('selected')")


def test_the_cells_of_two_compared_partitions_open_their_images(explore: Callable[[str], Page]) -> None:
    page = explore("&view=Compare")
    matrix = page.locator(".matrix")
    cell = page.locator(".matrix td[data-count]:not([data-count='0'])").first
    n = cell.get_attribute("data-count")
    cell.get_by_role("button").click()
    expect(matrix).not_to_have_attribute("data-shown", "")
    expect(page.locator(".gallery")).to_have_attribute("data-shown", str(n))
    page.wait_for_url("**part=**")
    cell.get_by_role("button").press("Home")
    page.keyboard.press("Enter")
    expect(matrix).to_have_attribute("data-shown", re.compile(r"^\d+,\*$"))
