"""1,000,000 embeddings by 200 classes through `predict`, against one plain NumPy product of the same size.

    python -m benchmarks.zero_shot [--images 1000000] [--dim 512] [--classes 200]

Both sides read the same memory map, each in a process of its own, on the same threads. The plain side is the product
alone, whose result must be held: ours also normalises, finds the best two classes, the margin and the probability.
Memory is what the process holds of its own beyond what it held before (the page cache of the map does not count).
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

ROUNDS = 3


def own_megabytes() -> float:
    """Return the memory that belongs to this process alone: not the mapped file's pages."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) / 1024


class Peak:
    """The most memory of its own that this process held inside the block, looked at a hundred times a second."""

    def __enter__(self) -> "Peak":
        self.before = self.most = own_megabytes()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def _watch(self) -> None:
        while not self._over.wait(0.01):
            self.most = max(self.most, own_megabytes())

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def megabytes(self) -> float:
        """Return what was held at most beyond what was held before."""
        return self.most - self.before


def measure(way: str, folder: Path) -> None:
    """Run one way once and print its seconds and megabytes."""
    from classifiers.directions.prototypes import Prototypes
    from classifiers.zero_shot.predict import predict

    X = np.load(folder / "X.npy", mmap_mode="r")
    P = np.load(folder / "P.npy")
    prototypes = Prototypes(tuple(map(str, range(len(P)))), P, np.arange(len(P)))
    predict(X[:1000], prototypes)
    with Peak() as peak:
        start = time.perf_counter()
        kept = predict(X, prototypes) if way == "ours" else X @ P.T
        seconds = time.perf_counter() - start
    assert len(kept) == len(X)
    print(json.dumps({"seconds": seconds, "megabytes": peak.megabytes}))


def drawn(folder: Path, n_images: int, dim: int, n_classes: int) -> None:
    random = np.random.default_rng(0)
    X = np.lib.format.open_memmap(folder / "X.npy", mode="w+", dtype=np.float32, shape=(n_images, dim))
    for start in range(0, n_images, 50_000):
        X[start : start + 50_000] = random.standard_normal((len(X[start : start + 50_000]), dim), dtype=np.float32)
    P = random.standard_normal((n_classes, dim), dtype=np.float32)
    np.save(folder / "P.npy", P / np.linalg.norm(P, axis=1, keepdims=True))


def best_of(way: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.zero_shot", "--way", way, "--folder", str(folder)]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(ROUNDS)]
    return {"seconds": min(run["seconds"] for run in runs), "megabytes": max(run["megabytes"] for run in runs)}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=1_000_000)
    parser.add_argument("--dim", type=int, default=512)
    parser.add_argument("--classes", type=int, default=200)
    parser.add_argument("--way", choices=("ours", "plain"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    chosen = arguments()
    if chosen.way:
        measure(chosen.way, chosen.folder)
        return
    with tempfile.TemporaryDirectory() as name:
        drawn(Path(name), chosen.images, chosen.dim, chosen.classes)
        found = {way: best_of(way, Path(name)) for way in ("plain", "ours")}
    print(f"{chosen.images:,} x {chosen.dim} embeddings by {chosen.classes} classes, best of {ROUNDS}")
    for way, figures in found.items():
        rate = chosen.images / figures["seconds"]
        print(f"{way:6} {figures['seconds']:7.2f} s {rate:12,.0f} images/s {figures['megabytes']:8.1f} MB")
    seconds, megabytes = (found["ours"][unit] / found["plain"][unit] for unit in ("seconds", "megabytes"))
    print(f"ours / plain: {seconds:.2f} of the time, {megabytes:.3f} of the memory")


if __name__ == "__main__":
    main()
