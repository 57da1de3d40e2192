"""The pure parts of the Explore page: tree, mixes, filters, colours, projection, facts."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from grouping.edit_json import to_json
from grouping.edits import Discard
from grouping.history import Event
from grouping.labels import LabelClass, LabelSet
from grouping.store.pictures import NONE, columns_of
from grouping.tree import ROOT, Tree
from ui.components.map.view import NO_COLOR
from ui.explore.coloring import by_group, by_label, by_near_label
from ui.explore.filters import EVERYTHING, LABELED, UNLABELED, choices, places, wanted
from ui.explore.header import mix_bar, trail
from ui.explore.image_facts import about, beside, facts
from ui.explore.image_page import enlargement
from ui.explore.nodes import near_mix, nodes
from ui.explore.projection import filling
from ui.explore.selection_bar import keys_hint
from ui.explore.sweeps import most_clusters

PICTURES = columns_of(
    ids=[1, 2, 3, 4],
    sha256s=["ab" * 32] * 4,
    names=["a/1.png", "a/2.png", "3.png", "4.png"],
    widths=[600, 600, 600, 100],
    heights=[100, 100, 100, 100],
    near_labels=["pit", None, "scale", "pit"],
)
TREE = Tree.of([1, 2, 3, 4]).split(ROOT, np.array([1, 2, 3, 4]), np.array([0, 0, 0, 1]))
ROWS = np.arange(4)


def test_rows_follow_ids_and_strangers_are_left_out() -> None:
    assert PICTURES.rows([4, 77, 1]).tolist() == [3, 0]
    assert columns_of([], [], [], [], [], []).rows([1]).tolist() == []
    assert PICTURES.aspect(ROWS) == 6
    assert PICTURES.aspect(ROWS[:0]) == 1


def test_a_groups_mix_counts_near_labels_the_most_frequent_first() -> None:
    mix = near_mix(TREE.group(ROOT), PICTURES)
    assert [(name, n) for name, _, n in mix] == [("pit", 2), ("scale", 1)]


def test_each_group_is_a_line_with_its_bar_and_its_labels() -> None:
    labels = LabelSet("labels")
    labels = labels.define(labels.new_class("good")).assign([4], "good", 1)
    root, first, second = nodes(TREE, PICTURES, labels)
    assert (root.title, root.depth, root.done) == ("All images", 0, "25% ✓")
    assert (first.title, first.parent, first.size) == ("Group 0", ROOT, 3)
    assert second.done == "✓"
    assert second.told == "100% pit"
    assert sum(share for _, share in first.bar) == pytest.approx(2 / 3)


def test_without_near_labels_and_labels_the_bar_is_the_share_of_all() -> None:
    bare = replace(PICTURES, near_codes=np.full(4, NONE), near_names=())
    assert [line.bar[0][1] for line in nodes(TREE, bare, LabelSet("labels"))] == [1, 0.75, 0.25]


def test_names_in_a_mix_are_shown_as_text() -> None:
    assert "<script>" not in mix_bar([("<script>", "#000000", 1)], 2)
    assert mix_bar([], 0) == ""


def test_the_hint_names_the_class_of_each_key_as_text() -> None:
    hint = keys_hint((LabelClass("<i>pit", "#4e79a7", 1), LabelClass("without a key", "#4e79a7")))
    assert "&lt;i&gt;pit" in hint
    assert "without a key" not in hint


def test_the_trail_leads_from_all_images_to_the_group_above() -> None:
    deeper = TREE.split("0", np.array([1, 2, 3]), np.array([0, 0, 1]))
    assert [group.path for group in trail(deeper, "0/1")] == [ROOT, "0"]
    assert trail(deeper, ROOT) == []


def test_images_are_filtered_by_label_class_and_near_label() -> None:
    codes = np.array([1, 0, 0, 2], np.uint16)
    names = ["good", "bad"]

    def shown(show: str) -> list[int] | None:
        found = places(wanted(show, names, codes, PICTURES, ROWS))
        return None if found is None else found.tolist()

    assert choices(names, PICTURES, ROWS)[3:] == ["Class: good", "Class: bad", "Near-label: pit", "Near-label: scale"]
    assert shown(EVERYTHING) is None
    assert shown(UNLABELED) == [1, 2]
    assert shown(LABELED) == [0, 3]
    assert shown("Class: bad") == [3]
    assert shown("Near-label: pit") == [0, 3]
    assert shown("Class: gone") is None


def test_filters_and_lassos_hold_together() -> None:
    found = places(np.array([True, True, False]), None, np.array([False, True, True]))
    assert found is not None
    assert found.tolist() == [1]


def test_points_are_coloured_by_group_near_label_or_label() -> None:
    codes, legend = by_group(TREE, ROOT, PICTURES.ids)
    assert codes.tolist() == [0, 0, 0, 1]
    assert [(line.name, line.total) for line in legend] == [("Group 0", 3), ("Group 1", 1)]
    codes, legend = by_near_label(PICTURES, ROWS)
    assert codes.tolist() == [0, NO_COLOR, 1, 0]
    assert [line.name for line in legend] == ["pit", "scale"]
    codes, legend = by_label(np.array([0, 1, 1, 0], np.uint16), ["good"], ())
    assert codes.tolist() == [NO_COLOR, 0, 0, NO_COLOR]
    assert legend[0].total == 2


def test_a_part_of_the_map_fills_its_square() -> None:
    xy = filling(np.array([[0.5, 0.5], [0.7, 0.6], [np.nan, np.nan]], np.float32))
    assert xy[:2].tolist() == [pytest.approx([-1, -0.5]), pytest.approx([1, 0.5])]
    assert np.isnan(xy[2]).all()


def test_small_groups_are_swept_up_to_fewer_clusters() -> None:
    assert [most_clusters(n) for n in (6, 30, 10_000)] == [2, 10, 50]


def test_small_images_are_enlarged_up_to_four_times() -> None:
    assert enlargement(64, 64) == 4
    assert enlargement(280, 280) == 2
    assert enlargement(1600, 256) == 1


def test_an_images_history_tells_what_is_in_effect_the_newest_first() -> None:
    def event(number: int, *ids: int) -> Event:
        return Event(number, "discard", {"edits": [to_json(Discard(ids))]}, "ann", datetime.now(UTC))

    entries = [(event(1, 7), "discarded 1 image", True), (event(2, 7), "undone", False), (event(3, 8), "other", True)]
    assert about(entries, 7) == ["ann discarded 1 image, just now"]


def test_beside_an_image_are_those_of_its_group() -> None:
    assert beside((1, 2, 3), 2) == (1, 3)
    assert beside((1, 2, 3), 3) == (2, None)
    assert beside((1, 2, 3), 9) == (None, None)


def test_facts_are_told_in_units() -> None:
    row = pd.Series(
        {
            "name": "a.png", "width": 1600, "height": 256, "format": "PNG", "mode": "grey", "bits": 16,
            "size_bytes": 2_500_000, "brightness": 0.5, "contrast": 0.1, "sharpness": 0.01, "near_label": None,
            "path": "/data/a.png", "sha256": "ab", "notes": "turned",
        }
    )  # fmt: skip
    told = dict(facts(row))
    assert told["Size"] == "1,600 × 256 pixels"
    assert told["File size"] == "2.5 MB"
    assert told["Near-label"] == "none"
    assert told["Notes"] == "turned"
