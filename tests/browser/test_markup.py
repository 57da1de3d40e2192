"""Names with markup and script in them, on every page: shown as text, made into nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from benchmarks.serving import SETTLED
from classifiers import Project as Classifying
from grouping.project import People, Project
from ui.navigation import ENTRIES

pytestmark = pytest.mark.browser

NASTY = "<img src=x onerror=\"window.hit='{}'\"><script>window.hit='{}'</script> **b** [l](javascript:hit)"
MODEL_VIEWS = ("Confusion", "Errors", "Calibration", "Curves", "Card")
PASSWORD = "correct horse battery"


def _nasty(where: str) -> str:
    return NASTY.replace("{}", where)


@pytest.fixture
def marked(grouped_home: Path, tmp_path: Path) -> Path:
    home = tmp_path / "workspace"
    shutil.copytree(grouped_home, home)
    project = Project.open("coils", home)
    picture = tmp_path / "<img src=x onerror=window.hit='file'>.png"
    Image.new("L", (40, 30), 90).save(picture)
    (added,) = project.import_images(picture).added
    project.encode("efficientnet_lite0", device="cpu")
    group = project.groups()[0]
    project.rename(group.path, _nasty("group"))
    project.promote(group.path, _nasty("class"))
    project.define_class(_nasty("class of set"), _nasty("set"), description=_nasty("description"))
    project.relabel(project.image_ids([added]), _nasty("class"))
    project.promote(project.groups()[1].path, _nasty("second"))
    project.freeze()
    classifying = Classifying.of(project)
    for head in ("prototype", "knn"):
        key = classifying.train({"head": head, "search": False}, fractions=(0.5, 0.25, 0.25)).key
    classifying.predict(key)
    People.at(home).add(_nasty("person")[:90], "admin", PASSWORD)
    return home


def _settle(page: Page) -> None:
    page.locator(SETTLED).wait_for(timeout=60_000)
    page.locator(".gl-person").wait_for(timeout=30_000)


def test_names_are_text_on_every_page(browser: Browser, dashboard: Callable[[Path], str], marked: Path) -> None:
    project = Project.open("coils", marked)
    first = int(project.images()["id"].max())
    url, page = dashboard(marked), browser.new_page()
    page.set_default_timeout(60_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url)
    page.get_by_label("Name").fill(_nasty("person")[:90])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    _settle(page)
    for entry in ENTRIES:
        name = "" if entry.file == "home.py" else entry.file.removesuffix(".py")
        views = [f"&view={view}" for view in MODEL_VIEWS] if entry.file == "models.py" else []
        for query in ("", f"&group={project.groups()[0].path}&image={first}&id={first}", *views):
            page.goto(f"{url}/{name}?project=coils{query}")
            _settle(page)
            assert page.evaluate("window.hit") is None, entry.file
            assert page.locator("img[src='x']").count() == 0, entry.file
            assert page.locator("a[href^='javascript']").count() == 0, entry.file
            assert "<img src=x" in page.locator(".gl-person").inner_text()
    assert not [one for one in asked if one.rstrip("/").endswith("/x")]
    page.close()
