from datetime import UTC, datetime, timedelta

import pytest

from ui.wording import ago, counted, duration, percent

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(("number", "text"), [(0, "0 images"), (1, "1 image"), (1360, "1,360 images")])
def test_a_count_agrees_with_its_noun(number: int, text: str) -> None:
    assert counted(number, "image") == text


def test_an_irregular_plural_is_given() -> None:
    assert counted(2, "active", "active") == "2 active"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "<1 s"), (59, "59 s"), (59.7, "1 min"), (150, "2 min"), (3600, "1 h"), (7500, "2 h 5 min")],
)
def test_a_duration_is_told_in_the_unit_a_person_would_use(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("past", "text"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=3, minutes=10), "3 h ago"),
        (timedelta(days=1, hours=2), "1 day ago"),
        (timedelta(days=40), "40 days ago"),
    ],
)
def test_a_moment_is_told_by_its_distance(past: timedelta, text: str) -> None:
    assert ago(NOON - past, NOON) == text


def test_a_time_without_zone_is_taken_as_utc() -> None:
    assert ago(datetime(2026, 3, 1, 11, 55), NOON) == "5 min ago"


@pytest.mark.parametrize(("n", "size", "words"), [(0, 9, "0%"), (1, 900, "<1%"), (899, 900, ">99%"), (9, 9, "100%")])
def test_a_share_is_never_rounded_to_none_or_all(n: int, size: int, words: str) -> None:
    assert percent(n, size) == words


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "0%"), (0.004, "<1%"), (0.335, "34%"), (0.999, ">99%"), (1.0, "100%")]
)
def test_a_share_may_be_given_as_a_fraction(share: float, words: str) -> None:
    assert percent(share) == words
