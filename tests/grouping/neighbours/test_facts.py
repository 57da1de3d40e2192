import numpy as np
import pytest

from grouping.errors import LengthMismatchError
from grouping.metrics import c_score, c_score_normalized, convergence_difference, convergence_ratio
from grouping.neighbours.facts import group_facts
from grouping.neighbours.rows import InvalidSearchError


@pytest.fixture(scope="module")
def groups(classes: np.ndarray) -> dict[str, np.ndarray]:
    return {str(c): np.flatnonzero(classes % 4 == c) for c in range(4)} | {
        "0/0": np.flatnonzero(classes == 0),
        "0/1": np.flatnonzero((classes == 4) | (classes == 8)),
    }


def test_size_share_and_cohesion_are_those_of_the_definition(digits: np.ndarray, groups: dict[str, np.ndarray]) -> None:
    X = digits.astype(np.float64)
    for path, facts in group_facts(digits, groups).items():
        own = X[groups[path]]
        within = ((own - own.mean(axis=0)) ** 2).sum(axis=1).mean()
        total = ((X - X.mean(axis=0)) ** 2).sum(axis=1).mean()
        assert (facts.size, facts.share) == (len(own), len(own) / 600)
        assert facts.cohesion == pytest.approx(max(0, 1 - within / total), abs=1e-5)


def test_separation_is_the_silhouette_to_centroids(digits: np.ndarray, groups: dict[str, np.ndarray]) -> None:
    centre = {path: digits[rows].mean(axis=0) for path, rows in groups.items()}
    own = digits[groups["0/1"]]
    a = np.linalg.norm(own - centre["0/1"], axis=1)
    b = np.min([np.linalg.norm(own - centre[path], axis=1) for path in ("1", "2", "3", "0/0")], axis=0)
    found = group_facts(digits, groups)["0/1"].separation
    assert found == pytest.approx(((b - a) / np.maximum(a, b)).mean(), abs=1e-5)


def test_the_c_score_figures_are_those_of_group_against_rest(
    digits: np.ndarray, classes: np.ndarray, groups: dict[str, np.ndarray]
) -> None:
    codes = np.where(np.arange(600) % 3 == 0, -1, classes % 3)
    names = [None if code < 0 else f"label {code}" for code in codes]
    for path, facts in group_facts(digits, groups, names).items():
        inside = np.isin(np.arange(600), groups[path]).astype(int)
        expected = [f(codes, inside) for f in (c_score, c_score_normalized, convergence_difference, convergence_ratio)]
        assert list(facts.convergence) == pytest.approx(expected)


def test_the_near_label_mix_counts_every_image_once(digits: np.ndarray, groups: dict[str, np.ndarray]) -> None:
    names = [("good", "defect", None, "good")[i % 4] for i in range(600)]
    facts = group_facts(digits, groups, names)["0"]
    assert sum(facts.near_label_mix.values()) + facts.without_near_label == facts.size
    assert list(facts.near_label_mix.values()) == sorted(facts.near_label_mix.values(), reverse=True)
    assert facts.near_label_mix["good"] == sum(names[i] == "good" for i in groups["0"])
    assert facts.majority is not None
    assert facts.majority[0] == "good"


def test_central_rows_are_nearest_to_the_centroid_and_outlying_ones_farthest(
    digits: np.ndarray, groups: dict[str, np.ndarray]
) -> None:
    rows = groups["2"]
    away = np.linalg.norm(digits[rows] - digits[rows].mean(axis=0), axis=1)
    facts = group_facts(digits, groups, n=4)["2"]
    assert facts.central == tuple(rows[np.argsort(away)[:4]])
    assert facts.outlying == tuple(rows[np.argsort(-away)[:4]])


def test_relatives_are_not_the_nearest_groups(digits: np.ndarray, groups: dict[str, np.ndarray]) -> None:
    facts = group_facts(digits, groups | {"root": np.arange(600)})
    assert {path for path, _ in facts["0/0"].nearest_groups} == {"1", "2", "3", "0/1"}
    assert {path for path, _ in facts["0"].nearest_groups} == {"1", "2", "3"}
    distances = [away for _, away in facts["1"].nearest_groups]
    assert distances == sorted(distances)
    assert facts["root"].nearest_groups == ()
    assert np.isnan(facts["root"].separation)


def test_equal_images_cohere_fully() -> None:
    facts = group_facts(np.ones((4, 3)), {"root": [0, 1, 2, 3]})["root"]
    assert facts.cohesion == 1
    assert facts.majority is None


def test_a_group_of_one_image_has_a_centre_and_no_outlier() -> None:
    facts = group_facts(np.eye(3), {"0": [2], "1": [0, 1]})["0"]
    assert (facts.central, facts.outlying, facts.cohesion) == ((2,), (), 1)
    assert np.isnan(facts.convergence.c_score)


def test_no_groups_give_no_facts(digits: np.ndarray) -> None:
    assert group_facts(digits, {}) == {}


def test_empty_groups_foreign_rows_and_short_near_labels_are_refused(digits: np.ndarray) -> None:
    with pytest.raises(InvalidSearchError, match="'3' has no images"):
        group_facts(digits, {"3": []})
    with pytest.raises(InvalidSearchError, match="0 to 599"):
        group_facts(digits, {"3": [600]})
    with pytest.raises(LengthMismatchError):
        group_facts(digits, {"3": [1]}, ["good"])
    with pytest.raises(InvalidSearchError, match="at least 1"):
        group_facts(digits, {"3": [1]}, n=0)
