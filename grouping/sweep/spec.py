"""What a sweep shall try: checked when it is made, so that a wrong value is refused before any work."""

from collections.abc import Sequence
from dataclasses import dataclass

from grouping.clustering.catalogue import ALGORITHMS, PROFILES, algorithm_name
from grouping.errors import GrouplineError, UnknownNameError


class InvalidSweepError(GrouplineError, ValueError):
    """A setting of the sweep is out of range, or the images are too few or too many for it."""


@dataclass(frozen=True, slots=True)
class SweepSpec:
    """Which algorithms, over which numbers of clusters, set up how; equal specs give equal results."""

    algorithms: Sequence[str] = ALGORITHMS
    """Names from the catalogue, in any case and punctuation."""
    clusters: Sequence[int] = range(2, 51)
    """Numbers of clusters, each at least 2; those above n_images - 1 are left out, and a note says so."""
    profile: str = "recommended"
    """`recommended` (set up for CNN features) or `paper` (scikit-learn's defaults)."""
    components: int | None = None
    """Principal components kept; None keeps all, which loses nothing."""
    seed: int = 0
    exact_up_to: int = 20_000
    """Beyond this many images the algorithms run on micro-clusters, and silhouettes are estimated on samples."""
    micro_clusters: int = 4_000
    """Weighted centres that stand for the images of a large set."""
    silhouette_sample: int = 4_000
    """Images drawn, stratified by cluster, for each silhouette of a large set."""

    def __post_init__(self) -> None:
        """Put names and numbers in their one form, and check them."""
        object.__setattr__(self, "algorithms", _names(self.algorithms))
        object.__setattr__(self, "clusters", _numbers(self.clusters))
        if self.profile not in PROFILES:
            raise UnknownNameError(f"No profile {self.profile!r}: choose from {', '.join(PROFILES)}.")
        for name, least in (("components", 1), ("seed", 0), ("exact_up_to", 1), ("silhouette_sample", 1)):
            value = getattr(self, name)
            if value is not None and value < least:
                raise InvalidSweepError(f"{name} is {value}: it must be at least {least}.")
        if self.micro_clusters <= max(self.clusters):
            raise InvalidSweepError(
                f"micro_clusters is {self.micro_clusters}: it must exceed the largest number of clusters, "
                f"{max(self.clusters)}; some thousands serve well."
            )


def _names(algorithms: Sequence[str]) -> tuple[str, ...]:
    listed = [algorithms] if isinstance(algorithms, str) else algorithms
    names = tuple(dict.fromkeys(algorithm_name(name) for name in listed))
    if not names:
        raise InvalidSweepError(f"No algorithm given: choose from {', '.join(ALGORITHMS)}.")
    return names


def _numbers(clusters: Sequence[int]) -> tuple[int, ...]:
    numbers = tuple(sorted({int(k) for k in clusters}))
    if not numbers or numbers[0] < 2:
        raise InvalidSweepError(f"clusters are {list(numbers)}: give whole numbers from 2 on, such as range(2, 51).")
    return numbers
