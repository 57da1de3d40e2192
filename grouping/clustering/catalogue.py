"""The five algorithms, their spellings, and what each profile runs: one literal place for every setting."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from grouping.clustering.resolve import resolve
from grouping.clustering.space import Space
from grouping.errors import UnknownNameError
from grouping.types import Ints


class Recipe(NamedTuple):
    """How a profile runs an algorithm: `function(space, clusters, seed, **settings)` gives k -> labels."""

    function: str
    settings: Mapping[str, Any]
    words: str


TITLES: Mapping[str, str] = {
    "kmeans": "K-Means",
    "agglomerative": "Agglomerative",
    "minibatch_kmeans": "Mini-Batch K-Means",
    "spectral": "Spectral",
    "gaussian_mixture": "Gaussian mixture",
}
ALGORITHMS: tuple[str, ...] = tuple(TITLES)

_ALIASES: Mapping[str, str] = {
    "ward": "agglomerative",
    "agglomerativeclustering": "agglomerative",
    "spectralclustering": "spectral",
    "gmm": "gaussian_mixture",
}

_WARD = Recipe("grouping.clustering.ward:prepare", {}, "one Ward linkage, cut at every k")
_PLAIN = "grouping.clustering.plain:prepare"

PROFILES: Mapping[str, Mapping[str, Recipe]] = {
    "recommended": {
        "kmeans": Recipe(
            "grouping.clustering.kmeans:prepare", {"max_steps": 300}, "from Ward's cut, polished point by point"
        ),
        "agglomerative": _WARD,
        "minibatch_kmeans": Recipe(
            "grouping.clustering.minibatch:prepare",
            {"batch_size": 256, "max_steps": 100, "patience": 10},
            "batches of 256 shared by every k",
        ),
        "spectral": Recipe(
            "grouping.clustering.spectral:prepare",
            {"n_neighbors": 10, "max_steps": 300},
            "symmetric graph of 10 neighbours, one spectrum",
        ),
        "gaussian_mixture": Recipe(
            "grouping.clustering.mixture:prepare",
            {"n_components": 50, "max_steps": 100, "tolerance": 1e-3},
            "tied covariance on the leading 50 components, from Ward's cut",
        ),
    },
    "paper": {
        "kmeans": Recipe(
            _PLAIN,
            {"estimator": "sklearn.cluster:KMeans", "size": "n_clusters", "settings": {}},
            "scikit-learn's defaults",
        ),
        "agglomerative": _WARD,  # the same partitions as a plain fit for each k
        "minibatch_kmeans": Recipe(
            _PLAIN,
            {"estimator": "sklearn.cluster:MiniBatchKMeans", "size": "n_clusters", "settings": {}},
            "scikit-learn's defaults",
        ),
        "spectral": Recipe(
            _PLAIN,
            {"estimator": "sklearn.cluster:SpectralClustering", "size": "n_clusters", "settings": {}},
            "scikit-learn's defaults (Gaussian kernel, gamma 1)",
        ),
        "gaussian_mixture": Recipe(
            _PLAIN,
            {"estimator": "sklearn.mixture:GaussianMixture", "size": "n_components", "settings": {}},
            "scikit-learn's defaults (full covariances)",
        ),
    },
}


def algorithm_name(name: str) -> str:
    """Return the catalogue's name of an algorithm, whatever the case and punctuation ("K-Means" -> "kmeans").

    Raises UnknownNameError, listing the algorithms.
    """
    bare = _bare(name)
    names = {_bare(known): known for known in ALGORITHMS} | dict(_ALIASES)
    if bare not in names:
        raise UnknownNameError(f"No clustering algorithm {name!r}: choose from {', '.join(ALGORITHMS)}.")
    return names[bare]


def recipe_of(profile: str, algorithm: str) -> Recipe:
    """Return how a profile runs an algorithm; raises UnknownNameError for an unknown profile or algorithm."""
    if profile not in PROFILES:
        raise UnknownNameError(f"No profile {profile!r}: choose from {', '.join(PROFILES)}.")
    return PROFILES[profile][algorithm_name(algorithm)]


def fitter(recipe: Recipe, space: Space, clusters: tuple[int, ...], seed: int) -> Callable[[int], Ints]:
    """Return the function that gives the labels, (n_points,), of the points of `space` for a number of clusters."""
    fit: Callable[[int], Ints] = resolve(recipe.function)(space, clusters, seed, **recipe.settings)
    return fit


def _bare(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
