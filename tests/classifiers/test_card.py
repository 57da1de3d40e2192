from pathlib import Path
from typing import Any

import pytest

from classifiers.card import markdown, read_card, short
from classifiers.errors import DamagedModelError
from ui.plain import plain


def test_a_broken_card_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DamagedModelError, match="train it again"):
        read_card(tmp_path)
    (tmp_path / "card.json").write_text("{")
    with pytest.raises(DamagedModelError, match="train it again"):
        read_card(tmp_path)


def test_lists_hold_the_short_figures_only() -> None:
    assert short({"accuracy": 0.9, "confusion": [[1]], "per_class": []}) == {"accuracy": 0.9}


def _card(**more: Any) -> dict[str, Any]:
    return {
        "title": "A *bold* net",
        "key": "3f2a" * 8,
        "version": 1,
        "label_set": "<b>labels</b>",
        "one_class": False,
        "user": "eva",
        "at": "2026-11-28T12:00:00+00:00",
        "classes": ["ash", "a|b"],
        "counts": {"train": {"ash": 3, "a|b": 2}},
        "content_hash": "c" * 8,
        "gold": 0,
        "held_back": 0,
        "left_out": 0,
        "embeddings": None,
        "checksum": "d" * 8,
        "size_bytes": 1234,
        "seeds": {"split": 0, "recipe": 7},
        "seconds": 1.5,
        "speed": {"latency_ms": 2.0, "images_per_second": 500.0},
        "operating": {
            "threshold": 0.5,
            "wished": 0.95,
            "n": 10,
            "reached": None,
            "coverage": 1.0,
            "temperature": 1.0,
        },
        "spec": {"size": None, "augmentation": {"rotate": 3.0}, "class_weights": [["ash", 1.0], ["a|b", 5.0]]},
        "details": {"best_epoch": 1, "history": [{"epoch": 1, "loss": 0.123456789}, {"epoch": 2, "loss": 0.1}]},
        "test": {},
        "weak_classes": [],
        "notes": [],
        **more,
    }


def test_settings_inside_others_are_rows_of_their_own_and_epochs_are_counted() -> None:
    told = markdown(_card()).splitlines()
    assert "| augmentation.rotate | 3 |" in told
    assert "| size | none |" in told
    assert r"| class\_weights | ash, 1, a\|b, 5 |" in told
    assert "| history | 2 rows, in the JSON form of this card |" in told
    assert "- Seeds: split 0, recipe 7" in told
    assert "0.123456789" not in "\n".join(told)


def test_text_of_users_is_no_markup_in_the_card() -> None:
    told = markdown(_card(notes=["a [link](x)"]))
    assert told.startswith(r"# A \*bold\* net 3f2a3f2a")
    assert r"'\<b\>labels\</b\>'" in told
    assert r"| a\|b | 2 |" in told
    assert "| all | 5 |" in told
    assert r"- a \[link\](x)" in told
    shown = markdown(_card(title=":red[x] $a$"), plain)
    assert shown.startswith("# \\:\u2060red\\[x\\] \\$a\\$ 3f2a3f2a")


def test_a_threshold_that_no_confidence_reaches_is_told_as_such() -> None:
    point = {**_card()["operating"], "threshold": 2.0}
    assert "- 'unknown' always: no confidence gave 95% on 10 validation images; " in markdown(_card(operating=point))
    assert "- 'unknown' below a confidence of 0.500, chosen for 95% on 10 " in markdown(_card())


def test_a_card_without_weaknesses_says_that_none_was_found() -> None:
    assert "None was found." in markdown(_card())
    assert "None was found." not in markdown(_card(weak_classes=["ash: F1 0.4"]))
