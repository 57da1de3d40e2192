"""A real dashboard, a real worker and a real browser."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from benchmarks.serving import REPOSITORY, SETTLED, Scheme, serving

Opened = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def dashboard(tmp_path: Path) -> Iterator[Callable[[Path], str]]:
    """Serves a workspace and returns the address; stopped when the test ends."""
    with ExitStack() as running:
        yield lambda home: running.enter_context(serving(home, tmp_path / "dashboard.log")).url


@pytest.fixture
def workspace(grouped_home: Path, tmp_path: Path) -> Path:
    """A copy of the grouped workspace, to be changed."""
    return Path(shutil.copytree(grouped_home, tmp_path / "copy"))


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


@pytest.fixture
def opened(browser: Browser, dashboard: Callable[[Path], str]) -> Iterator[Opened]:
    """Serves a workspace, opens a page of it, such as '/label?project=coils', and waits until that is drawn.

    At the end none of them had an error in its scripts, nor asked anything of strangers, which a plant without
    internet could not reach.
    """
    addresses: dict[Path, str] = {}
    pages: list[Page] = []
    troubles: list[str] = []

    def open_page(home: Path, at: str = "/", *, width: int = 1400, height: int = 950, scheme: Scheme = "light") -> Page:
        url = addresses.setdefault(home, "") or dashboard(home)
        addresses[home] = url
        ours = (url, url.replace("http", "ws"), "data:", "blob:")

        def note(request: Request) -> None:
            if not request.url.startswith(ours):
                troubles.append(request.url)

        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        page.set_default_timeout(60_000)
        page.on("request", note)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(f"{url}{at}")
        page.wait_for_selector(SETTLED)
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert not troubles


@pytest.fixture
def explore(opened: Opened, workspace: Path) -> Callable[[str], Page]:
    """Opens Explore with more parameters, such as '&group=0'."""

    def show(parameters: str) -> Page:
        page = opened(workspace, f"/explore?project=coils{parameters}")
        page.wait_for_selector(".gallery[data-rev]")
        page.wait_for_selector(SETTLED)
        return page

    return show
