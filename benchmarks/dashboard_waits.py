"""Each wait of a person at the dashboard, measured in a real browser."""

import itertools
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Page

from benchmarks.drawn_workspace import NAME
from benchmarks.serving import SETTLED, Server

Waits = dict[str, list[float]]
"""What was measured -> each time it took, in s; memory in MB."""

PATIENCE = 120_000
PAGES = {
    "Workspace": ("", "h1:has-text('drawn')"),
    "Images": ("images", "h1:has-text('Images')"),
    "Encode": ("encode", "h1:has-text('Encode')"),
    "Group": ("group", "h1:has-text('Group')"),
    "Explore": ("explore", ".st-key-explore_bench .gallery[data-painted]"),
    "Label": ("label", ".st-key-label-bar ~ * .gallery[data-painted], h1:has-text('Label')"),
}
"""Page -> its path, and what shows that it is drawn."""

LASSO = ((0.02, 0.2), (0.45, 0.2), (0.5, 0.6), (0.4, 0.96), (0.02, 0.96))
"""Corners of the lasso, as shares of the map; it holds several of the drawn groups."""

START = {"Home": ("", ".gl-card, [data-group]"), "Explore": ("explore", ".gallery[data-painted]")}


@contextmanager
def opened(browser: Browser) -> Iterator[Page]:
    """Give a page of a browser session of its own."""
    context = browser.new_context(viewport={"width": 1400, "height": 950})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def _timed(waits: Waits, what: str, act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    waits.setdefault(what, []).append(time.perf_counter() - began)
    return waits[what][-1]


def show(page: Page, server: Server, path: str, marker: str, parameters: str = "") -> None:
    """Open an address and wait until it shows what it should, and has settled."""
    page.goto(f"{server.url}/{path}?project={NAME}{parameters}", wait_until="commit")
    page.wait_for_selector(marker, state="attached")
    page.wait_for_selector(SETTLED)


def first_paints(browser: Browser, server: Server, waits: Waits, what: str, when: str) -> None:
    """Measure a deep link in a new browser session."""
    path, marker = START[what]
    with opened(browser) as page:
        _timed(waits, f"first paint: {what}, {when}", lambda: show(page, server, path, marker))


def tour(pages: list[str]) -> list[str]:
    """Return a walk that goes from every page to every other exactly once, and ends where it began."""
    left = {a: [b for b in pages if b != a] for a in pages}
    stack, walk = [pages[0]], list[str]()
    while stack:
        if left[stack[-1]]:
            stack.append(left[stack[-1]].pop())
        else:
            walk.append(stack.pop())
    return walk[::-1]


def page_changes(browser: Browser, server: Server, waits: Waits, rounds: int) -> str:
    """Measure every change between two main pages by the sidebar and return which is the slowest, by its median."""
    pairs: dict[str, list[float]] = {}
    walk = tour(list(PAGES))
    with opened(browser) as page:
        show(page, server, *PAGES[walk[0]])
        for _ in range(rounds):
            for before, after in itertools.pairwise(walk):
                seconds = _timed(waits, "page change", lambda after=after: _go(page, after))  # type: ignore[misc]
                pairs.setdefault(f"{before} to {after}", []).append(seconds)
                page.wait_for_timeout(300)
    slowest = max(pairs, key=lambda pair: min(pairs[pair]))
    return f"slowest: {slowest}, {min(pairs[slowest]):.2f} s"


def _go(page: Page, title: str) -> None:
    path, marker = PAGES[title]
    page.get_by_test_id("stSidebar").get_by_role("link", name=re.compile(f"^{title}")).click()
    page.wait_for_url(re.compile(rf":\d+/{path}(\?|$)"))
    page.wait_for_selector(marker, state="attached")
    page.wait_for_selector(SETTLED)


def waits_of_explore(browser: Browser, server: Server, waits: Waits, n_images: int, repeat: int) -> None:
    """Measure the map, the lasso and the click on an image."""
    map_drawn = f".map[data-drawn='{n_images}']"
    for _ in range(repeat):
        with opened(browser) as page:
            how = "map visible, from its address"
            _timed(waits, how, lambda page=page: show(page, server, "explore", map_drawn, "&view=Map"))  # type: ignore[misc]
        with opened(browser) as page:
            show(page, server, *START["Explore"])
            page.get_by_test_id("stButtonGroup").get_by_text("Map", exact=True).click()
            began = time.perf_counter()
            page.wait_for_selector(map_drawn)
            waits.setdefault("map visible, from the gallery", []).append(time.perf_counter() - began)
            page.wait_for_selector(SETTLED)
            _lasso(page, waits, n_images)
            _click(page, waits)


def _lasso(page: Page, waits: Waits, n_images: int) -> None:
    page.wait_for_timeout(300)
    area = page.locator(".map").bounding_box()
    assert area
    corners = [(area["x"] + x * area["width"], area["y"] + y * area["height"]) for x, y in LASSO]
    page.mouse.move(*corners[0])
    page.mouse.down()
    for corner in corners[1:]:
        page.mouse.move(*corner, steps=8)
    began = time.perf_counter()
    page.mouse.up()
    page.wait_for_selector(f".gallery[data-shown]:not([data-shown='{n_images}']) .tile")
    waits.setdefault("lasso to gallery", []).append(time.perf_counter() - began)


def _click(page: Page, waits: Waits) -> None:
    page.wait_for_selector(SETTLED)
    page.wait_for_timeout(300)

    def click() -> None:
        page.locator(".tile").nth(2).click()
        page.get_by_role("button", name="Discard 1", exact=True).wait_for()

    _timed(waits, "click to answer", click)


def waits_of_labels(browser: Browser, server: Server, waits: Waits, home: Path, repeat: int) -> None:
    """Measure from the key that labels an image until the database holds it, and until the page counts it."""
    with opened(browser) as page:
        show(page, server, "label", ".gallery[data-painted]")
        for turn in range(repeat):
            page.wait_for_timeout(500)
            page.locator(".tile").nth(turn % 5).click()
            page.get_by_text("Label 1 image as").wait_for()
            page.wait_for_selector(SETTLED)
            page.wait_for_timeout(300)
            before = _newest(home)
            saved: list[float] = []
            watcher = Thread(target=lambda saved=saved, before=before: saved.append(_when_after(home, before)))
            watcher.start()
            began = time.perf_counter()
            page.keyboard.press(str(2 + turn % 8))
            page.get_by_text("Label 0 images as").wait_for()
            waits.setdefault("key to saved: shown by the page", []).append(time.perf_counter() - began)
            watcher.join()
            waits.setdefault("key to saved: in the database", []).append(saved[0] - began)


def _newest(home: Path) -> int:
    with closing(sqlite3.connect(f"file:{home / 'groupline.db'}?mode=ro", uri=True)) as connection:
        return int(connection.execute("select max(number) from events").fetchone()[0])


def _when_after(home: Path, number: int) -> float:
    """Return when the database first held a later event, as `time.perf_counter`."""
    deadline = time.perf_counter() + PATIENCE / 1000
    while _newest(home) <= number:
        if time.perf_counter() > deadline:
            raise TimeoutError("the key was never saved")
        time.sleep(0.005)
    return time.perf_counter()


def memory_of_sessions(browser: Browser, server: Server, waits: Waits, sessions: int = 3) -> None:
    """Measure what each further browser session on Explore adds to the server's memory."""
    before = server.memory()
    for number in range(sessions):
        context = browser.new_context(viewport={"width": 1400, "height": 950})
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        show(page, server, *START["Explore"])
        after = server.memory()
        waits.setdefault("memory for each further session", []).append((after - before) / (number + 1))
    for context in browser.contexts:
        context.close()
