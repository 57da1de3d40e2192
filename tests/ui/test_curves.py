import pandas as pd
import pytest

from grouping.sweep import min_max
from ui.figures.curves import GREY, panels_of, sweep_curves

ROWS = [
    ("kmeans", 2, 1.0, 0.30), ("kmeans", 3, 1.2, 0.50), ("kmeans", 4, 2.0, 0.20),
    ("spectral", 2, 1.1, 0.10), ("spectral", 3, 1.6, 0.15), ("spectral", 4, 2.2, 0.12),
]  # fmt: skip


@pytest.fixture
def table() -> pd.DataFrame:
    found = pd.DataFrame(ROWS, columns=["algorithm", "n_clusters", "entropy", "silhouette"])
    return found.assign(requested=found["n_clusters"], convergence_difference=float("nan"), convergence_ratio=0.5)


@pytest.fixture
def near(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(convergence_difference=0.1)


def _traces(figure: object, name: str) -> list[object]:
    return [trace for trace in figure.data if trace.name == name]


def test_without_near_labels_there_are_two_panels_on_one_axis_of_clusters(table: pd.DataFrame) -> None:
    figure = sweep_curves(table, min_max(table))
    assert len(panels_of(table)) == 2
    assert figure.layout.xaxis.matches == "x2"


def test_near_labels_bring_their_two_curves(near: pd.DataFrame) -> None:
    figure = sweep_curves(near, min_max(near))
    titles = [title.text for title in figure.layout.annotations]
    assert len(titles) == 4
    assert any(title.startswith("Convergence ratio") for title in titles)


def test_in_a_narrow_place_all_panels_stand_below_each_other(near: pd.DataFrame) -> None:
    assert [(panel.row, panel.col) for panel in panels_of(near, stacked=True)] == [(1, 1), (2, 1), (3, 1), (4, 1)]
    assert (
        sweep_curves(near, min_max(near), stacked=True).layout.height > sweep_curves(near, min_max(near)).layout.height
    )


def test_an_excluded_algorithm_is_grey_and_says_so(table: pd.DataFrame) -> None:
    line = _traces(sweep_curves(table, min_max(table)), "Spectral (excluded)")[0]
    assert line.line.color == GREY


def test_every_point_of_a_line_names_its_partition(table: pd.DataFrame) -> None:
    line = _traces(sweep_curves(table, min_max(table)), "K-Means")[0]
    assert [list(point) for point in line.customdata] == [["kmeans", 2], ["kmeans", 3], ["kmeans", 4]]


def test_the_pick_is_a_star_at_its_scores(table: pd.DataFrame) -> None:
    stars = _traces(sweep_curves(table, min_max(table)), "Min-Max pick")
    assert [(star.x[0], star.y[0]) for star in stars] == [(3, 1.2), (3, 0.5)]


def test_candidates_are_ringed_in_every_panel(table: pd.DataFrame) -> None:
    rule = min_max(table)
    rings = _traces(sweep_curves(table, rule), "Candidate")
    assert [len(ring.x) for ring in rings] == [len(rule.candidates)] * 2


def test_the_chosen_number_of_clusters_is_marked_by_a_line_in_each_panel(table: pd.DataFrame) -> None:
    figure = sweep_curves(table, min_max(table), ("kmeans", 4))
    assert [shape.x0 for shape in figure.layout.shapes] == [4, 4]


def test_one_number_of_clusters_alone_can_be_drawn(table: pd.DataFrame) -> None:
    one = table[table["n_clusters"] == 3].reset_index(drop=True)
    low, high = sweep_curves(one, min_max(one)).layout.xaxis.range
    assert low < 3 < high
