"""What the page of sweeps says of partitions."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from grouping.errors import GrouplineError
from grouping.sweep import min_max
from grouping.tree import Group
from ui.group.partition import effect
from ui.group.sweeps import (
    FinishedSweep,
    checked_range,
    nearest_point,
    newest_by_encoder,
    parse_point,
    split_rule,
    stale,
    standing,
)

TABLE = pd.DataFrame(
    [
        ("kmeans", 2, 1.0, 0.3, 0.2),
        ("kmeans", 3, 1.2, 0.5, 0.1),
        ("kmeans", 9, 2.0, 0.2, 0.05),
        ("spectral", 2, 1.3, 0.1, 0.3),
    ],
    columns=["algorithm", "n_clusters", "entropy", "silhouette", "convergence_difference"],
).assign(requested=lambda t: t["n_clusters"], convergence_ratio=0.5)
RULE = min_max(TABLE)


def test_a_partition_in_the_address_is_read_if_the_sweep_has_it() -> None:
    assert parse_point("kmeans:3", TABLE) == ("kmeans", 3)
    assert [parse_point(text, TABLE) for text in ("kmeans:4", "ward:3", "kmeans:", "kmeans:x", "")] == [None] * 5


def test_another_algorithm_gives_its_nearest_number_of_clusters() -> None:
    assert nearest_point(("kmeans", 7), TABLE) == ("kmeans", 9)
    assert nearest_point(("spectral", 9), TABLE) == ("spectral", 2)


def test_the_history_tells_how_a_partition_was_chosen() -> None:
    assert split_rule(("kmeans", 3), TABLE, RULE) == "min-max"
    assert split_rule(("kmeans", 9), TABLE, RULE) == "convergence"
    assert split_rule(("spectral", 2), TABLE, RULE) == "spectral:2"


def test_without_near_labels_every_other_choice_is_by_hand() -> None:
    bare = TABLE.assign(convergence_difference=float("nan"))
    assert split_rule(("kmeans", 9), bare, RULE) == "kmeans:9"


def test_what_the_rules_say_of_a_partition_is_told_in_words() -> None:
    assert standing(("kmeans", 3), TABLE, RULE) == ["the Min-Max pick"]
    assert standing(("spectral", 2), TABLE, RULE) == ["Spectral is excluded by Min-Max"]
    assert standing(("kmeans", 9), TABLE, RULE) == ["dominated by a candidate", "the smallest convergence difference"]


def test_a_sweep_of_other_images_than_the_group_has_now_says_so() -> None:
    assert stale({1, 2}, (1, 2)) == ""
    assert "1 image came and 2 images left" in stale({1, 2, 3}, (1, 4))


def test_a_range_that_no_group_of_this_size_allows_is_refused() -> None:
    assert checked_range(2, 50, 10) == range(2, 51)
    with pytest.raises(GrouplineError, match="2 images cannot be divided into 2 to 5 clusters"):
        checked_range(2, 5, 2)


def test_the_effect_of_a_split_is_told_exactly() -> None:
    assert effect(Group("root", (1, 2, 3)), 2, 0) == "The whole project (3 images) gets 2 groups. Undo takes it back."
    assert "The 4 groups below it now give way." in effect(Group("3", (1, 2), name="ash"), 2, 4)


def test_only_the_newest_sweep_of_each_encoder_is_compared() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    sweeps = [FinishedSweep(key, encoder, "stretch", "paper", 2, 9, 5, at) for key, encoder in ("aA", "bB", "cA")]
    assert [sweep.key for sweep in newest_by_encoder(sweeps)] == ["a", "b"]
