from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from benchmarks.serving import SETTLED
from data.sample import draw_sample
from grouping.jobs.records import recent_jobs
from grouping.store.workspace import Workspace
from grouping.worker import run_job

pytestmark = pytest.mark.browser


@pytest.fixture
def strips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder: Path = draw_sample(tmp_path / "strips", n_images=30, seed=0)
    Image.new("L", (1600, 256)).save(folder / "black.png")
    monkeypatch.setenv("GROUPLINE_IMPORT_ROOTS", str(tmp_path))
    return folder


def _settle(page: Page) -> None:
    page.wait_for_selector(SETTLED)


def test_a_folder_is_imported_and_its_health_is_seen(
    browser: Browser, dashboard: Callable[[Path], str], home: Path, strips: Path
) -> None:
    url = dashboard(home)
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(url)
    page.get_by_label("Name of the new project").fill("coils <b>1</b>")
    page.get_by_role("button", name="Create project").click()
    page.get_by_role("heading", name="Images", exact=True).wait_for()
    page.get_by_label("Folder, archive or image").fill(str(strips))
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Import 31 images").click()
    page.get_by_text("waits for the worker").first.wait_for()
    (job,) = recent_jobs(Workspace.at().database)
    run_job(home, job.id)
    # The page looks by itself, and shows the report as soon as the job is done.
    page.locator("[data-histogram]").first.wait_for()
    page.get_by_text("Flagged ·").click()
    page.locator("[data-count] img").first.wait_for()
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-count] img')].every(i => i.complete && i.naturalWidth > 0)"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    with page.context.expect_page() as opened:
        page.locator("[data-count] a").first.click()
    expect(opened.value.get_by_text("black.png").first).to_be_visible()
    assert not errors
    page.close()


def test_a_question_mark_shows_the_keys_but_not_while_typing(
    browser: Browser, dashboard: Callable[[Path], str], home: Path
) -> None:
    page = browser.new_page()
    page.goto(dashboard(home))
    name = page.get_by_label("Name of the new project")
    name.fill("")
    name.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    assert name.input_value() == "?"
    page.get_by_role("heading", name="Groupline").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.close()
