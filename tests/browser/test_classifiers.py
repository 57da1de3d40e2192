"""The main gesture of the pages of models, in a real browser with a real worker: train, look at errors, accept."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from classifiers import Project

pytestmark = pytest.mark.browser


@pytest.fixture
def workspace(trained_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained_home, tmp_path / "workspace"))


def test_a_head_is_trained_from_the_page_and_its_errors_open_as_images(
    opened: Callable[..., Page], workspace: Path, worker: None
) -> None:
    page = opened(workspace, "/train?project=coils")
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


def test_proposals_are_selected_accepted_by_key_and_brought_back_by_undo(
    opened: Callable[..., Page], workspace: Path
) -> None:
    page = opened(workspace, "/predict?project=coils")
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


def test_what_a_button_asks_of_the_worker_is_shown_when_it_is_done_without_another_touch(
    opened: Callable[..., Page], workspace: Path, worker: None
) -> None:
    page = opened(workspace, "/train?project=coils&recipe=Fine-tuned network")
    page.get_by_role("button", name="Check for leaks").click()
    page.get_by_text("No leaks: no image").wait_for()
    page.get_by_role("button", name="Show what the changes do").click()
    page.get_by_text("as training sees it").wait_for()
    expect(page.get_by_role("img", name="changed as in training")).to_have_count(6)

    project = Project.open("coils", home=workspace)
    before = project.predictions()[0].at
    page.goto(page.url.partition("/train")[0] + "/predict?project=coils")
    page.get_by_role("button", name="Propose classes for 6 unlabeled images").click()
    for _ in range(100):
        if project.predictions()[0].at > before:
            break
        page.wait_for_timeout(500)
    page.get_by_role("button", name="Propose classes for 6 unlabeled images").wait_for()
    expect(page.get_by_text("Predicting")).to_have_count(0)
    assert project.predictions()[0].at > before
