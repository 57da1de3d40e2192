"""The main gesture of the pages of models, in a real browser with a real worker: train, look at errors, accept."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from classifiers import Project

pytestmark = pytest.mark.browser

REPOSITORY = Path(__file__).resolve().parents[2]
SETTLED = "[data-testid='stApp'][data-test-script-state='notRunning']"


@pytest.fixture
def workspace(trained_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained_home, tmp_path / "workspace"))


@pytest.fixture
def worker(workspace: Path, tmp_path: Path) -> Iterator[None]:
    """A real worker of the workspace."""
    environment = {**os.environ, "GROUPLINE_HOME": str(workspace)}
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "grouping", "worker"], cwd=REPOSITORY, env=environment, stdout=log, stderr=log
        )
        yield
        process.terminate()
        process.wait(timeout=30)


def _open(browser: Browser, url: str) -> tuple[Page, list[str]]:
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(60_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(url)
    page.wait_for_selector(SETTLED)
    return page, errors


def test_a_head_is_trained_from_the_page_and_its_errors_open_as_images(
    browser: Browser, dashboard: Callable[[Path], str], workspace: Path, worker: None
) -> None:
    page, errors = _open(browser, f"{dashboard(workspace)}/train?project=coils")
    page.get_by_text("Decision tree", exact=True).click()
    page.get_by_role("button", name="Train 2 models on version 1").wait_for()
    page.get_by_text("Logistic regression", exact=True).click()
    page.get_by_role("button", name="Train Decision tree on version 1").click()
    page.get_by_text("Look at it").first.click()
    page.get_by_role("heading", name="Decision tree").wait_for()
    assert "models=" in page.url

    page.get_by_text("Confusion", exact=True).click()
    page.wait_for_selector(".matrix[data-rows='2']")
    page.locator(".matrix tbody th button").first.click()
    page.wait_for_selector(".matrix[data-shown='0,*']")
    page.locator(".tiles button").first.click()
    page.locator(".im-frame img").wait_for()
    assert not errors
    page.close()


def test_proposals_are_selected_accepted_by_key_and_brought_back_by_undo(
    browser: Browser, dashboard: Callable[[Path], str], workspace: Path
) -> None:
    page, errors = _open(browser, f"{dashboard(workspace)}/predict?project=coils")
    page.wait_for_selector(".gallery[data-painted][data-shown='6']")
    project = Project.open("coils", home=workspace)
    first = project.proposals().iloc[0]
    tiles = page.locator(".gallery .tile")
    assert tiles.nth(0).get_attribute("data-id") == str(first["id"]), "the most doubtful comes first"
    expect(tiles.nth(0).locator("em")).to_contain_text(f"{first['confidence']:.0%}")
    tiles.nth(0).click()
    tiles.nth(1).click(modifiers=["Shift"])
    page.wait_for_selector(".gallery[data-count='2']")
    page.get_by_role("button", name="Accept 2").wait_for()
    before = project.version()
    page.keyboard.press("a")
    page.get_by_text("2 of 6 decided: 2 accepted").wait_for()
    assert project.version() == before + 1
    assert len(project.label_sets()[0].labels) == 26

    page.wait_for_selector(".gallery[data-shown='4']")
    page.keyboard.press("Control+z")
    page.get_by_text("0 of 6 decided").wait_for()
    assert len(project.label_sets()[0].labels) == 24
    assert not errors
    page.close()
