"""Clustering algorithms over a shared space of points, for many numbers of clusters at once."""

from grouping.clustering.catalogue import ALGORITHMS, PROFILES, TITLES, algorithm_name

__all__ = ["ALGORITHMS", "PROFILES", "TITLES", "algorithm_name"]
