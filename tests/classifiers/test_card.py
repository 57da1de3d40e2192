from pathlib import Path

import pytest

from classifiers.card import read_card, short
from classifiers.errors import DamagedModelError


def test_a_broken_card_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DamagedModelError, match="train it again"):
        read_card(tmp_path)
    (tmp_path / "card.json").write_text("{")
    with pytest.raises(DamagedModelError, match="train it again"):
        read_card(tmp_path)


def test_lists_hold_the_short_figures_only() -> None:
    assert short({"accuracy": 0.9, "confusion": [[1]], "per_class": []}) == {"accuracy": 0.9}
