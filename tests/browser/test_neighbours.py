"""Similar images and likely mislabeled ones in a real browser: a click on a tile opens its image."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.serving import SETTLED
from grouping.project import Project

pytestmark = pytest.mark.browser


def test_a_click_on_a_similar_or_suspect_image_opens_it(
    browser: Browser, dashboard: Callable[[Path], str], grouped_home: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(grouped_home, tmp_path / "copy"))
    project = Project.open("coils", home=home)
    nearest = int(project.similar(3, 1)["id"][0])
    for group in project.tree().children("root"):
        project.promote(group.path, f"class {group.path}")
    project.relabel([nearest], "<b>wrong</b>")
    url = dashboard(home)
    page = browser.new_page(viewport={"width": 1400, "height": 950})
    page.set_default_timeout(15_000)
    page.goto(f"{url}/image?project=coils&image=3")
    tiles = page.locator(".tiles[data-count='12']")
    expect(tiles.get_by_text("<b>wrong</b>")).to_be_visible()  # as text
    tiles.locator("button").first.click()
    page.wait_for_url(f"**image={nearest}**")
    page.wait_for_selector(SETTLED)
    page.goto(f"{url}/label?project=coils")
    page.get_by_text("Likely mislabeled first").click()
    suspect = page.locator(".tiles.row button").first
    wanted = suspect.get_attribute("data-id")
    assert wanted == str(project.mislabeled("labels")["id"][0])
    expect(page.locator(".tile[data-at='0']")).to_be_visible()
    suspect.click()
    page.wait_for_url(f"**image={wanted}**")
    page.close()
