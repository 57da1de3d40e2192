"""A server that nobody has asked anything yet opens whatever page an address names."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.serving import SETTLED
from ui.navigation import ENTRIES, Entry

pytestmark = pytest.mark.browser

MARKS = {
    "home.py": "[data-group]",
    "images.py": "[data-histogram]",
    "encode.py": "text=Encoded already",
    "group.py": "[data-cluster]",
    "explore.py": ".gallery[data-rev]",
    "search.py": "text=Name an image of this project",
    "label.py": "[data-testid='stMain'] >> text=Label set",
    "zero_shot.py": "text=Classes are told by",
    "train.py": "text=No image has a label yet",
    "models.py": "text=There is no model yet",
    "predict.py": "[data-testid='stMain'] >> text=There is no model yet",
    "image.py": ".im-frame img",
}
"""What only this page shows."""


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.title)
def test_a_cold_server_opens_a_deep_link_with_its_project(
    browser: Browser, dashboard: Callable[[Path], str], grouped_home: Path, entry: Entry
) -> None:
    file = entry.file
    name = "" if file == "home.py" else file.removesuffix(".py")
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{dashboard(grouped_home)}/{name}?project=coils&image=1")
    page.locator(MARKS[file]).first.wait_for()
    page.wait_for_selector(SETTLED)
    expect(page).to_have_title(f"{entry.title} · Groupline")
    assert "project=coils" in page.url
    assert not errors
    page.close()
