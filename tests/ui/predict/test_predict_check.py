"""What twenty proposals tell of all like them."""

import numpy as np
import pandas as pd
import pytest

from classifiers.store.proposals import ProposalRun
from grouping.labels import LabelClass, LabelSet
from grouping.store.models import now
from ui.predict.check import LOOK, alike, some_of, verdict
from ui.predict.reading import Review, review_of

N = 100


def _review(states: dict[int, str] | None = None, key: str = "k" * 32) -> Review:
    """100 proposals, ids 0 to 99; the even ones 'ash', confidence rising from 0 to 0.99."""
    given = states or {}
    table = pd.DataFrame(
        {
            "id": range(N),
            "name": "picture",
            "class": ["ash", "rust"] * (N // 2),
            "second": "oil",
            "confidence": np.arange(N) / N,
            "margin": 0.1,
            "known": True,
            "label": None,
            "state": [given.get(i, "open") for i in range(N)],
        }
    )
    spec = {"model": "3f2a" * 8, "title": "MLP", "classes": ["ash", "rust"], "threshold": 0.0, "n_images": N}
    classes = (LabelClass("ash", "#111111", 1), LabelClass("rust", "#222222", 2))
    run = ProposalRun(key, "labels", spec, {"n": N, "known": N}, "eva", now())
    return review_of(run, ("ash", "rust"), table, LabelSet("l", classes))


def test_those_alike_are_of_the_class_and_from_the_confidence_on_whatever_was_decided() -> None:
    assert alike(_review({98: "accepted"}), "ash", 0.95).tolist() == [96, 98]
    assert len(alike(_review(), None, 0.0)) == N
    assert alike(_review(), "gone", 0.0).tolist() == []


def test_the_same_ones_are_seen_again_after_some_of_them_were_decided() -> None:
    first = some_of(_review(), alike(_review(), None, 0.2))
    assert len(set(first.tolist())) == LOOK
    assert first.min() >= 20
    later = _review({int(first[0]): "corrected", int(first[1]): "accepted"})
    assert some_of(later, alike(later, None, 0.2)).tolist() == first.tolist()
    other = _review(key="m" * 32)
    assert some_of(other, alike(other, None, 0.2)).tolist() != first.tolist()


def test_every_proposal_is_as_likely_to_be_seen() -> None:
    counts = np.zeros(N)
    for number in range(400):
        review = _review(key=f"{number:032d}")
        counts[some_of(review, np.arange(N))] += 1
    # 400 draws of one in five: 80 each, give or take five standard deviations of 8
    assert counts.min() > 40
    assert counts.max() < 120


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        # 1 - 0.05 ** (1 / 20) is 0.139
        (0, "20 of 100 at random: correct or reject what is wrong. If none of these is wrong, up to 14% of the other "),
        # Clopper-Pearson for 1 of 20: 0.0013 to 0.2487; for 5: 0.0866 to 0.4910
        (1, "1 of these 20 wrong, so expect 0 to 20 wrong ones among the other 80."),
        (5, "5 of these 20 wrong, so expect 7 to 39 wrong ones among the other 80."),
    ],
)
def test_what_was_seen_is_told_with_exact_bounds(wrong: int, told: str) -> None:
    seen = some_of(_review(), np.arange(N))
    states = {int(place): ("corrected", "rejected")[number % 2] for number, place in enumerate(seen[:wrong])}
    assert verdict(_review(states), seen, N).startswith(told)


def test_where_all_are_seen_nothing_is_guessed() -> None:
    places = alike(_review(), None, 0.9)
    assert some_of(_review(), places).tolist() == places.tolist()
    assert verdict(_review(), places, len(places)).startswith("These are all 10 images: ")
