"""Stopping rules, near-duplicates, recall and speed of the searches.

    python -m benchmarks.neighbours stop --images ../shared/data/xsdd
    python -m benchmarks.neighbours copies --images ../shared/data/xsdd
    python -m benchmarks.neighbours speed --images ../shared/data/xsdd --rows 100000

The folder holds a folder for each class; EfficientNet-Lite0 encodes it first. `stop`: leaves grown by a rule, then
promoted (a decision each), the odd images of those under 95 % fixed (a decision each). `copies`: a changed copy of
every third image, found again. `speed`: mixtures of two images each, with noise; the inverted file against exact
search, and the facts of 200 groups.
"""

import argparse
import io
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.sweep import ENCODER, is_image
from grouping.neighbours.duplicates import near_duplicates, relative_pairs, threshold_table
from grouping.neighbours.evidence import PURE
from grouping.neighbours.facts import GroupFacts, group_facts
from grouping.neighbours.index import make_index, nearest
from grouping.sweep import SweepSpec, min_max, sweep_embeddings
from grouping.types import Floats, Ints

SMALLEST = 10
CLUSTERS = range(2, 51)


Split = Callable[[Ints], list[Ints]]


def splitter(X: Floats) -> Split:
    """Return the function that splits rows of `X` by Min-Max, and remembers how."""
    done: dict[bytes, list[Ints]] = {}

    def split(rows: Ints) -> list[Ints]:
        if rows.tobytes() not in done:
            sweep = sweep_embeddings(X[rows], SweepSpec(clusters=range(2, min(CLUSTERS[-1], len(rows) - 1) + 1)))
            point = min_max(sweep.table).selected
            labels = sweep.labels(point.algorithm, point.n_clusters)
            done[rows.tobytes()] = [rows[part] for part in _parts(labels)]
        return done[rows.tobytes()]

    return split


def odd_images(truth: Ints, rows: Ints) -> int:
    return len(rows) - int(np.bincount(truth[rows]).max())


def _parts(clusters: Ints) -> list[Ints]:
    return [np.flatnonzero(clusters == c) for c in np.unique(clusters)]


def some(names: Sequence[str], share: float) -> list[str | None]:
    known = np.random.default_rng(0).random(len(names)) < share
    return [name if keep else None for name, keep in zip(names, known, strict=True)]


def grown(X: Floats, split: Split, stop: Callable[[GroupFacts], bool], near_labels: Sequence[object]) -> list[Ints]:
    """Return the leaves where each group is split until `stop` says so of its facts, or it is smaller than SMALLEST."""
    leaves, level = list[Ints](), dict[str, Ints](root=np.arange(len(X)))
    while level:
        facts, below = group_facts(X, level, near_labels), dict[str, Ints]()
        for path, rows in level.items():
            if len(rows) < SMALLEST or stop(facts[path]):
                leaves.append(rows)
            else:
                below |= {f"{path}/{i}": part for i, part in enumerate(split(rows))}
        level = below
    return leaves


def unmixed(facts: GroupFacts) -> bool:
    return facts.majority is None or facts.majority[1] >= PURE


def show_stopping(X: Floats, truth: Ints, names: Sequence[str]) -> None:
    split = splitter(X)
    rules: list[tuple[str, Callable[[GroupFacts], bool], float]] = [
        *[(f"fewer than {n} images", partial(_small, n), 0.0) for n in (50, 100, 150, 200)],
        *[(f"cohesion of {c} or more", partial(_cohesive, c), 0.0) for c in (0.2, 0.3, 0.5)],
        *[(f"95 % of the near-labels on {s:.0%}", unmixed, s) for s in (0.05, 0.1, 0.2, 1.0)],
    ]
    print(f"{'stop a group at':32} {'leaves':>7} {'purity':>7} {'decisions':>10} {'errors':>7}")
    for name, stop, share in rules:
        leaves = grown(X, split, stop, some(names, share))
        odd = np.array([odd_images(truth, rows) for rows in leaves])
        pure = odd <= (1 - PURE) * np.array([len(rows) for rows in leaves])
        purity, decisions = 1 - odd.sum() / len(X), len(leaves) + odd[~pure].sum()
        print(f"{name:32} {len(leaves):7} {purity:7.3f} {decisions:10} {odd[pure].sum():7}", flush=True)


def _small(n: int, facts: GroupFacts) -> bool:
    return facts.size < n


def _cohesive(least: float, facts: GroupFacts) -> bool:
    return facts.cohesion >= least


def _as_jpeg(image: Image.Image) -> Image.Image:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=60)
    return Image.open(file).convert("RGB")


def _cropped(image: Image.Image) -> Image.Image:
    width, height = image.size
    return image.crop((round(0.02 * width), round(0.02 * height), width, height)).resize(image.size)


def _brighter(image: Image.Image) -> Image.Image:
    return Image.fromarray((np.asarray(image) * 1.05).round().clip(0, 255).astype(np.uint8))


CHANGES = {"brightness +5 %": _brighter, "crop of 2 % at two sides": _cropped, "JPEG at quality 60": _as_jpeg}


def show_copies(X: Floats, paths: Sequence[Path]) -> None:
    print("threshold, pairs, groups, images in them, without copies:")
    for row in threshold_table(X):
        print("  {:.2f} {:6} {:6} {:6}".format(*row))
    pictures = np.arange(len(X))
    for group in near_duplicates(X, 0):
        pictures[group] = group[0]
    print(f"{'change':28} recall and precision at " + ", ".join(f"{t}" for t in (0.4, 0.5, 0.55, 0.6, 0.65)))
    for name, change in CHANGES.items():
        both = np.concatenate([X, embeddings(paths[::3], change)])
        print(f"{name:28} {_found(both, np.concatenate([pictures, pictures[::3]]))}", flush=True)


def _found(X: Floats, pictures: Ints) -> str:
    pairs, distances = relative_pairs(X)
    right = pictures[pairs[:, 0]] == pictures[pairs[:, 1]]
    sizes = np.bincount(pictures)
    every = int((sizes * (sizes - 1) // 2).sum())
    close = [distances <= threshold for threshold in (0.4, 0.5, 0.55, 0.6, 0.65)]
    return "  ".join(f"{(right & c).sum() / every:.2f} {(right & c).sum() / max(c.sum(), 1):.2f}" for c in close)


def show_speed(X: Floats, n_images: int) -> None:
    random = np.random.default_rng(0)
    share = random.random((n_images, 1), dtype=np.float32)
    big = share * X[random.integers(0, len(X), n_images)]
    big += (1 - share) * X[random.integers(0, len(X), n_images)]
    big += 0.2 * random.standard_normal(big.shape, dtype=np.float32)
    asked = np.sort(random.choice(n_images, 1_000, replace=False))
    with _timed("exact search, 1,000 queries"):
        truth, _ = nearest(big, asked, 10)
    with _timed("inverted file, to build"):
        index = make_index(big, n_images, "cosine", exact_up_to=0)
    with _timed("inverted file, 1,000 queries"):
        vectors = big[asked] / np.linalg.norm(big[asked], axis=1, keepdims=True)
        _, found = index.search(vectors, 11)
    hits = [len(set(a) & set(b)) / 10 for a, b in zip(truth.tolist(), found.tolist(), strict=True)]
    print(f"recall of the ten nearest: {np.mean(hits):.3f}")
    groups = {str(c): rows for c, rows in enumerate(_parts(random.integers(0, 200, n_images)))}
    with _timed("facts of 200 groups"):
        group_facts(big, groups, [("good", "defect", None)[i % 3] for i in range(n_images)])


class _timed:  # noqa: N801  # read as a statement: with _timed("search")
    def __init__(self, what: str) -> None:
        self.what = what

    def __enter__(self) -> None:
        self.start = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        print(f"{self.what}: {time.perf_counter() - self.start:.2f} s", flush=True)


def embeddings(paths: Sequence[Path], change: Callable[[Image.Image], Image.Image] | None = None) -> Floats:
    from grouping.embed.encode import Item, encode
    from grouping.embed.spec import EncodeSpec
    from grouping.encoders.network import load_encoder

    items = [Item(str(path), partial(_open, path, change)) for path in paths]
    return np.concatenate([part.embeddings for part in encode(items, load_encoder(ENCODER), EncodeSpec(ENCODER))])


def _open(path: Path, change: Callable[[Image.Image], Image.Image] | None) -> Image.Image:
    image = Image.open(path).convert("RGB")
    return change(image) if change is not None else image


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["stop", "copies", "speed"])
    parser.add_argument("--images", type=Path, required=True, help="a folder with a folder for each class")
    parser.add_argument("--embeddings", type=Path, help="theirs, a .npy in the order of the paths; else encoded")
    parser.add_argument("--rows", type=int, default=100_000, help="images of the speed test")
    return parser.parse_args()


def main() -> None:
    chosen = arguments()
    paths = sorted(path for path in chosen.images.rglob("*") if is_image(path))
    X: Floats = np.load(chosen.embeddings) if chosen.embeddings is not None else embeddings(paths)
    names = [path.parent.name for path in paths]
    _, truth = np.unique(names, return_inverse=True)
    print(f"{len(X)} x {X.shape[1]} embeddings, {truth.max() + 1} classes")
    if chosen.what == "stop":
        show_stopping(X, truth, names)
    elif chosen.what == "copies":
        show_copies(X, paths)
    else:
        show_speed(X, chosen.rows)


if __name__ == "__main__":
    main()
