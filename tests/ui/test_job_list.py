from datetime import UTC, datetime
from typing import Any

import pytest

from grouping.jobs.records import Job
from ui.components.job_list import heading, state

NOW = datetime.now(UTC)


def _job(**changes: Any) -> Job:
    values: dict[str, Any] = dict.fromkeys(Job.__slots__)
    values |= {"id": 1, "project": "coils", "kind": "encode", "state": "running", "done": 50, "total": 300}
    values |= {"message": "", "created_at": NOW, "attempts": 1, "cancel_requested": False, "arguments": {}}
    return Job(**(values | changes))


def test_a_heading_says_what_is_done_to_which_project() -> None:
    assert heading(_job()) == "Encoding · coils"


def test_a_running_job_tells_how_far_it_is_and_the_time_left() -> None:
    assert state(_job(rate=10.0, message="batch 2")) == "50 of 300 · 25 s left · batch 2"


def test_without_a_total_it_tells_what_is_done() -> None:
    assert state(_job(total=None)) == "50 so far"


@pytest.mark.parametrize(
    ("name", "words"), [("queued", "waits"), ("interrupted", "lost its worker"), ("done", "just now")]
)
def test_other_states_are_told_in_words(name: str, words: str) -> None:
    assert words in state(_job(state=name, finished_at=NOW))
