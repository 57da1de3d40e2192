import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data.sample import draw_sample
from grouping.jobs.records import recent_jobs
from grouping.project import Project
from grouping.steps.clean_up import clean_up
from grouping.store.workspace import Workspace
from grouping.worker import run_job

pytestmark = pytest.mark.browser


@pytest.fixture
def coils(tmp_path: Path) -> Path:
    """A folder with a folder for each near-label, a hidden file, and an archive."""
    strips = sorted(draw_sample(tmp_path / "strips", n_images=12, seed=0).rglob("*.jpg"))
    folder = tmp_path / "coils"
    for place, strip in enumerate(strips):
        target = folder / ("good" if place < 6 else "scratch ä") / f"a b%2f#{place}.jpg"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(strip, target)
    (folder / ".hidden").write_bytes(b"x")
    shutil.make_archive(str(folder / "more"), "zip", strips[0].parent, strips[0].name)
    return folder


def _open(browser: Browser, url: str) -> Page:
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    page.goto(f"{url}/images?project=coils")
    page.get_by_test_id("stMain").get_by_text("Upload from this computer").click()
    page.locator("[data-state=idle]").wait_for()
    return page


def _send(page: Page, folder: Path) -> None:
    page.locator("input.pick-folder").set_input_files(str(folder))
    page.locator("[data-state=done]").wait_for()


def test_a_dropped_folder_keeps_its_folders_and_goes_on_after_a_cut(
    browser: Browser, dashboard: Callable[[Path], str], home: Path, coils: Path
) -> None:
    Project.create("coils")
    page = _open(browser, dashboard(home))
    page.context.set_offline(True)
    box = page.locator(".uploader").bounding_box()
    assert box is not None
    data = {"items": [], "files": [str(coils)], "dragOperationsMask": 1}
    mouse = {"x": box["x"] + 50, "y": box["y"] + 20, "data": data}
    driver = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        driver.send("Input.dispatchDragEvent", {"type": kind, **mouse})
    expect(page.get_by_text("it goes on by itself")).to_be_visible()
    page.context.set_offline(False)
    page.locator("[data-state=done]").wait_for()
    (batch,) = (home / "uploads").iterdir()
    there = {path.relative_to(batch).as_posix() for path in batch.rglob("*") if path.suffix in (".jpg", ".zip")}
    folders = (("good", range(6)), ("scratch ä", range(6, 12)))
    expected = {f"files/coils/{name}/a b%2f#{place}.jpg" for name, places in folders for place in places}
    assert there == {*expected, "archives/coils/more.zip"}
    page.close()


def test_a_folder_is_uploaded_in_spite_of_a_reload_and_imported_once(
    browser: Browser, dashboard: Callable[[Path], str], home: Path, coils: Path
) -> None:
    project = Project.create("coils")
    page = _open(browser, dashboard(home))
    _send(page, coils / "good")
    expect(page.get_by_text("6 files here")).to_be_visible()
    page.reload()
    page.get_by_test_id("stMain").get_by_text("Upload from this computer").click()
    expect(page.get_by_text("6 files here")).to_be_visible()
    _send(page, coils / "good")
    expect(page.get_by_text("6 files had been here already and were skipped.")).to_be_visible()
    page.get_by_role("button", name="Discard them").click()
    page.locator("[data-state=idle]").wait_for()
    _send(page, coils)
    expect(page.get_by_text("13 files here")).to_be_visible()
    expect(page.get_by_text("1 file not taken")).to_be_visible()
    page.get_by_text("The folder that holds the image").click()
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Import 13 images").click()
    page.get_by_text("waits for the worker").first.wait_for()
    (job,) = recent_jobs(Workspace.at().database)
    run_job(home, job.id)
    table = project.images()
    assert len(table) == 12  # the thirteenth, in the archive, is the same picture as one of them
    assert dict(table["near_label"].value_counts()) == {"good": 6, "scratch ä": 6}
    (batch,) = clean_up(Workspace.at())
    assert not batch.exists()
    assert all(Path(place).is_relative_to(home / "images") for place in table["stored_uri"])
    page.close()
