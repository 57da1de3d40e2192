"""What the page asks the worker for, as plain values that were checked; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from classifiers.recipes import make_spec, title_of
from grouping.errors import GrouplineError
from grouping.jobs.records import Job

USUAL_SHARES = (70, 20, 10)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One training as the form gives it."""

    recipe: str
    spec: Mapping[str, Any]
    encoding: tuple[str, str] | None = None
    """Encoder and preprocessing, for heads."""

    @property
    def title(self) -> str:
        """What it makes, for people; raises like `checked`."""
        return title_of(make_spec(self.recipe, self.spec))


@dataclass(frozen=True, slots=True)
class Shares:
    """How a version is divided, in per cent."""

    percent: tuple[int, int, int] = USUAL_SHARES
    seed: int = 0

    @property
    def fractions(self) -> list[float]:
        """The shares of train, val and test; raises GrouplineError unless they sum to 100."""
        if sum(self.percent) != 100:
            raise GrouplineError(f"The shares of train, val and test sum to {sum(self.percent)} %, not to 100 %.")
        return [one / 100 for one in self.percent]


@dataclass(frozen=True, slots=True)
class Request:
    """Trainings of one version."""

    label_set: str
    version: int
    shares: Shares = field(default_factory=Shares)
    wanted: tuple[Wanted, ...] = ()

    def jobs(self) -> list[dict[str, Any]]:
        """Return the arguments of each training's job; raises GrouplineError for a setting that cannot be."""
        return [self._job(one) for one in self.wanted]

    def _job(self, one: Wanted) -> dict[str, Any]:
        make_spec(one.recipe, one.spec)  # refuses what cannot be before the worker would
        seen = {} if one.encoding is None else {"encoder": one.encoding[0], "preprocessing": one.encoding[1]}
        return {"recipe": one.recipe, "spec": dict(one.spec), **self.divided(), **seen}

    def divided(self) -> dict[str, Any]:
        """Return what names the version and its division."""
        return {
            "label_set": self.label_set,
            "version": self.version,
            "fractions": self.shares.fractions,
            "split_seed": self.shares.seed,
        }


def fresh(jobs: list[dict[str, Any]], there: Iterable[Job]) -> list[dict[str, Any]]:
    """Return the jobs that are not queued or running already."""
    active = [one.arguments for one in there if one.kind == "train" and one.active]
    return [one for one in jobs if one not in active]
