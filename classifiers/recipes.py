"""The kinds of model, as a literal table; a test resolves every entry.

A recipe is four names: its frozen spec, a function `fit(spec, train, val, folder, progress)` that returns a
`classifiers.types.Fitted`, a function `load(folder, checksum)` that reads one back, and what it looks at. `fit` keeps
in `folder` what a killed training goes on from, and takes what it needs to stop or tune from `val` alone.
"""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

from classifiers.errors import InvalidSpecError
from classifiers.spec_values import check_values
from classifiers.types import Examples, Fitted
from grouping.types import Progress, silent


@dataclass(frozen=True, slots=True)
class Recipe:
    """A kind of model by the names of its parts."""

    title: str
    spec: str
    fit: str
    load: str
    looks_at: str
    """'embeddings' or 'files'."""
    stops_early: bool
    """Whether fitting looks at `val`, which then must be kept out of the fitting images."""
    starts_from: str | None = None
    """A function `weights(spec)` -> backbone: SHA-256 of the weights file that training starts from; None: of none."""


RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "head": Recipe(
            title="Head on embeddings",
            spec="classifiers.heads.spec:HeadSpec",
            fit="classifiers.heads.fit:fit",
            load="classifiers.heads.files:load",
            looks_at="embeddings",
            stops_early=False,
        ),
        "finetune": Recipe(
            title="Fine-tuned network",
            spec="classifiers.finetune.spec:FinetuneSpec",
            fit="classifiers.finetune.fit:fit",
            load="classifiers.finetune.files:load",
            looks_at="files",
            stops_early=True,
            starts_from="classifiers.finetune.start_files:start_files",
        ),
        "ensemble": Recipe(
            title="Best networks together",
            spec="classifiers.finetune.spec:EnsembleSpec",
            fit="classifiers.finetune.ensemble:fit",
            load="classifiers.finetune.ensemble:load",
            looks_at="files",
            stops_early=True,
            starts_from="classifiers.finetune.start_files:start_files",
        ),
        "siamese": Recipe(
            title="Siamese network",
            spec="classifiers.siamese.spec:SiameseSpec",
            fit="classifiers.siamese.fit:fit",
            load="classifiers.siamese.fitted:load",
            looks_at="files",
            stops_early=True,
            starts_from="classifiers.finetune.start_files:start_files",
        ),
    }
)


def resolve(name: str) -> Any:
    """Return what 'module:name' names, imported now."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


def recipe(name: str) -> Recipe:
    """Return a recipe by name; raises InvalidSpecError, which lists those there are."""
    if name not in RECIPES:
        raise InvalidSpecError(f"There is no recipe '{name}'; there are: {', '.join(RECIPES)}.")
    return RECIPES[name]


def make_spec(name: str, values: Mapping[str, Any]) -> Any:
    """Return a recipe's spec from plain values, as a job or a card carries them.

    Raises InvalidSpecError for a value that the recipe does not have.
    """
    kind = resolve(recipe(name).spec)
    known = [one.name for one in fields(kind)]
    strange = sorted(set(values) - set(known))
    if strange:
        raise InvalidSpecError(f"{RECIPES[name].title} has no {', '.join(strange)}; it has: {', '.join(known)}.")
    check_values(kind, values)
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})


def recipe_of(spec: Any) -> str:
    """Return the recipe that a spec belongs to; raises InvalidSpecError for anything else."""
    for name, one in RECIPES.items():
        if one.spec == f"{type(spec).__module__}:{type(spec).__qualname__}":
            return name
    raise InvalidSpecError(f"{type(spec).__name__} is no spec of a recipe; recipes are {', '.join(RECIPES)}.")


def title_of(spec: Any) -> str:
    """Return what a spec makes, for people."""
    return str(getattr(spec, "title", RECIPES[recipe_of(spec)].title))


def plain(spec: Any) -> dict[str, Any]:
    """Return a spec as plain values, from which `make_spec` makes it again."""
    return asdict(spec)


def definition_of(spec: Any) -> Any:
    """Return what else than its values decides what a spec makes, as plain values; None where nothing does."""
    return getattr(spec, "definition", None)


def start_files(spec: Any) -> dict[str, str]:
    """Return backbone -> SHA-256 of the weights file that a spec starts from; {} for heads and starts from scratch.

    Raises MissingWeightsError where there is no such file, UnknownNameError for a backbone that is not known.
    """
    function = RECIPES[recipe_of(spec)].starts_from
    found: dict[str, str] = resolve(function)(spec) if function else {}
    return found


def one_class(spec: Any) -> bool:
    """Whether a spec learns one class only."""
    return bool(getattr(spec, "one_class", False))


def fit(spec: Any, train: Examples, val: Examples, folder: Path, progress: Progress = silent) -> Fitted:
    """Train what a spec says."""
    fitted: Fitted = resolve(RECIPES[recipe_of(spec)].fit)(spec, train, val, folder, progress)
    return fitted


def timed_fit(
    spec: Any, train: Examples, val: Examples, folder: Path, progress: Progress = silent
) -> tuple[Fitted, float]:
    """Train what a spec says, and return it with the seconds that took, those before a kill among them."""
    began = time.perf_counter()
    fitted = fit(spec, train, val, folder, progress)
    return fitted, max(time.perf_counter() - began, float(fitted.details.get("seconds", 0.0)))


def load(name: str, folder: Path, checksum: str) -> Fitted:
    """Read a model back; raises DamagedModelError when its files are gone or others."""
    fitted: Fitted = resolve(recipe(name).load)(folder, checksum)
    return fitted
