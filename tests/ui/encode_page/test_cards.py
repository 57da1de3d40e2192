from datetime import UTC, datetime
from pathlib import Path

import pytest

from grouping.encoders.catalogue import ENCODERS
from grouping.store.timings import Timing
from ui.encode_page.cards import choices, expected, facts, pace_help, weights_help, weights_line


def _timing(encoder: str, rate: float, preprocessing: str = "stretch") -> Timing:
    return Timing(encoder, preprocessing, None, "cpu", 8, rate, datetime.now(UTC).isoformat())


def test_every_encoder_has_a_card_with_facts_and_the_state_of_its_weights() -> None:
    found = choices([], "stretch", None)
    assert sorted(one.card.name for one in found) == sorted(ENCODERS)
    assert all(facts(one) and weights_line(one) for one in found)
    assert [one.here for one in found] == sorted([one.here for one in found], reverse=True)


def test_weights_that_are_missing_tell_how_to_bring_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    (missing,) = choices([], "stretch", None, ["vgg16"])
    assert weights_line(missing) == "to be fetched, 553 MB"
    assert "vgg16.pth" in weights_help(missing)
    (tmp_path / "vgg16.pth").touch()
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(tmp_path))
    (here,) = choices([], "stretch", None, ["vgg16"])
    assert weights_line(here) == "here: your own file"
    assert "GROUPLINE_WEIGHTS_DIR" not in weights_help(here)


def test_the_pace_is_the_newest_with_the_same_preprocessing_and_size() -> None:
    timings = [_timing("vgg16", 10, preprocessing="tiles"), _timing("vgg16", 10), _timing("vgg16", 20)]
    (choice,) = choices(timings, "stretch", None, ["vgg16"])
    assert expected(choice, 6_000) == "about 10 min for 6,000 images, measured on 8"
    assert "10.0 images a second on cpu" in str(pace_help(choice))
    for unknown in choices(timings, "stretch", 96, ["vgg16"]), choices(timings, "stretch", None, ["resnet50"]):
        assert expected(unknown[0], 6_000) == "not measured yet"
        assert pace_help(unknown[0]) is None
