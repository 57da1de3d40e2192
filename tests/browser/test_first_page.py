from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

pytestmark = pytest.mark.browser

SETTLED = "[data-testid='stApp'][data-test-script-state='notRunning']"


def _open(browser: Browser, url: str, **options: object) -> tuple[Page, list[str], list[str]]:
    page = browser.new_page(viewport={"width": 1000, "height": 900}, **options)
    strangers: list[str] = []
    errors: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((url, url.replace("http", "ws"), "data:", "blob:")):
            strangers.append(request.url)

    page.on("request", note)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(url)
    page.wait_for_selector(SETTLED)
    return page, strangers, errors


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_page_shows_every_group_with_pictures_that_load(
    browser: Browser, dashboard: Callable[[Path], str], grouped_home: Path, scheme: str
) -> None:
    page, strangers, errors = _open(browser, dashboard(grouped_home), color_scheme=scheme)
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
    assert not errors
    assert not strangers, "a plant without internet could not load these"
    page.close()


def test_an_empty_workspace_opens_and_says_what_to_do(
    browser: Browser, dashboard: Callable[[Path], str], home: Path
) -> None:
    page, strangers, errors = _open(browser, dashboard(home))
    page.get_by_text("This workspace is empty.").wait_for()
    assert page.get_by_role("button", name="Create project").is_visible()
    assert not errors
    assert not strangers
    page.close()
