from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from grouping.jobs.records import Job
from ui.components.job_words import heading, no_worker, shown_jobs, state, subject


def _now() -> datetime:
    return datetime.now(UTC)  # at each call: the module may be read minutes before a test of it runs


def _job(**changes: Any) -> Job:
    values: dict[str, Any] = dict.fromkeys(Job.__slots__)
    values |= {"id": 1, "project": "coils", "kind": "encode", "state": "running", "done": 50, "total": 300}
    values |= {"message": "", "created_at": _now(), "attempts": 1, "cancel_requested": False, "arguments": {}}
    return Job(**(values | changes))


def test_a_heading_says_what_is_done_to_which_project() -> None:
    assert heading(_job()) == "Encoding · coils"


@pytest.mark.parametrize(
    ("kind", "arguments", "words"),
    [
        ("encode", {"encoder": "vgg16", "preprocessing": "tiles"}, "vgg16 · tiles"),
        ("import", {"source": "/data/coils"}, "/data/coils"),
        ("sweep", {"group": "3/1"}, "group 3/1"),
        ("sweep", {"group": "root"}, ""),
    ],
)
def test_a_job_tells_what_it_is_about(kind: str, arguments: dict[str, str], words: str) -> None:
    assert subject(_job(kind=kind, arguments=arguments)) == words


def test_a_running_job_tells_how_far_it_is_its_pace_and_the_time_left() -> None:
    assert state(_job(rate=10.0, message="batch 2")) == "50 of 300 · 10.0/s · 25 s left · batch 2"


def test_a_job_that_is_told_to_stop_says_so() -> None:
    assert state(_job(cancel_requested=True)).startswith("stopping · ")


def test_without_a_total_it_tells_what_is_done() -> None:
    assert state(_job(total=None)) == "50 so far"
    assert state(_job(total=None, done=0)) == "starting"


@pytest.mark.parametrize(
    ("name", "words"), [("queued", "waits"), ("interrupted", "lost its worker"), ("done", "just now")]
)
def test_other_states_are_told_in_words(name: str, words: str) -> None:
    assert words in state(_job(state=name, finished_at=_now()))


def test_a_job_that_waits_long_while_none_runs_has_no_worker() -> None:
    old = _job(state="queued", created_at=_now() - timedelta(minutes=1))
    assert no_worker([old])
    assert not no_worker([old, _job()])
    assert not no_worker([_job(state="queued")])


def test_a_list_is_of_one_project_and_of_some_kinds() -> None:
    jobs = [_job(id=3), _job(id=2, project="plates"), _job(id=1, kind="import")]
    assert [job.id for job in shown_jobs(jobs, "coils", ("encode",), 9)] == [3]
    assert [job.id for job in shown_jobs(jobs, "", (), 2)] == [1, 2]


def test_what_runs_comes_first_then_what_waits_in_its_turn_then_what_is_over_newest_first() -> None:
    states = {1: "done", 2: "running", 3: "queued", 4: "queued", 5: "cancelled", 6: "done"}
    jobs = [_job(id=number, state=state, arguments={"n": number}) for number, state in sorted(states.items())[::-1]]
    assert [job.id for job in shown_jobs(jobs, "", (), 9)] == [2, 3, 4, 6, 5, 1]
    assert [job.id for job in shown_jobs(jobs, "", (), 1)] == [2]


def test_a_failed_job_goes_when_it_was_started_again() -> None:
    again, failed = _job(id=2, arguments={"encoder": "a"}), _job(id=1, state="failed", arguments={"encoder": "a"})
    assert [job.id for job in shown_jobs([again, failed], "", (), 9)] == [2]
