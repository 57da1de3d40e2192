import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from grouping.errors import CancelledError, InvalidEmbeddingsError
from grouping.neighbours.index import DISTANCES, _search, make_index, nearest
from grouping.neighbours.rows import InvalidSearchError


def plain(X: np.ndarray, distance: str) -> np.ndarray:
    points = X.astype(np.float64)
    if distance == "cosine":
        points = points / np.linalg.norm(points, axis=1, keepdims=True)
    squares = ((points[:, None] - points[None]) ** 2).sum(axis=2)
    result = squares / 2 if distance == "cosine" else np.sqrt(squares)
    np.fill_diagonal(result, np.inf)
    return result


@pytest.mark.parametrize("distance", DISTANCES)
def test_the_nearest_are_those_of_a_full_distance_matrix(digits: np.ndarray, distance: str) -> None:
    X = digits[:200]
    _, distances = nearest(X, k=7, distance=distance)
    assert np.allclose(distances, np.sort(plain(X, distance), axis=1)[:, :7], atol=1e-4)


def test_an_image_is_never_its_own_neighbour_even_among_copies(digits: np.ndarray) -> None:
    X = np.repeat(digits[:5], 8, axis=0)
    rows, distances = nearest(X, k=6)
    assert (rows != np.arange(40)[:, None]).all()
    assert (rows // 8 == np.arange(40)[:, None] // 8).all()
    assert not distances.any()


@settings(max_examples=50, deadline=None)
@given(arrays(np.float32, st.tuples(st.integers(1, 12), st.just(3)), elements=st.integers(-3, 3)), st.integers(1, 15))
def test_rows_are_distinct_others_and_distances_ascend(X: np.ndarray, k: int) -> None:
    rows, distances = nearest(X, k=k)
    assert rows.shape == distances.shape == (len(X), min(k, len(X) - 1))
    assert all(len(set(found)) == len(found) and i not in found for i, found in enumerate(rows.tolist()))
    assert (np.diff(distances, axis=1) >= 0).all()
    assert (distances >= 0).all()


def test_a_query_by_embedding_finds_the_image_itself(digits: np.ndarray) -> None:
    rows, distances = nearest(digits, digits[[7, 3]] * 2, k=3)
    assert rows[:, 0].tolist() == [7, 3]
    assert distances[:, 0] == pytest.approx([0, 0], abs=1e-6)


def test_rows_asked_for_give_the_same_as_all(digits: np.ndarray) -> None:
    everything, some = nearest(digits), nearest(digits, [5, 17])
    assert np.array_equal(everything[0][[5, 17]], some[0])
    assert np.array_equal(everything[1][[5, 17]], some[1])


def test_a_memory_map_is_searched_like_an_array(digits: np.ndarray, tmp_path: Path) -> None:
    np.save(tmp_path / "X.npy", digits)
    assert np.array_equal(nearest(np.load(tmp_path / "X.npy", mmap_mode="r"))[0], nearest(digits)[0])


def test_the_inverted_file_finds_nearly_all_of_the_nearest(digits: np.ndarray) -> None:
    random = np.random.default_rng(0)
    X = digits[random.integers(0, 600, 6_000)] + random.normal(0, 2, (6_000, 64)).astype(np.float32)
    asked = np.arange(300)
    index = make_index(X, len(X), "cosine", exact_up_to=0)
    found, _ = _search(index, X, asked, 10, "cosine")
    exact, _ = nearest(X, asked, 10)
    assert np.mean([len(set(a) & set(b)) for a, b in zip(found.tolist(), exact.tolist(), strict=True)]) > 9.5


def test_progress_counts_the_queries_and_may_cancel(digits: np.ndarray) -> None:
    seen: list[tuple[int, int | None]] = []
    nearest(digits, progress=lambda done, total, message="": seen.append((done, total)))
    assert seen == [(0, 600), (600, 600)]

    def cancel(done: int, total: int | None, message: str = "") -> None:
        raise CancelledError("Cancelled.")

    with pytest.raises(CancelledError):
        nearest(digits, progress=cancel)


def test_what_cannot_be_searched_is_refused_with_what_is_allowed(digits: np.ndarray) -> None:
    with pytest.raises(InvalidSearchError, match="0 to 599"):
        nearest(digits, [600])
    with pytest.raises(InvalidSearchError, match="at least 1"):
        nearest(digits, k=0)
    with pytest.raises(InvalidSearchError, match="cosine, euclidean"):
        nearest(digits, distance="manhattan")
    with pytest.raises(InvalidSearchError, match="64"):
        nearest(digits, np.ones((1, 3)))
    with pytest.raises(InvalidEmbeddingsError, match="1 of 2 images"):
        nearest(np.array([[1.0], [np.nan]]))


@pytest.mark.parametrize("order", [("faiss", "torch"), ("torch", "faiss")])
def test_faiss_and_torch_work_in_one_process_in_either_order(order: tuple[str, str]) -> None:
    program = f"""
import {order[0]}, {order[1]}
import numpy as np
from grouping.neighbours.index import nearest
X = np.random.default_rng(0).normal(size=(2_000, 64)).astype("float32")
before = torch.get_num_threads(), faiss.omp_get_max_threads()
rows, _ = nearest(X)
torch.nn.Linear(64, 64)(torch.from_numpy(X)).sum().item()
assert np.array_equal(nearest(X)[0], rows)
assert (torch.get_num_threads(), faiss.omp_get_max_threads()) == before
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)
