"""Open: a trained model with its card, its parts and, where it is to be used, its weights."""

import json
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from classifiers import recipes
from classifiers.card import read_card
from classifiers.data.division import SplitSpec
from classifiers.data.labeled import EmbeddingRef
from classifiers.errors import DamagedModelError, InvalidSpecError
from classifiers.heads.normal import normal_class
from classifiers.predictions import Judged
from classifiers.store.models import Model, find_model
from classifiers.thresholds import Operating
from classifiers.types import Fitted
from grouping.store.workspace import Workspace


@dataclass(frozen=True)
class OpenModel:
    """A model of a project; its weights are read when `fitted` is first asked for."""

    model: Model
    folder: Path
    card: dict[str, Any]

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes of the data that it was trained and judged on."""
        return tuple(self.card["classes"])

    @property
    def named(self) -> tuple[str, ...]:
        """The classes that its answers name, in the order of its probabilities: of a one-class model its own alone."""
        return (self.classes[normal_class(self.spec, self.classes)],) if self.card["one_class"] else self.classes

    @property
    def embeddings(self) -> EmbeddingRef | None:
        """What it looks at; None for image files."""
        seen = self.card["embeddings"]
        return None if seen is None else EmbeddingRef(**seen)

    @property
    def spec(self) -> Any:
        """The spec it was trained by."""
        return recipes.make_spec(self.model.recipe, self.card["spec"])

    @property
    def split(self) -> SplitSpec:
        """How its data was divided."""
        return SplitSpec(tuple(self.card["split"]["fractions"]), int(self.card["split"]["seed"]))

    @property
    def operating(self) -> Operating:
        """Its temperature and threshold."""
        kept: dict[str, Any] = {one.name: self.card["operating"][one.name] for one in fields(Operating)}
        kept = {key: float("nan") if value is None else value for key, value in kept.items()}
        kept["strangeness"] = tuple(kept["strangeness"])
        return Operating(**kept)

    @property
    def parts(self) -> dict[str, tuple[str, ...]]:
        """The SHA-256s it learned from, and those of val, test and gold; raises DamagedModelError without them."""
        path = self.folder / "parts.json"
        try:
            return {name: tuple(shas) for name, shas in json.loads(path.read_text()).items()}
        except (OSError, ValueError) as error:
            raise DamagedModelError(f"{path} cannot be read; train the model again.") from error

    @cached_property
    def fitted(self) -> Fitted:
        """The weights; raises DamagedModelError when their file is gone or another one."""
        return recipes.load(self.model.recipe, self.folder, self.model.checksum)


def refuse_one_class(what: str, *models: OpenModel) -> None:
    """Raise InvalidSpecError where one of the models knows a single class, and so cannot stand for another."""
    for one in models:
        if one.card["one_class"]:
            raise InvalidSpecError(
                f"{what} needs models that tell the same classes apart; {one.model.name} knows '{one.named[0]}' alone."
            )


def is_whole(workspace: Workspace, project_id: int, name: str) -> bool:
    """Tell whether a model's card, parts, weights and what it said of val and test can all be read."""
    try:
        opened = open_model(workspace, project_id, name)
        for part in ("val", "test"):
            if opened.card[part]:
                Judged.load(opened.folder / f"{part}.npz")
        return bool(opened.parts) and opened.fitted is not None
    except DamagedModelError:
        return False


def open_model(workspace: Workspace, project_id: int, name: str) -> OpenModel:
    """Open a model by its key or the start of it; raises UnknownNameError, which lists those there are."""
    model = find_model(workspace.database, project_id, name)
    folder = workspace.model(model.key)
    return OpenModel(model, folder, read_card(folder))
