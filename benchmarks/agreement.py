"""How far the shared-work sweep agrees with scikit-learn's plain fits of the same settings.

    python -m benchmarks.agreement --images ../shared/data/xsdd --first 2000
    python -m benchmarks.agreement --embeddings embeddings.npy --first 2000

Ward's partitions must be the same for every number of clusters, silhouettes equal to 1e-6, and K-Means at least as
good as the best of ten random starts. Spectral clustering and the mixture have many optima: beside their mean
adjusted Rand index (ARI) with scikit-learn stands that of scikit-learn with itself under another seed.
"""

from collections.abc import Callable, Mapping

import numpy as np
from sklearn.cluster import SpectralClustering
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.mixture import GaussianMixture

from benchmarks.sweep import CLUSTERS, arguments, embeddings, plain_components, plain_labels
from grouping.clustering.labels import canonical
from grouping.sweep import Sweep, SweepSpec, sweep_embeddings
from grouping.types import Floats, Ints

OTHER_SEED: Mapping[str, Callable[[int, Floats], Ints]] = {
    "spectral": lambda k, Z: SpectralClustering(
        k, affinity="nearest_neighbors", n_neighbors=10, random_state=1
    ).fit_predict(Z),
    "gaussian_mixture": lambda k, Z: GaussianMixture(k, covariance_type="tied", random_state=1).fit_predict(Z[:, :50]),
}


def inertia(Z: Floats, labels: Ints) -> float:
    centres = np.stack([Z[labels == c].mean(axis=0, dtype=np.float64) for c in range(labels.max() + 1)])
    return float(((Z - centres[labels]) ** 2).sum())


def ward_line(sweep: Sweep, Z: Floats) -> str:
    same = [
        np.array_equal(sweep.labels("agglomerative", k), canonical(plain_labels("agglomerative", k, Z)))
        for k in CLUSTERS
    ]
    return f"{sum(same)} of {len(same)} identical"


def silhouette_line(sweep: Sweep, X: Floats) -> str:
    rows = sweep.table[sweep.table["n_clusters"] == sweep.table["requested"]]
    differences = [
        abs(value - silhouette_score(X.astype(np.float64), sweep.labels(name, k)))
        for name, k, value in zip(rows["algorithm"], rows["n_clusters"], rows["silhouette"], strict=True)
    ]
    return f"largest difference {max(differences):.1e} over {len(differences)} partitions"


def kmeans_line(sweep: Sweep, Z: Floats) -> str:
    ratios = [
        inertia(Z, sweep.labels("kmeans", k)) / inertia(Z, canonical(plain_labels("kmeans", k, Z))) for k in CLUSTERS
    ]
    return f"inertia / best of ten starts: mean {np.mean(ratios):.4f}, worst {max(ratios):.4f}"


def ari_line(sweep: Sweep, Z: Floats, algorithm: str) -> str:
    plain = {k: plain_labels(algorithm, k, Z) for k in CLUSTERS}
    ours = np.mean([adjusted_rand_score(sweep.labels(algorithm, k), plain[k]) for k in CLUSTERS])
    itself = np.mean([adjusted_rand_score(OTHER_SEED[algorithm](k, Z), plain[k]) for k in CLUSTERS])
    return f"mean ARI {ours:.3f} (scikit-learn with itself, another seed: {itself:.3f})"


def main() -> None:
    X = embeddings(arguments(__doc__))
    sweep, Z = sweep_embeddings(X, SweepSpec(clusters=CLUSTERS)), plain_components(X)
    print(f"{len(X)} x {X.shape[1]} embeddings, {CLUSTERS.start} to {CLUSTERS.stop - 1} clusters")
    print(f"{'agglomerative':18} {ward_line(sweep, Z)}", flush=True)
    print(f"{'silhouette':18} {silhouette_line(sweep, X)}", flush=True)
    print(f"{'kmeans':18} {kmeans_line(sweep, Z)}", flush=True)
    for algorithm in OTHER_SEED:
        print(f"{algorithm:18} {ari_line(sweep, Z, algorithm)}", flush=True)


if __name__ == "__main__":
    main()
