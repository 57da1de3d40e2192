import pandas as pd
import pytest

from grouping.sweep import NothingToChooseError, Point, by_convergence, min_max

NAN = float("nan")


def table(*rows: tuple, difference: float = NAN) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["algorithm", "n_clusters", "entropy", "silhouette"])
    return frame.assign(requested=frame["n_clusters"], convergence_difference=difference)


def test_an_algorithm_falls_when_anothers_best_point_beats_its_own() -> None:
    found = min_max(table(("kmeans", 3, 1.5, 0.4), ("kmeans", 2, 1.0, 0.3), ("spectral", 4, 1.9, 0.4)))
    assert set(found.excluded) == {"spectral"}
    assert "K-Means's 3 clusters" in found.excluded["spectral"]
    assert found.selected == Point("kmeans", 3, 1.5, 0.4)


def test_the_candidates_are_the_points_that_none_dominates() -> None:
    found = min_max(
        table(("kmeans", 2, 1.0, 0.3), ("kmeans", 3, 1.5, 0.2), ("kmeans", 4, 1.8, 0.4), ("agglomerative", 2, 0.9, 0.1))
    )
    assert found.excluded == {}
    assert [point[:2] for point in found.candidates] == [("kmeans", 2), ("agglomerative", 2), ("kmeans", 4)]


def test_a_fallen_algorithms_points_do_not_return_as_candidates() -> None:
    found = min_max(table(("kmeans", 3, 1.5, 0.4), ("spectral", 4, 1.9, 0.3), ("spectral", 2, 0.2, 0.1)))
    assert {point.algorithm for point in found.candidates} == {"kmeans"}


def test_equal_best_points_exclude_neither_and_ties_go_to_fewer_clusters() -> None:
    found = min_max(table(("kmeans", 5, 1.5, 0.4), ("spectral", 4, 1.5, 0.4)))
    assert found.excluded == {}
    assert found.selected.n_clusters == 4


def test_the_reasons_name_the_fallen_the_range_left_and_the_pick() -> None:
    found = min_max(table(("kmeans", 2, 1.0, 0.3), ("kmeans", 6, 2.0, 0.4), ("spectral", 4, 2.9, 0.1)))
    fell, left, picked = found.reasons
    assert fell.startswith("Spectral is excluded")
    assert "2 to 6 clusters" in left
    assert picked.startswith("K-Means's 6 clusters")


def test_single_clusters_take_no_part() -> None:
    found = min_max(table(("kmeans", 1, 0.0, NAN), ("spectral", 2, 1.0, 0.1)))
    assert found.excluded == {"kmeans": "it found no partition with two clusters or more"}
    with pytest.raises(NothingToChooseError, match="Min-Max rule has nothing"):
        min_max(table(("kmeans", 1, 0.0, NAN)))


def test_the_smallest_convergence_difference_wins_and_ties_go_to_the_higher_silhouette() -> None:
    rows = table(("kmeans", 2, 1.0, 0.1), ("kmeans", 3, 1.0, 0.3), ("kmeans", 4, 1.0, 0.9), difference=0.0)
    rows.loc[2, "convergence_difference"] = 0.1
    assert by_convergence(rows).n_clusters == 3


def test_without_near_labels_there_is_nothing_to_choose_by_convergence() -> None:
    with pytest.raises(NothingToChooseError, match="two classes"):
        by_convergence(table(("kmeans", 2, 1.0, 0.1)))
