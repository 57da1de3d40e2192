"""Two people label the same set at once, each at a browser of their own; the long version is a benchmark."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks.two_browsers import both, shared_project, wrong

pytestmark = pytest.mark.browser

ACTIONS = 10


def test_two_people_label_at_once_and_every_key_is_saved_or_explained(
    browser: Browser, dashboard: Callable[[Path], str], tmp_path: Path
) -> None:
    project = shared_project(tmp_path / "home", n_images=12)
    seen = both(dashboard(tmp_path / "home"), ACTIONS)
    assert [len(one.saved) + len(one.refused) for one in seen] == [ACTIONS, ACTIONS]
    assert all(one.saved for one in seen)
    assert not wrong(project, seen)
