"""Group a folder of classes without telling it the classes, then compare the groups with them.

    python -m benchmarks.against_truth ../shared/data/xsdd [--encoder efficientnet_lite0] [--preprocessing stretch]

Prints NMI, ARI and purity (scikit-learn's, the last from its contingency matrix) of the Min-Max pick and of the best
of all partitions. The folder names are read afterwards and never reach the sweep.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix

from grouping import Project
from grouping.types import Ints


def purity(truth: list[str], labels: Ints) -> float:
    """Share of images that are of the most frequent class of their cluster, in (0, 1]."""
    table = contingency_matrix(truth, labels)
    return float(table.max(axis=0).sum() / table.sum())


def scores(truth: list[str], labels: Ints) -> tuple[float, float, float]:
    """Return (NMI, ARI, purity)."""
    return normalized_mutual_info_score(truth, labels), adjusted_rand_score(truth, labels), purity(truth, labels)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder", default="efficientnet_lite0")
    parser.add_argument("--preprocessing", default="stretch")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        project = Project.create("truth", home=home)
        report = project.import_images(options.folder)
        project.encode(options.encoder, preprocessing=options.preprocessing)
        sweep = project.sweep()
    images = project.images().set_index("id")
    truth = [Path(str(images["path"][i])).parent.name for i in sweep.image_ids]
    counts = report.counts()
    print(f"{counts['added']} images, {counts['duplicates']} exact duplicates, {len(set(truth))} classes")
    print(sweep.table.head().to_string(index=False))
    for reason in sweep.min_max.reasons:
        print(reason)
    found = {
        (str(row.algorithm), int(str(row.n_clusters))): scores(
            truth, sweep.labels(str(row.algorithm), int(str(row.n_clusters)))
        )
        for row in sweep.table.itertuples()
    }
    pick = (sweep.min_max.selected.algorithm, sweep.min_max.selected.n_clusters)
    for title, place in (
        ("Min-Max pick", pick),
        *((f"best {n}", max(found, key=lambda p: found[p][i])) for i, n in enumerate(("NMI", "ARI"))),
    ):
        nmi, ari, pure = found[place]
        print(f"{title}: {place[0]}, {place[1]} clusters: NMI {nmi:.3f}, ARI {ari:.3f}, purity {pure:.3f}")
    print(f"mean NMI of all {len(found)} partitions: {np.mean([one[0] for one in found.values()]):.3f}")


if __name__ == "__main__":
    main()
