"""The operating point: when an answer is accepted, and when it is withheld."""

from dataclasses import dataclass

from grouping.errors import GrouplineError

GAMMA = 0.01
"""The temperature that contrastive models are trained to (a logit scale of 100)."""


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """Least margin `mu`, least probability `theta`, and the temperature `gamma` of the softmax.

    `mu` is a difference of two cosines, in [0, 2]; `theta` in [0, 1]; `gamma` above 0, the smaller the surer.
    `calibrated_on` says in words what the three were chosen on; empty: they are defaults that fit no data.
    Raises GrouplineError for a value outside.
    """

    mu: float = 0.02
    theta: float = 0.5
    gamma: float = GAMMA
    calibrated_on: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.mu <= 2:
            raise GrouplineError(f"The least margin mu is {self.mu}; a difference of cosines lies in 0 to 2.")
        if not 0 <= self.theta <= 1:
            raise GrouplineError(f"The least probability theta is {self.theta}; it must lie in 0 to 1.")
        if not 0 < self.gamma < float("inf"):
            raise GrouplineError(f"The temperature gamma is {self.gamma}; it must be above 0, such as 0.01.")

    def words(self) -> str:
        """Return what the point is and what it rests on, as one sentence."""
        values = f"margin at least {self.mu:.3g}, probability at least {self.theta:.3g}, temperature {self.gamma:.3g}"
        if self.calibrated_on:
            return f"{values}; chosen on {self.calibrated_on}."
        return f"{values}; not calibrated: choose it on a labeled set before you rely on it."
