"""Two partitions of the same images as a matrix."""

import numpy as np
import pytest
from immutables import Map

from grouping.labels import LabelClass, LabelSet
from grouping.tree import Group
from ui.comparing.comparison import agreement
from ui.comparing.ground import split_choice
from ui.comparing.matrix import part_in
from ui.comparing.sorting import NONE, Sorting, by_clusters, by_groups, by_labels
from ui.comparing.table import in_part, matrix, part_name, part_of

IDS = np.array([3, 5, 7, 9, 11, 13])
GROUPS = by_groups("Groups", [("rust", Group("0", (3, 5, 7))), ("ok", Group("1", (9, 11)))], IDS)
CLUSTERS = by_clusters("K-Means, 2", [13, 11, 9, 7, 5, 3], np.array([0, 0, 1, 0, 1, 1]), IDS)


def test_images_are_sorted_by_group_by_cluster_and_by_class() -> None:
    assert GROUPS.codes.tolist() == [0, 0, 0, 1, 1, NONE]
    assert CLUSTERS.codes.tolist() == [1, 1, 0, 1, 0, 0]
    assert CLUSTERS.names == ("Cluster 0", "Cluster 1")
    labels = LabelSet("labels", (LabelClass("a", "#111111"), LabelClass("b", "#222222")), Map()).assign([5, 9], "b", 1)
    assert by_labels(labels, IDS).codes.tolist() == [NONE, 1, NONE, 1, NONE, NONE]


def test_the_matrix_counts_what_both_sort_with_the_heavy_cells_on_the_diagonal() -> None:
    found = matrix(GROUPS, CLUSTERS)
    assert [name for _, name in found.rows] == ["rust", "ok"]
    assert [name for _, name in found.columns] == ["Cluster 1", "Cluster 0"]
    assert found.counts.tolist() == [[2, 1], [1, 1]]
    assert (found.n_images, found.left_out) == (5, 1)


def test_equal_partitions_agree_wholly_whatever_their_names() -> None:
    renamed = Sorting("", ("x", "y", "z"), np.array([2, 2, 2, 0, 0, NONE]))
    found = matrix(GROUPS, renamed)
    assert found.counts.tolist() == [[3, 0], [0, 2]]
    assert agreement(found) == "NMI 1.000 · ARI 1.000 · 5 images · 1 image not in both"


def test_partitions_of_other_images_have_an_empty_matrix() -> None:
    nothing = Sorting("", ("x",), np.full(6, NONE))
    assert matrix(GROUPS, nothing).n_images == 0


@pytest.mark.parametrize("part", [(2, 0), (None, 3), (10, None)])
def test_a_part_is_written_into_the_address_and_read_back(part: tuple[int | None, int | None]) -> None:
    assert part_of(part_name(*part)) == part


@pytest.mark.parametrize("text", ["", "1", "*,*", "1,2,3", "-1,2", "a,b", "3/1"])
def test_what_is_no_part_is_none(text: str) -> None:
    assert part_of(text) is None
    assert in_part(text, GROUPS, CLUSTERS) is None
    assert part_in({"part": text}) == ""


def test_a_cell_a_row_and_a_column_hold_their_images_alone() -> None:
    def held(part: str) -> list[int]:
        mask = in_part(part, GROUPS, CLUSTERS)
        assert mask is not None
        return IDS[mask].tolist()

    assert held("0,1") == [3, 5]
    assert held("0,*") == [3, 5, 7]
    assert held("*,0") == [7, 11]


def test_a_choice_names_a_sweep_and_a_point_of_it() -> None:
    assert split_choice("sweep:abc:kmeans:7") == ("sweep:abc", "kmeans:7")
    assert split_choice("labels:a:b") == ("labels:a:b", "")
