"""The sweep against a plain scikit-learn loop with the same settings, in one run.

    python -m benchmarks.sweep --images ../shared/data/xsdd          encodes the first 1,000 images, then measures
    python -m benchmarks.sweep --embeddings embeddings.npy           measures on a saved (n_images, n_features) array

Both sides do all 245 partitions with entropy and silhouette, from the same float32 embeddings, on the same threads.
The plain loop fits each estimator anew for each number of clusters, as its users do.
"""

import argparse
import os
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.cluster import AgglomerativeClustering, KMeans, MiniBatchKMeans, SpectralClustering
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_score
from sklearn.mixture import GaussianMixture

from grouping.metrics import entropy
from grouping.sweep import SweepSpec, sweep_embeddings
from grouping.types import Floats, Ints

CLUSTERS = range(2, 51)
TARGET = 15.0
ENCODER = "efficientnet_lite0"

PLAIN: Mapping[str, Callable[[int, Floats], Ints]] = {
    "kmeans": lambda k, Z: KMeans(k, n_init=10, random_state=0).fit_predict(Z),
    "agglomerative": lambda k, Z: AgglomerativeClustering(k).fit_predict(Z),
    "minibatch_kmeans": lambda k, Z: MiniBatchKMeans(k, batch_size=256, random_state=0).fit_predict(Z),
    "spectral": lambda k, Z: SpectralClustering(
        k, affinity="nearest_neighbors", n_neighbors=10, random_state=0
    ).fit_predict(Z),
    "gaussian_mixture": lambda k, Z: GaussianMixture(k, covariance_type="tied", random_state=0).fit_predict(Z[:, :50]),
}
"""What one plain fit is, for each algorithm, with the settings of the recommended profile."""


def plain_labels(algorithm: str, k: int, Z: Floats) -> Ints:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a graph in several pieces, a mixture stopped early: the plain side's own
        return PLAIN[algorithm](k, Z)


def plain_components(X: Floats) -> Floats:
    components: Floats = PCA().fit_transform(X)
    return components


def plain_seconds(X: Floats) -> dict[str, float]:
    start = time.perf_counter()
    Z = plain_components(X)
    shared = (time.perf_counter() - start) / len(PLAIN)
    seconds = {}
    for algorithm in PLAIN:
        start = time.perf_counter()
        for k in CLUSTERS:
            labels = plain_labels(algorithm, k, Z)
            entropy(labels)
            silhouette_score(Z, labels)
        seconds[algorithm] = time.perf_counter() - start + shared
    return seconds


def our_seconds(X: Floats) -> tuple[dict[str, float], float]:
    """Return the seconds of each algorithm, and those of the whole call."""
    start = time.perf_counter()
    sweep = sweep_embeddings(X, SweepSpec(clusters=CLUSTERS))
    assert len(sweep.table) == len(PLAIN) * len(CLUSTERS)
    return sweep.seconds, time.perf_counter() - start


def arguments(description: str | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--images", type=Path, help="a folder of images; EfficientNet-Lite0 encodes them first")
    source.add_argument("--embeddings", type=Path, help="a .npy array, (n_images, n_features)")
    parser.add_argument("--first", type=int, default=1_000, help="how many images to take, in the order of their paths")
    return parser.parse_args()


def embeddings(chosen: argparse.Namespace) -> Floats:
    if chosen.embeddings is not None:
        loaded: Floats = np.load(chosen.embeddings)[: chosen.first]
        return loaded
    return encoded(sorted(path for path in chosen.images.rglob("*") if is_image(path))[: chosen.first])


def is_image(path: Path) -> bool:
    return path.suffix.lower() in {".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"}


def encoded(paths: Sequence[Path]) -> Floats:
    from grouping.embed.encode import Item, encode
    from grouping.embed.spec import EncodeSpec
    from grouping.encoders.network import load_encoder

    items = [Item(str(path), partial(_open, path)) for path in paths]
    return np.concatenate([part.embeddings for part in encode(items, load_encoder(ENCODER), EncodeSpec(ENCODER))])


def _open(path: Path) -> Image.Image:
    return Image.open(path).convert("RGB")


def main() -> None:
    X = embeddings(arguments(__doc__))
    sweep_embeddings(X[:100], SweepSpec(clusters=range(2, 4)))  # imports and warms both sides' libraries
    print(f"{len(X)} x {X.shape[1]} embeddings, {len(PLAIN) * len(CLUSTERS)} partitions, {os.cpu_count()} cores")
    ours, whole = our_seconds(X)
    plain = plain_seconds(X)
    print(f"{'':18} {'plain':>9} {'ours':>9} {'ratio':>7}")
    for algorithm in PLAIN:
        _line(algorithm, plain[algorithm], ours[algorithm])
    _line("total", sum(plain.values()), whole)
    ratio = sum(plain.values()) / whole
    print(f"target: {TARGET:.0f} times; {'met' if ratio >= TARGET else 'missed'}")


def _line(name: str, plain: float, ours: float) -> None:
    print(f"{name:18} {plain:7.2f} s {ours:7.2f} s {plain / ours:6.1f}x", flush=True)


if __name__ == "__main__":
    main()
