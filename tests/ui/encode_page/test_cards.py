from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from grouping.encoders.catalogue import ENCODERS
from grouping.jobs.records import Job
from ui.encode_page.cards import choices, expected, facts, known_rates, weights_help, weights_line


def _done(encoder: str, rate: float, **changes: Any) -> Job:
    values: dict[str, Any] = dict.fromkeys(Job.__slots__)
    values |= {"kind": "encode", "state": "done", "created_at": datetime.now(UTC)}
    values |= {"result": {"encoder": encoder, "images_per_second": rate}}
    return Job(**(values | changes))


def test_every_encoder_has_a_card_with_facts_and_the_state_of_its_weights() -> None:
    found = choices([])
    assert sorted(one.card.name for one in found) == sorted(ENCODERS)
    assert all(facts(one) and weights_line(one) for one in found)
    assert [one.here for one in found] == sorted([one.here for one in found], reverse=True)


def test_weights_that_are_missing_tell_how_to_bring_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    (missing,) = choices([], ["vgg16"])
    assert weights_line(missing) == "to be fetched, 553 MB"
    assert "vgg16.pth" in weights_help(missing)
    (tmp_path / "vgg16.pth").touch()
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(tmp_path))
    (here,) = choices([], ["vgg16"])
    assert weights_line(here) == "here: your own file"
    assert "GROUPLINE_WEIGHTS_DIR" not in weights_help(here)


def test_the_pace_is_that_of_the_newest_finished_run() -> None:
    jobs = [_done("vgg16", 5, state="failed"), _done("vgg16", 10), _done("vgg16", 20), _done("resnet50", 0)]
    assert known_rates(jobs) == {"vgg16": 10}
    (choice,) = choices(jobs, ["vgg16"])
    assert expected(choice, 600) == "all in about 1 min"
    (other,) = choices(jobs, ["resnet50"])
    assert expected(other, 600) == ""
