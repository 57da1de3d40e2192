from dataclasses import replace
from datetime import UTC, datetime

from ui.components.group_cards import cards, facts
from ui.overview import GroupCard, ProjectOverview

CARD = GroupCard("3/1", 12, 0.25, "kmeans, 4 clusters, by Min-Max", ("a" * 64, "b" * 64))
PROJECT = ProjectOverview("coils", datetime(2026, 1, 1, tzinfo=UTC), 48, 1, ("lite0",), 2, (CARD,), 6.25)


def test_a_card_tells_path_size_and_share_and_shows_its_examples() -> None:
    html = cards([CARD], aspect=6.25)
    assert "Group 3/1" in html
    assert "12 images · 25%" in html
    assert [f"/thumb/{letter * 64}" in html for letter in "ab"] == [True, True]


def test_strips_lie_under_each_other_and_squares_side_by_side() -> None:
    assert "repeat(1, 1fr)" in cards([CARD], aspect=6.25)
    assert "repeat(2, 1fr)" in cards([CARD], aspect=1.0)


def test_what_comes_from_data_cannot_become_markup() -> None:
    html = cards([replace(CARD, path="<script>")], aspect=1.0)
    assert "<script>" not in html


def test_facts_agree_with_their_nouns() -> None:
    html = facts(PROJECT)
    assert "file refused" in html
    assert "files refused" not in html
    assert ">sweeps<" in html


def test_images_in_no_group_are_counted() -> None:
    assert PROJECT.n_ungrouped == 36


def test_the_method_is_told_where_all_groups_share_it() -> None:
    assert PROJECT.method == CARD.source
    assert replace(PROJECT, groups=(CARD, replace(CARD, source="by hand"))).method == ""
