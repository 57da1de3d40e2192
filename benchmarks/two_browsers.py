"""Two people, each logged in at a browser of their own, label the same set at once; then every key is accounted for.

    python -m benchmarks.two_browsers [--actions 200] [--images 60]

Each has a real Chromium in a thread of their own. Again and again they click on a random image, press the key of a
random class, and note what the page says: saved, or refused, with the reason. A key is refused when the other labeled
the same image after the page was drawn. At the end the events in the database must be exactly those that the two saw
as saved.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from benchmarks.serving import SETTLED, chromium, serving
from grouping import Project
from grouping.store.people import add_person

NAME, CLASSES, PEOPLE = "shared", ("ok", "rust", "scale"), ("ann", "bob")
PASSWORD = "a long enough password"

OUTCOME = """([before]) => {
  const alert = [...document.querySelectorAll("[data-testid=stAlert]")].map((one) => one.innerText).join(" ");
  if (alert && alert !== before) return { refused: alert };
  const bar = document.querySelector(".st-key-label-bar");
  const settled = document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning";
  return settled && bar && bar.innerText.includes("Label 0 images") ? { refused: "" } : null;
}"""
"""In the browser: how the last key ended; null while it is not known."""


@dataclass(slots=True)
class Seen:
    """What one person saw of their own keys."""

    person: str
    saved: list[tuple[int, str]] = field(default_factory=list)
    """(image, class) in the order of the keys."""
    refused: list[str] = field(default_factory=list)


def shared_project(home: Path, n_images: int) -> Project:
    """Make a project of small drawn images with three classes, and two people who may label."""
    rng = np.random.default_rng(0)
    folder = home.parent / "images"
    folder.mkdir(parents=True)
    for number in range(n_images):
        Image.fromarray(rng.integers(0, 256, (24, 24), dtype=np.uint8)).save(folder / f"{number:04d}.png")
    project = Project.create(NAME, home=home)
    project.import_images(folder)
    for name in CLASSES:
        project.define_class(name)
    for person in PEOPLE:
        add_person(project.workspace.database, person, "labeler", PASSWORD, "the benchmark")
    return project


def label_by_key(url: str, person: str, actions: int, seed: int) -> Seen:
    """Log in, label random images by key, and return what the page said of each."""
    seen, rng = Seen(person), random.Random(seed)
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1100, "height": 900})
        page.set_default_timeout(60_000)
        _log_in(page, url, person)
        for _ in range(actions):
            _one_key(page, seen, rng)
    return seen


def _log_in(page: Page, url: str, person: str) -> None:
    page.goto(f"{url}/label?project={NAME}")
    page.fill("input[name=name]", person)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_selector(".gallery[data-painted] .tile")
    page.wait_for_selector(SETTLED)


def _one_key(page: Page, seen: Seen, rng: random.Random) -> None:
    tiles = page.locator(".gallery .tile")
    tile = tiles.nth(rng.randrange(tiles.count()))
    image = int(tile.get_attribute("data-id") or 0)
    tile.click()
    page.get_by_text("Label 1 image as").wait_for()
    page.wait_for_selector(SETTLED)
    selected = int(page.locator(".gallery .tile[aria-selected=true]").get_attribute("data-id") or 0)
    before = " ".join(page.locator("[data-testid=stAlert]").all_inner_texts())
    key = rng.randrange(len(CLASSES))
    page.keyboard.press(str(key + 1))
    outcome = page.wait_for_function(OUTCOME, arg=[before], polling=20).json_value()
    if outcome["refused"]:
        seen.refused.append(outcome["refused"])
        page.wait_for_selector(SETTLED)
        page.locator(".gallery[data-count='1'] .grid").press("Escape")  # what was refused is still selected
        page.get_by_text("Label 0 images as").wait_for()
    else:
        seen.saved.append((selected or image, CLASSES[key]))
    page.wait_for_selector(SETTLED)


def wrong(project: Project, seen: list[Seen]) -> list[str]:
    """Return what is wrong: a key that was lost, made twice or by another, a last label gone, a mute refusal."""
    found = []
    kept = [event for event, _, valid in project.history() if valid and event.kind == "label"]
    for one in seen:
        own = [(edit.image_ids, edit.class_name) for event in kept if event.user == one.person for edit in event.edits]  # type: ignore[union-attr]
        if own != [((image,), name) for image, name in one.saved]:
            found.append(f"{one.person} saw {len(one.saved)} keys saved, the database holds {len(own)} of theirs")
        found += [
            f"a refusal does not say why: {text}" for text in one.refused if "changed since you looked" not in text
        ]
    if len(kept) != sum(len(one.saved) for one in seen):
        found.append(f"the database holds {len(kept)} steps in all")
    return found


def both(url: str, actions: int) -> list[Seen]:
    """Let the two people label at the same time."""
    with ThreadPoolExecutor(len(PEOPLE)) as pool:
        jobs = [pool.submit(label_by_key, url, person, actions, seed) for seed, person in enumerate(PEOPLE)]
        return [job.result() for job in jobs]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actions", type=int, default=200, help="keys that each presses")
    parser.add_argument("--images", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="groupline-two-") as folder:
        home = Path(folder) / "home"
        project = shared_project(home, options.images)
        with serving(home, Path(folder) / "dashboard.log") as server:
            began = time.perf_counter()
            seen = both(server.url, options.actions)
            seconds = time.perf_counter() - began
        found = wrong(project, seen)
        for one in seen:
            print(f"{one.person}: {len(one.saved)} saved, {len(one.refused)} refused")
        steps = Counter(event.user for event, _, _ in project.history() if event.kind == "label")
        print(f"in the database: {dict(steps)}; {seconds:.0f} s; wrong: {found or 'nothing'}")
        refusal = next((text for one in seen for text in one.refused), "")
        if refusal:
            print(f"a refusal: {refusal}")
    keys = sum(len(one.saved) + len(one.refused) for one in seen)
    sys.exit(1 if found or keys != options.actions * len(PEOPLE) else 0)


if __name__ == "__main__":
    main()
