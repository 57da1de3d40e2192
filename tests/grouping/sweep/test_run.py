from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.metrics import silhouette_score

from grouping.clustering import ALGORITHMS
from grouping.errors import CancelledError, InvalidEmbeddingsError, LengthMismatchError, UnknownNameError
from grouping.sweep import InvalidSweepError, Sweep, SweepSpec, sweep_embeddings

COLUMNS = [
    "algorithm",
    "n_clusters",
    "entropy",
    "silhouette",
    "c_score",
    "convergence_difference",
    "convergence_ratio",
    "seconds",
    "c_score_normalized",
    "requested",
    "silhouette_error",
    "note",
]
SMALL = SweepSpec(clusters=range(2, 8))
SCORES = ["c_score", "c_score_normalized", "convergence_difference", "convergence_ratio"]


@pytest.fixture(scope="module")
def digits() -> np.ndarray:
    return load_digits().data[:300].astype(np.float32)


@pytest.fixture(scope="module")
def near_labels() -> list[int]:
    return load_digits().target[:300].tolist()


@pytest.fixture(scope="module")
def sweep(digits: np.ndarray, near_labels: list[int]) -> Sweep:
    return sweep_embeddings(digits, SMALL, near_labels)


def test_the_table_has_a_row_for_each_algorithm_and_number_of_clusters(sweep: Sweep) -> None:
    assert list(sweep.table.columns) == COLUMNS
    assert len(sweep.table) == 5 * 6
    assert sweep.table["n_clusters"].tolist() == [2, 3, 4, 5, 6, 7] * 5
    assert sweep.table.notna().all(axis=None)
    assert tuple(sweep.seconds) == ALGORITHMS


def test_silhouettes_are_those_of_scikit_learn(sweep: Sweep, digits: np.ndarray) -> None:
    for row in sweep.table.itertuples():
        labels = sweep.labels(row.algorithm, row.n_clusters)
        assert row.silhouette == pytest.approx(silhouette_score(digits, labels), abs=1e-6)


def test_the_seconds_of_the_rows_add_up_to_the_algorithms(sweep: Sweep) -> None:
    assert sweep.table.groupby("algorithm")["seconds"].sum().to_dict() == pytest.approx(sweep.seconds)


def test_cluster_0_is_the_largest(sweep: Sweep) -> None:
    sizes = np.bincount(sweep.labels("kmeans", 7))
    assert (np.diff(sizes) <= 0).all()


def test_unknown_partitions_are_refused_with_those_that_exist(sweep: Sweep) -> None:
    with pytest.raises(UnknownNameError, match="2, 3, 4, 5, 6, 7"):
        sweep.labels("kmeans", 40)
    with pytest.raises(UnknownNameError, match="kmeans, agglomerative"):
        sweep.labels("dbscan", 3)


def test_the_same_spec_gives_the_same_labels(sweep: Sweep, digits: np.ndarray) -> None:
    again = sweep_embeddings(digits, SMALL)
    for name in ALGORITHMS:
        assert np.array_equal(sweep.parts[name].labels, again.parts[name].labels)


def test_without_near_labels_their_scores_are_empty(digits: np.ndarray) -> None:
    found = sweep_embeddings(digits, SweepSpec(algorithms=["ward"], clusters=[3]), [None, ""] * 150)
    assert found.table[SCORES].isna().all(axis=None)
    assert found.notes == ()


def test_near_labels_of_one_class_leave_their_scores_empty_and_say_so(digits: np.ndarray) -> None:
    found = sweep_embeddings(digits, SweepSpec(algorithms=["ward"], clusters=[3]), ["good"] * 300)
    assert found.table[SCORES].isna().all(axis=None)
    assert "one class" in found.notes[0]


def test_a_saved_sweep_comes_back_the_same(sweep: Sweep, tmp_path: Path) -> None:
    sweep.save(tmp_path)
    loaded = Sweep.load(tmp_path)
    assert loaded.table.equals(sweep.table)
    assert loaded.spec == sweep.spec
    assert np.array_equal(loaded.labels("spectral", 5), sweep.labels("spectral", 5))
    assert loaded.min_max == sweep.min_max


def test_an_empty_folder_holds_no_sweep(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="No finished sweep"):
        Sweep.load(tmp_path)


def test_a_cancelled_sweep_keeps_finished_algorithms_and_runs_only_the_rest(
    digits: np.ndarray, sweep: Sweep, near_labels: list[int], tmp_path: Path
) -> None:
    def stop(done: int, total: int | None, message: str = "") -> None:
        if done == 14:  # in the third algorithm
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        sweep_embeddings(digits, SMALL, near_labels, progress=stop, folder=tmp_path)
    finished = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.npy")}
    assert len(finished) == 2
    resumed = sweep_embeddings(digits, SMALL, near_labels, folder=tmp_path)
    assert {path: path.stat().st_mtime_ns for path in finished} == finished
    assert resumed.table.drop(columns="seconds").equals(sweep.table.drop(columns="seconds"))
    assert Sweep.load(tmp_path).table.equals(resumed.table)


def test_other_embeddings_never_meet_the_files_of_these(digits: np.ndarray, tmp_path: Path) -> None:
    spec = SweepSpec(algorithms=["ward"], clusters=[3])
    first = sweep_embeddings(digits, spec, folder=tmp_path)
    second = sweep_embeddings(digits[::-1], spec, folder=tmp_path)
    assert first.key != second.key
    assert np.array_equal(
        second.labels("agglomerative", 3), sweep_embeddings(digits[::-1], spec).labels("agglomerative", 3)
    )


def test_progress_counts_every_partition(digits: np.ndarray) -> None:
    seen = []
    sweep_embeddings(digits, SMALL, progress=lambda done, total, message="": seen.append((done, total)))
    assert seen == [(done, 30) for done in range(1, 31)]


@pytest.mark.parametrize("profile", ["recommended", "paper"])
def test_three_images_allow_two_clusters(profile: str) -> None:
    X = np.array([[0.0, 0], [0, 1], [9, 9]])
    found = sweep_embeddings(X, SweepSpec(profile=profile))
    assert found.table["n_clusters"].tolist() == [2] * 5
    assert found.notes == ("48 numbers of clusters above 2 left out: there are 3 images.",)
    assert found.labels("kmeans", 2).tolist() == [0, 0, 1]


def test_two_images_are_refused_with_what_is_needed() -> None:
    with pytest.raises(InvalidSweepError, match="at least 3 images"):
        sweep_embeddings(np.eye(2))


@pytest.mark.parametrize("profile", ["recommended", "paper"])
def test_identical_images_give_every_row_and_say_what_was_found(profile: str) -> None:
    X = np.tile(np.random.default_rng(0).normal(size=(1, 12)).astype(np.float32), (60, 1))
    found = sweep_embeddings(X, SweepSpec(profile=profile))
    assert len(found.table) == 245
    assert "same embedding" in found.notes[0]
    kmeans = found.table[found.table["algorithm"] == "kmeans"]
    assert (kmeans["n_clusters"] == 1).all()
    assert kmeans["note"].iloc[5] == "7 asked, 1 found; one cluster has no silhouette"


def test_five_different_images_in_copies_are_found_however_many_are_asked_for() -> None:
    X = np.repeat(np.random.default_rng(0).normal(size=(5, 12)), 12, axis=0)
    found = sweep_embeddings(X, SweepSpec(algorithms=["kmeans"], clusters=[5, 7]))
    assert found.table["n_clusters"].tolist() == [5, 5]
    assert found.table["note"].tolist() == ["", "7 asked, 5 found"]
    assert found.labels("kmeans", 7).tolist() == found.labels("kmeans", 5).tolist()


def test_embeddings_that_are_not_finite_are_refused_by_the_names_of_their_images(digits: np.ndarray) -> None:
    X = digits[:10].copy()
    X[3, 5], X[7, 0] = np.nan, np.inf
    names = [f"{i}.png" for i in range(10)]
    with pytest.raises(InvalidEmbeddingsError, match=r"2 of 10 images .*: 3\.png, 7\.png\."):
        sweep_embeddings(X, image_names=names)


def test_a_wrong_shape_or_number_of_near_labels_is_refused(digits: np.ndarray) -> None:
    with pytest.raises(InvalidEmbeddingsError, match=r"shape \(300,\)"):
        sweep_embeddings(digits[:, 0])
    with pytest.raises(LengthMismatchError, match="2 near-labels for 300 images"):
        sweep_embeddings(digits, near_labels=["a", "b"])


def test_a_large_set_runs_on_micro_clusters_of_a_memory_map(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    truth = np.repeat([0, 1, 2, 3], [900, 500, 80, 20])
    np.save(tmp_path / "X.npy", (random.normal(size=(4, 24)) * 4)[truth] + random.normal(size=(1_500, 24)))
    spec = SweepSpec(clusters=[3, 4], exact_up_to=1_000, micro_clusters=120, silhouette_sample=400)
    X = np.load(tmp_path / "X.npy", mmap_mode="r")
    found = sweep_embeddings(X, spec, truth)
    assert "micro-clusters" in found.notes[0]
    assert (found.table["silhouette_error"] > 0).all()
    assert found.table.set_index(["algorithm", "n_clusters"]).loc[("kmeans", 4), "convergence_ratio"] == pytest.approx(
        1
    )
    exact = silhouette_score(X, found.labels("kmeans", 4))
    row = found.table[(found.table["algorithm"] == "kmeans") & (found.table["n_clusters"] == 4)].iloc[0]
    assert abs(row["silhouette"] - exact) < 5 * row["silhouette_error"]


def test_the_paper_profile_refuses_what_it_cannot_fit_at_once(digits: np.ndarray) -> None:
    with pytest.raises(InvalidSweepError, match="up to 100; got 300"):
        sweep_embeddings(digits, SweepSpec(profile="paper", exact_up_to=100))
