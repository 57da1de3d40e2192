"""Explore with what the neighbours tell, in a real browser: similar images by key, scales, a group's own plane."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from grouping.jobs.records import recent_jobs
from grouping.project import Project
from grouping.worker import run_job

pytestmark = pytest.mark.browser


def test_similar_images_are_reached_and_left_by_key_with_the_selection_kept(
    explore: Callable[[str], Page], workspace: Path
) -> None:
    page = explore("&view=Images")
    project = Project.open("coils", home=workspace)
    grid, gallery = page.locator(".grid"), page.locator(".gallery")
    grid.press("Home")
    grid.press("ArrowRight")
    grid.press("ArrowRight")
    grid.press(" ")
    expect(gallery).to_have_attribute("data-count", "1")
    image_id = project.picture_columns().ids[2].item()
    expect(page.get_by_role("button", name="Similar")).to_be_visible()
    page.keyboard.press("s")
    page.wait_for_url(f"**like={image_id}**")
    near = project.similar(image_id, 50)
    expect(page.locator(".tile[data-at='0']")).to_have_attribute("data-id", str(image_id))
    expect(page.locator(".tile[data-at='1']")).to_have_attribute("data-id", str(near["id"].iloc[0]))
    expect(page.locator(".tile[data-at='1'] em")).to_have_text(f"{near['distance'].iloc[0]:.3f}")
    expect(gallery).to_have_attribute("data-count", "1")
    expect(grid).to_be_focused()
    page.keyboard.press("Backspace")
    page.wait_for_function("() => !location.search.includes('like')")
    expect(page.locator(".tile[data-at='2']")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".tile[data-at='0']")).not_to_have_attribute("data-id", str(image_id))


def test_a_scale_stands_in_the_legend_and_groups_hidden_there_are_shown_again(explore: Callable[[str], Page]) -> None:
    page = explore("&view=Map")
    page.wait_for_selector(".map[data-drawn='30']")
    page.locator(".legend button").first.click()
    expect(page.locator(".legend button").first).to_have_attribute("aria-pressed", "false")
    for colour in ("Sharpness", "Group"):
        page.get_by_role("combobox", name="Colour by").click()
        page.get_by_role("option", name=colour, exact=True).click()
        page.wait_for_url(f"**colour={colour}**")
        expect(page.locator(".legend figcaption")).to_have_count(1 if colour == "Sharpness" else 0)
    expect(page.locator(".legend button").first).to_have_attribute("aria-pressed", "true")


def test_a_group_alone_is_laid_out_while_its_part_of_the_map_stays(
    explore: Callable[[str], Page], workspace: Path
) -> None:
    page = explore("&view=Map&group=0")
    size = Project.open("coils", home=workspace).group("0").size
    page.get_by_text("This group alone").click()
    page.wait_for_url("**alone=1**")
    page.get_by_role("button", name=f"Lay out {size} images by PCA").click()
    expect(page.get_by_text("waits for the worker").first).to_be_visible()
    expect(page.locator(".map")).to_have_attribute("data-drawn", str(size))
    project = Project.open("coils", home=workspace)
    run_job(workspace, recent_jobs(project.workspace.database)[0].id)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page.get_by_text("is not laid out by")).to_have_count(0)
    expect(page.locator(".map")).to_have_attribute("data-drawn", str(size))
