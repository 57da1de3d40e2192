"""The steps of a person's way through the dashboard; each leaves the page where the next one begins."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, expect

from benchmarks.live import Live
from benchmarks.serving import SETTLED, Scheme
from grouping.project import Project

LONG = 240_000
"""Milliseconds that a job may take."""


class Journey:
    """The steps, each a method that leaves the page where the next one begins."""

    def __init__(self, browser: Browser, live: Live, shots: Path, width: int, scheme: Scheme) -> None:
        self.live, self.shots, self.width, self.scheme = live, shots, width, scheme
        self.page: Page = browser.new_page(viewport={"width": width, "height": 950}, color_scheme=scheme)
        self.page.set_default_timeout(30_000)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.count = 0

    def step(self, title: str, act: Callable[[], object]) -> None:
        """Do one step, print its seconds and take a picture."""
        begun = time.perf_counter()
        said = act()
        seconds = time.perf_counter() - begun
        self.settle()
        self.count += 1
        name = f"{self.count:02d}-{re.sub('[^a-z]+', '-', title.lower())}-{self.width}-{self.scheme}.png"
        self.page.screenshot(path=self.shots / name)
        print(f"{self.count:2d} {title:<34} {seconds:6.1f} s  {said or ''}", flush=True)

    def settle(self) -> None:
        """Wait until the page's script has run and its pictures are there."""
        self.page.wait_for_selector(SETTLED)
        self.page.wait_for_function("() => [...document.images].every((one) => one.complete || one.loading === 'lazy')")

    def project(self) -> Project:
        """Return the project as the library sees it."""
        return Project.open("journey", home=self.live.home)

    def go(self, title: str) -> None:
        """Go to another page by the sidebar."""
        self.page.get_by_test_id("stSidebar").get_by_role("link", name=re.compile(f"^{title}")).click()
        self.page.get_by_role("heading").first.wait_for()
        self.page.wait_for_selector(SETTLED)

    def wait_for_job(self, kind: str) -> str:
        """Wait until the newest job of a kind is done; raises AssertionError where it failed."""
        from grouping.jobs.records import recent_jobs

        for _ in range(LONG // 200):
            job = next((j for j in recent_jobs(self.project().workspace.database) if j.kind == kind), None)
            if job is not None and not job.active:
                assert job.state == "done", f"{kind}: {job.state} {job.error}"
                return job.state
            time.sleep(0.2)
        raise AssertionError(f"the job '{kind}' did not end")


def create(j: Journey) -> None:
    """Make the project from the empty workspace."""
    j.page.goto(j.live.url)
    j.page.get_by_label("Name of the new project").fill("journey")
    j.page.get_by_role("button", name="Create project").click()
    j.page.get_by_role("heading", name="Images", exact=True).wait_for()


def look_first(j: Journey, folder: Path, csv: Path | None) -> str:
    """Name the folder, choose where near-labels come from, and look before anything is written."""
    j.page.get_by_label("Folder, archive or image").fill(str(folder))
    j.page.keyboard.press("Enter")
    if csv is None:
        j.page.get_by_text("The folder that holds the image").click()
    else:
        j.page.get_by_text("A table (CSV)").click()
        j.page.get_by_label("Table", exact=True).fill(str(csv))
        j.page.keyboard.press("Enter")
    j.page.wait_for_selector(SETTLED)
    j.page.get_by_role("button", name="Look at it first").click()
    button = j.page.get_by_role("button", name=re.compile("^Import [0-9,]+ image"))
    button.wait_for()
    return button.inner_text()


def import_all(j: Journey) -> str:
    """Import, and see the health report."""
    j.page.get_by_role("button", name=re.compile("^Import [0-9,]+ image")).click()
    j.page.locator("[data-histogram]").first.wait_for(timeout=LONG)
    return f"{len(j.project().images()):,} images"


def begin_to_encode(j: Journey, preprocessing: str) -> None:
    """Hand the encoding to the worker and see it move."""
    j.go("Encode")
    j.page.get_by_role("radio", name=preprocessing, exact=True).click(force=True)
    j.page.wait_for_selector(SETTLED)
    j.page.get_by_role("button", name=re.compile("^Encode [0-9,]+ image")).click()
    j.page.get_by_text(re.compile(r"[1-9][0-9,]* of [0-9,]+")).first.wait_for(timeout=LONG)


def reload_in_the_middle(j: Journey) -> None:
    """Reload; the job is still there."""
    j.page.reload()
    j.page.get_by_role("heading", name="Encode", exact=True).wait_for()
    j.page.get_by_text(re.compile("[0-9,]+ of [0-9,]+")).first.wait_for()


def kill_in_the_middle(j: Journey) -> str:
    """Kill dashboard and worker, start both, and see the encoding end."""
    from grouping.jobs.records import recent_jobs

    job = next(one for one in recent_jobs(j.project().workspace.database) if one.kind == "encode")
    assert job.active, f"the encoding was {job.state} before it could be killed: take more images or --preprocessing"
    j.live.kill()
    j.live.start()
    j.page.reload()
    j.page.get_by_role("heading", name="Encode", exact=True).wait_for()
    j.wait_for_job("encode")
    j.page.get_by_text("Encoded already", exact=True).wait_for(timeout=LONG)
    return f"killed while '{job.state}'; {len(j.project().embeddings()[1]):,} embeddings"


def sweep(j: Journey) -> str:
    """Let the algorithms compete."""
    j.go("Group")
    j.page.get_by_role("button", name=re.compile("^Sweep [0-9,]+ image")).click()
    j.page.locator("[data-cluster]").first.wait_for(timeout=LONG)
    return str(j.page.get_by_text("the Min-Max pick").count() > 0)


def pick(j: Journey) -> str:
    """Take the pick."""
    j.page.get_by_role("button", name=re.compile("^Split into [0-9]+ groups")).click()
    j.page.get_by_text(re.compile("^Split into [0-9]+ group")).last.wait_for()
    for _ in range(100):
        if len(j.project().groups()) > 1:
            break
        time.sleep(0.1)
    return f"{len(j.project().groups())} groups"


def open_group(j: Journey, path: str) -> None:
    """Click a group of the tree and wait until the address names it."""
    j.page.locator(f".item[data-path='{path}']").click()
    j.page.wait_for_url(f"**group={quote(path, safe='')}**")
    j.page.wait_for_selector(SETTLED)


def drill(j: Journey) -> str:
    """Look into the largest group; sweep and split it there by one button, and stand before its cards."""
    j.go("Explore")
    largest = max(j.project().groups(), key=lambda group: group.size)
    open_group(j, largest.path)
    j.page.get_by_role("button", name="Split", exact=True).click()
    j.page.get_by_role("button", name="Sweep, then split by Min-Max").click()
    j.wait_for_job("split")
    j.page.locator(f".item[data-path='{largest.path}/0']").wait_for(timeout=LONG)
    return f"{largest.path} has {len(j.project().tree().children(largest.path))} groups"


def lasso(j: Journey) -> str:
    """Draw a lasso on the map of all images; the gallery follows."""
    j.page.get_by_test_id("stMain").get_by_text("All images ›").first.click()
    j.page.wait_for_url(lambda url: "group=" not in url)
    j.page.wait_for_selector(SETTLED)
    view = j.page.get_by_role("radio", name="Map", exact=True)
    expect(view).to_have_count(1)  # until the page is drawn anew, the former group's choice stands beside the new one
    view.click(force=True)
    j.page.wait_for_selector(".map[data-drawn]", timeout=60_000)
    j.page.get_by_role("button", name="Lasso").click()
    area = j.page.locator(".map").bounding_box()
    assert area
    corners = ((0.05, 0.25), (0.45, 0.25), (0.45, 0.95), (0.05, 0.95), (0.05, 0.3))
    places = [(area["x"] + x * area["width"], area["y"] + y * area["height"]) for x, y in corners]
    everything = j.page.locator(".gallery").get_attribute("data-shown")
    j.page.mouse.move(*places[0])
    j.page.mouse.down()
    for place in places[1:]:
        j.page.mouse.move(*place, steps=8)
    j.page.mouse.up()
    expect(j.page.locator(".gallery")).not_to_have_attribute("data-shown", str(everything))
    return f"{j.page.locator('.gallery').get_attribute('data-shown')} of {everything} images"


def label_lasso(j: Journey) -> str:
    """Select all that the lasso holds and label them."""
    grid = j.page.locator(".grid")
    grid.press("Control+a")
    shown = str(j.page.locator(".gallery").get_attribute("data-shown"))
    expect(j.page.locator(".gallery")).to_have_attribute("data-count", shown)
    j.page.get_by_placeholder("Class, or a new one").fill("left side")
    j.page.keyboard.press("Enter")
    j.page.get_by_role("button", name=re.compile("^Label [0-9,]+")).click()
    expect(j.page.locator(".tile").first).to_have_attribute("data-label", "left side")
    return f"{len(j.project().labels())} labels"


def promote(j: Journey) -> str:
    """Promote a whole group to a class."""
    smallest = min(j.project().groups(), key=lambda group: group.size)
    open_group(j, smallest.path)
    j.page.get_by_role("button", name=re.compile("^Promote all")).click()
    box = j.page.get_by_placeholder("Choose, or type a new one")
    box.fill("small group")
    j.page.keyboard.press("Enter")
    j.page.wait_for_selector(SETTLED)
    overwrite = j.page.get_by_text(re.compile("^Also those labeled otherwise"))
    if overwrite.count():
        overwrite.click()
        j.page.wait_for_selector(SETTLED)
    j.page.get_by_role("button", name=re.compile("^Promote [0-9,]+ image")).click()
    for _ in range(100):
        if "small group" in set(j.project().labels()["class"]):
            break
        time.sleep(0.1)
    j.page.keyboard.press("Escape")
    return json.dumps(_counts(j))


def relabel(j: Journey) -> str:
    """Give two images another class by one key."""
    j.go("Label")
    j.page.wait_for_selector(".gallery[data-painted]")
    tiles = j.page.locator(".gallery .tile")
    tiles.nth(0).click()
    tiles.nth(1).click(modifiers=["Shift"])
    j.page.wait_for_selector(".gallery[data-count='2']")
    before, version = _counts(j), j.project().version()
    first = str(tiles.nth(0).get_attribute("data-label"))
    j.page.keyboard.press("2" if first == "left side" else "1")
    _until(lambda: j.project().version() > version)
    return f"{json.dumps(before)} -> {json.dumps(_counts(j))}"


def undo(j: Journey) -> str:
    """Take that back by Ctrl+Z."""
    j.page.wait_for_selector(SETTLED)
    version = j.project().version()
    j.page.keyboard.press("Control+z")
    _until(lambda: j.project().version() > version)
    return json.dumps(_counts(j))


def freeze(j: Journey) -> str:
    """Keep the set as a version."""
    j.page.get_by_role("radio", name="Versions", exact=True).click(force=True)
    j.page.get_by_role("button", name=re.compile("^Freeze")).click()
    _until(lambda: bool(j.project().versions("labels")))
    return f"version {j.project().versions('labels')[-1].number}"


def export(j: Journey) -> str:
    """Export to the proposed folder and read it back; raises AssertionError where it differs from the labels."""
    import pandas as pd

    j.page.get_by_role("radio", name="Export", exact=True).click(force=True)
    j.page.wait_for_selector(SETTLED)
    j.page.get_by_label("Format").click()
    j.page.get_by_role("option", name=re.compile("^csv")).click()
    j.page.wait_for_selector(SETTLED)
    proposed = j.page.get_by_label("Folder on the machine that runs Groupline")
    expect(proposed).to_have_value(re.compile("csv$"))
    target = Path(proposed.input_value())
    j.page.get_by_role("button", name="Write the export").click()
    _until(lambda: (target / "manifest.json").exists(), seconds=300)
    j.page.get_by_text(re.compile("written to")).wait_for(timeout=LONG)
    table = pd.concat(pd.read_csv(one, dtype=str) for one in sorted(target.glob("*.csv")))
    labels = j.project().labels()
    shown = Counter(labels["class"])
    read = Counter(table["class" if "class" in table else "label"])
    assert read == shown, f"read back {dict(read)}, shown {dict(shown)}"
    return f"read back equal: {json.dumps(dict(sorted(read.items())))}"


def _counts(j: Journey) -> dict[str, int]:
    return dict(sorted(Counter(j.project().labels()["class"]).items()))


def _until(there: Callable[[], bool], seconds: float = 20) -> None:
    for _ in range(int(seconds * 20)):
        if there():
            return
        time.sleep(0.05)
    raise AssertionError("what was asked for did not come")
