"""The threads that faiss uses, set for one search and put back afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def faiss_threads(count: int | None = None) -> Iterator[None]:
    """Let faiss use `count` threads inside the block; None takes the cores this process may use, or OMP_NUM_THREADS.

    faiss brings its own OpenMP beside torch's. The number is of faiss's alone, so torch keeps its own; it is put
    back at the end, because a thread that lives on would otherwise hand it to the next search.
    """
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(count or _allowed())
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _allowed() -> int:
    asked = os.environ.get("OMP_NUM_THREADS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
