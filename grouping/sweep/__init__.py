"""The sweep over algorithms and numbers of clusters, and the rules that choose among its partitions."""

from grouping.sweep.minmax import MinMax, NothingToChooseError, Point, by_convergence, min_max
from grouping.sweep.result import Sweep
from grouping.sweep.run import sweep_embeddings
from grouping.sweep.spec import InvalidSweepError, SweepSpec

__all__ = [
    "InvalidSweepError",
    "MinMax",
    "NothingToChooseError",
    "Point",
    "Sweep",
    "SweepSpec",
    "by_convergence",
    "min_max",
    "sweep_embeddings",
]
