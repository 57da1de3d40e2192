"""The way in and out with a real browser: refused, logged in, seen, acted, logged out, thrown out."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.serving import SETTLED
from grouping.project import People

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"


@pytest.fixture
def peopled(grouped_home: Path, tmp_path: Path) -> Path:
    home = tmp_path / "workspace"
    shutil.copytree(grouped_home, home)
    People.at(home).add("vera", "viewer", PASSWORD)
    People.at(home).add("ada", "admin", PASSWORD)
    return home


def _log_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def _settle(page: Page) -> None:
    page.locator(SETTLED).wait_for(timeout=30_000)


def test_from_a_deep_link_through_the_log_in_and_out_again(
    browser: Browser, dashboard: Callable[[Path], str], peopled: Path
) -> None:
    url = dashboard(peopled)
    context = browser.new_context(java_script_enabled=True)
    page = context.new_page()
    page.goto(f"{url}/label?project=coils")
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    _log_in(page, "ada", "wrong password")
    expect(page.get_by_role("alert")).to_contain_text("do not fit together")
    expect(page.get_by_label("Name")).to_have_value("ada")
    _log_in(page, "ada")
    page.wait_for_url("**/label?project=coils")
    _settle(page)
    expect(page.locator(".gl-person")).to_contain_text("ada · admin", timeout=20_000)
    cookie = next(one for one in context.cookies() if one["name"] == "groupline_session")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")

    page.get_by_role("link", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    page.goto(url)
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    context.close()


def test_a_viewer_sees_what_is_closed_and_one_who_is_removed_sees_nothing_more(
    browser: Browser, dashboard: Callable[[Path], str], peopled: Path
) -> None:
    url = dashboard(peopled)
    page = browser.new_page()
    page.goto(url)
    _log_in(page, "vera")
    expect(page.locator(".gl-person")).to_contain_text("vera · viewer", timeout=20_000)
    page.get_by_role("button", name="New project").click()
    expect(page.get_by_role("button", name="Create project")).to_be_disabled()

    People.at(peopled).remove("vera")
    page.reload()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    page.close()
