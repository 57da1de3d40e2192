"""Recognition and search in a real browser: groups become classes, images are accepted, and one finds those like it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.serving import SETTLED
from grouping.jobs.records import recent_jobs
from grouping.project import Project
from grouping.worker import run_job

pytestmark = pytest.mark.browser


def test_groups_tell_classes_and_what_is_recognised_becomes_labels(
    browser: Browser, dashboard: Callable[[Path], str], grouped_home: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(grouped_home, tmp_path / "copy"))
    project = Project.open("coils", home=home)
    page = browser.new_page(viewport={"width": 1400, "height": 950})
    page.set_default_timeout(30_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{dashboard(home)}/zero_shot?project=coils")
    page.get_by_role("button", name="as classes").click()
    page.locator("[data-recognised]").wait_for(state="attached")
    page.get_by_role("radio", name="Accepted").click()
    page.locator(".tile em").first.wait_for()
    page.locator(".tile[data-at='0']").click()
    accept = page.get_by_role("button", name="Accept 1", exact=True)
    expect(page.get_by_text("nearer than")).to_be_visible()
    accept.click()
    page.get_by_text("1 image labeled in 'labels'").wait_for()
    assert len(project.labels("labels")) == 1
    page.locator("[data-testid='stSidebar']").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("radio", name="Labeled 0")).to_be_visible()
    assert len(project.labels("labels")) == 0
    page.reload()
    page.locator("[data-recognised]").wait_for(state="attached")
    assert "from=groups" in page.url
    assert not errors
    page.close()


def test_what_each_part_does_is_measured_in_the_background(
    browser: Browser, dashboard: Callable[[Path], str], grouped_home: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(grouped_home, tmp_path / "copy"))
    project = Project.open("coils", home=home)
    for number, group in enumerate(project.groups()):
        project.promote(group.path, f"class {number}")
    page = browser.new_page(viewport={"width": 1400, "height": 950})
    page.set_default_timeout(30_000)
    page.goto(f"{dashboard(home)}/zero_shot?project=coils&by=Images&view=Measured")
    page.get_by_role("radio", name="Parts").click()
    page.get_by_role("button", name="Measure each part").click()
    page.locator("[data-waiting='ablate']").wait_for(state="attached")
    run_job(home, recent_jobs(project.workspace.database)[0].id)
    page.locator("[data-parts]").wait_for(state="attached")
    expect(page.get_by_role("button", name="Measure each part")).to_have_count(0)
    page.close()


def test_a_selected_image_is_searched_by_and_enter_opens_one(
    browser: Browser, dashboard: Callable[[Path], str], grouped_home: Path
) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 950})
    page.set_default_timeout(30_000)
    page.goto(f"{dashboard(grouped_home)}/search?project=coils&how=Image&like=3")
    page.locator("[data-found='24']").wait_for(state="attached")
    tile = page.locator(".tile[data-at='0']")
    nearest = tile.get_attribute("data-id")
    tile.click()
    page.get_by_role("button", name="Similar to it").click()
    page.wait_for_url(f"**like={nearest}**")
    page.wait_for_selector(SETTLED)
    page.locator(".tile[data-at='1']").click()
    page.locator(".grid").press("Enter")
    page.wait_for_url("**/image?**")
    page.close()
