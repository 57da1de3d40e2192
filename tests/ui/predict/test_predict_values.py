import numpy as np
import pandas as pd
import pytest

from classifiers.named import Named
from classifiers.steps.choose_threshold import Choice, Measured
from classifiers.store.proposals import ProposalRun
from grouping.labels import LabelClass, LabelSet
from grouping.store.models import now
from ui.predict.choosing import doubts, one_class_words, promise
from ui.predict.reading import (
    Review,
    acceptable,
    codes_now,
    counts,
    notes,
    places_of,
    progress,
    proposed_codes,
    review_of,
)
from ui.predict.runs import left_out, title_of
from ui.predict.saving import told


def _run(**summary: object) -> ProposalRun:
    spec = {"model": "3f2a" * 8, "title": "MLP", "classes": ["ash", "rust"], "threshold": 0.7, "n_images": 4}
    return ProposalRun("k" * 32, "labels", spec, {"n": 4, "known": 2, **summary}, "eva", now())


@pytest.fixture
def review() -> Review:
    table = pd.DataFrame(
        {
            "id": [9, 4, 7, 2],
            "name": ["i", "d", "g", "b"],
            "class": ["ash", "rust", "ash", "rust"],
            "second": ["rust", "ash", "rust", "ash"],
            "confidence": [0.5, 0.6, 0.9, 0.8],
            "margin": [0.2, 0.1, 0.8, 0.6],
            "known": [False, False, True, True],
            "label": [None, None, None, "oil"],
            "state": ["open", "open", "open", "corrected"],
        }
    )
    classes = (LabelClass("ash", "#111111", 1), LabelClass("rust", "#222222", 2), LabelClass("oil", "#333333", 3))
    return review_of(_run(), ("ash", "rust"), table, LabelSet("labels", classes))


def test_the_most_doubtful_come_first_by_confidence_or_by_margin(review: Review) -> None:
    assert review.ids.tolist() == [2, 4, 7, 9]
    assert review.ids[places_of(review, "open", "doubt")].tolist() == [9, 4, 7]
    assert review.ids[places_of(review, "open", "margin")].tolist() == [4, 9, 7]
    assert review.ids[places_of(review, "open", "sure")].tolist() == [7, 4, 9]
    assert review.ids[places_of(review, "gone", "doubt")].tolist() == [9, 4, 7]


def test_every_choice_counts_what_it_shows(review: Review) -> None:
    numbers = counts(review)
    assert numbers == {"open": 3, "sure": 1, "doubtful": 2, "class:ash": 2, "class:rust": 1, "decided": 1}
    for choice, number in numbers.items():
        assert len(places_of(review, choice, "doubt")) == number


def test_an_image_shows_what_is_proposed_until_it_is_decided(review: Review) -> None:
    assert review.names == ("ash", "rust", "oil")
    assert proposed_codes(review).tolist() == [2, 2, 1, 1]
    assert codes_now(review).tolist() == [3, 2, 1, 1]
    assert notes(review, np.arange(4)) == ["corrected · 80%", "60% · or ash", "90%", "50% · or rust"]


def test_progress_counts_decisions_and_only_open_proposals_of_classes_that_are_there_are_accepted(
    review: Review,
) -> None:
    assert progress(review) == "1 of 4 decided: 1 corrected"
    assert acceptable(review, [2, 4, 9, 100]) == (4, 9)
    without = Review(review.run, review.classes, review.table, review.labels.remove("ash"))
    assert acceptable(without, [2, 4, 9]) == (4,)


def test_a_threshold_is_told_with_what_it_leaves_unknown_and_checked_on_test() -> None:
    nothing = np.zeros(0)
    told = promise(Choice(0.8, Measured(40, 0.95, 0.9), Measured(20, None, 0.0), nothing, nothing), 0.95)
    assert "Of 40 validation images 90% are named, 95.0% of these rightly; 10% stay unknown." in told[0]
    assert told[1].endswith("All of 20 test images stay unknown.")
    told = promise(Choice(2.0, Measured(40, None, 0.0), None, nothing, nothing), 0.99)
    assert told == [
        "No confidence of this model reaches 99.0% on its 40 validation images: everything would stay unknown. Wish "
        "for less, or train a better model."
    ]


def test_a_class_that_is_less_right_than_wished_is_told_beside_the_precision_of_all() -> None:
    nothing = np.zeros(0)
    val, test = ((Named("ok", 400, 400), Named("defect", 28, 10)), (Named("ok", 400, 400), Named("defect", 29, 10)))
    choice = Choice(0.8, Measured(450, 0.96, 0.9, val), Measured(450, 0.96, 0.9, test), nothing, nothing)
    (told,) = doubts(choice, 0.95)
    assert told.startswith("Named 'defect', it is right in 20 of 57 images")
    assert doubts(choice, 0.3) == []


def test_a_run_is_told_by_its_model_and_what_it_could_not_look_at() -> None:
    assert title_of(_run()).startswith("MLP 3f2a3f2a · 2 of 4 named · just now")
    assert left_out(_run()) == ""
    assert left_out(_run(left_out={"not encoded yet": 2})) == "Not looked at: 2 images not encoded yet"


def test_what_a_route_saves_is_told_on_images_that_had_no_part_in_the_choice() -> None:
    part = {
        "n": 40,
        "fast_share": 0.8,
        "accuracy": 0.95,
        "fast_accuracy": 0.9,
        "strong_accuracy": 0.975,
        "latency_ms": 6.25,
        "speedup": 2.4,
    }
    assert told({"test": part, "val": None}) == (
        "On 40 test images, which had no part in the choice: the first model answers 80% alone; accuracy 95.0% (first "
        "alone 90.0%, second alone 97.5%); 6.2 ms an image from the file on, 2.40 times as fast as the second alone."
    )
    assert told({"test": None, "val": part}).startswith("On 40 validation images, on which the point was chosen: ")


def test_a_one_class_model_says_that_what_it_names_may_be_something_else() -> None:
    said = "A one-class model calls unknown what is stranger than 95% of its own class. "
    assert one_class_words(0.95, {"n_strange": 9, "strange_recall": 1 / 3}) == said + (
        "What it names may still be something else: of 9 test images of other classes it called 33% unknown."
    )
    assert one_class_words(0.95, {}).startswith(said + "Whether it tells other images from that was not measured")
