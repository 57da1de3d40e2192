"""axe over every page, light and dark: no serious or critical finding in what is ours."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from benchmarks.serving import SETTLED
from grouping.project import Project

pytestmark = pytest.mark.browser

VIEWS = (
    ("", ""),
    ("images", ""),
    ("encode", ""),
    ("group", ""),
    ("group", "&view=Compare"),
    ("explore", ""),
    ("explore", "&view=Map"),
    ("explore", "&view=Compare"),
    ("label", ""),
    ("label", "&view=Classes"),
    ("label", "&view=History"),
    ("label", "&view=Versions"),
    ("train", ""),
    ("models", ""),
    ("models", "&view=Confusion"),
    ("models", "&view=Calibration"),
    ("models", "&view=Card"),
    ("predict", ""),
    ("search", "&how=Image&like=1"),
    ("zero_shot", ""),
    ("zero_shot", "&view=Measured"),
    ("zero_shot", "&by=Prompts"),
    ("image", "&image=1"),
)
"""Page, and what its address says beside the project."""

OF_STREAMLIT = {
    ("aria-allowed-attr", "stSidebar"): "the sidebar carries aria-expanded",
}
"""(rule, test id of the element) -> what Streamlit draws so, whatever a page does."""


def _ours(finding: dict[str, Any], element: dict[str, Any]) -> bool:
    return not any(
        rule == finding["id"] and f'data-testid="{test_id}"' in element["html"] for rule, test_id in OF_STREAMLIT
    )


def _serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {element['target']} {element['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for element in one["nodes"]
        if _ours(one, element)
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_finding(
    browser: Browser,
    dashboard: Callable[[Path], str],
    trained_home: Path,
    tmp_path: Path,
    scheme: Literal["light", "dark"],
) -> None:
    home = Path(shutil.copytree(trained_home, tmp_path / "copy"))
    project = Project.open("coils", home=home)
    project.freeze()
    url = dashboard(home)
    context = browser.new_context(viewport={"width": 1400, "height": 950}, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(30_000)
    found: dict[str, list[str]] = {}
    for path, parameters in VIEWS:
        page.goto(f"{url}/{path}?project=coils{parameters}")
        page.wait_for_selector(f"{SETTLED} [data-testid='stMain'] [data-testid='stElementContainer']", state="attached")
        page.wait_for_timeout(700)  # until nothing fades in any more: half transparent text has no contrast
        page.wait_for_selector(SETTLED)
        serious = _serious(page)
        if serious:
            found[f"{path}{parameters}"] = serious
    context.close()
    assert not found, "\n".join(f"{name}\n  " + "\n  ".join(lines) for name, lines in found.items())
