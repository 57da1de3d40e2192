from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_page_shows_every_group_with_pictures_that_load(
    opened: Callable[..., Page], grouped_home: Path, scheme: str
) -> None:
    page = opened(grouped_home, width=1000, height=900, scheme=scheme)
    page.wait_for_selector("[data-group] img")
    pictures = page.locator("[data-group] img")
    for i in range(pictures.count()):
        pictures.nth(i).scroll_into_view_if_needed()
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-group] img')].every(i => i.complete && i.naturalWidth > 0)"
    )
    assert page.locator("[data-group]").count() >= 2
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.title() == "Workspace · Groupline"


def test_an_empty_workspace_opens_and_says_what_to_do(opened: Callable[..., Page], home: Path) -> None:
    page = opened(home, width=1000, height=900)
    page.get_by_text("This workspace is empty.").wait_for()
    assert page.get_by_role("button", name="Create project").is_visible()
