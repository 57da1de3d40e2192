"""The main gesture of the page of labels, by mouse and keyboard in a real browser."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from grouping.project import Project

pytestmark = pytest.mark.browser


@pytest.fixture
def workspace(grouped_home: Path, tmp_path: Path) -> Path:
    """A project with two classes, `ash` and `rust`, of which the first has six images."""
    home = tmp_path / "workspace"
    shutil.copytree(grouped_home, home)
    project = Project.open("coils", home=home)
    project.promote(project.images()["id"].tolist()[:6], "ash")
    project.define_class("rust")
    return home


def test_images_are_selected_labeled_by_key_and_brought_back_by_undo(
    opened: Callable[..., Page], workspace: Path
) -> None:
    page = opened(workspace, "/label?project=coils", width=1000, height=1000)
    page.wait_for_selector(".gallery[data-painted]")
    tiles = page.locator(".gallery .tile")
    tiles.nth(0).click()
    tiles.nth(2).click(modifiers=["Shift"])
    page.wait_for_selector(".gallery[data-count='3']")
    page.get_by_text("Label 3 images as").wait_for()
    before = Project.open("coils", home=workspace).version()

    page.keyboard.press("2")
    page.get_by_text("rust 3").first.wait_for()
    page.wait_for_selector(".gallery[data-count='0']")
    project = Project.open("coils", home=workspace)
    assert project.label_sets()[0].counts() == {"ash": 3, "rust": 3}
    assert project.version() == before + 1, "one press is one step, though gallery and button know the key"

    page.get_by_text("ash 3").first.wait_for()
    page.keyboard.press("Control+z")
    page.get_by_text("ash 6").first.wait_for()
    assert project.label_sets()[0].counts() == {"ash": 6, "rust": 0}


def test_a_click_on_a_curve_shows_that_partition_and_a_reload_keeps_it(
    opened: Callable[..., Page], workspace: Path
) -> None:
    page = opened(workspace, "/group?project=coils", width=1000, height=1000)
    page.wait_for_selector(".js-plotly-plot .scatterlayer .trace .point")
    page.wait_for_selector("[data-cluster]")
    # Where the line of K-Means has five clusters, in the panel of the entropy.
    spot = page.evaluate(
        """() => {
          const plot = document.querySelector(".js-plotly-plot");
          const line = plot._fullData.find((one) => one.name.startsWith("K-Means"));
          const at = line.customdata.findIndex(([, k]) => k === 5);
          const { xaxis, yaxis } = plot._fullLayout, box = plot.getBoundingClientRect();
          return [box.x + xaxis._offset + xaxis.d2p(line.x[at]), box.y + yaxis._offset + yaxis.d2p(line.y[at])];
        }"""
    )
    page.mouse.move(*spot)
    page.wait_for_selector(".js-plotly-plot .hoverlayer .hovertext")
    page.mouse.click(*spot)
    page.get_by_role("button", name="Split into 5 groups").wait_for()
    assert page.locator("[data-cluster]").count() == 5
    page.reload()
    page.get_by_role("button", name="Split into 5 groups").wait_for()
