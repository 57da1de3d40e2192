"""From a label set to trained, measured and compared models."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from classifiers.store.gold import gold_sets
from classifiers.store.models import Model, find_model, models
from grouping.project.front import Front, needs
from grouping.project.labels import DEFAULT_SET
from grouping.types import Progress, silent

if TYPE_CHECKING:
    from classifiers.data.division import Division
    from classifiers.data.leakage import LeakageReport
    from classifiers.steps.choose_threshold import Choice
    from classifiers.steps.train_spec import TrainSpec

On = Literal["test", "folds", "curve", "gold"]
Judgement = Literal["val", "test", "gold"]


class Models(Front):
    """What a project does with models; each is named by its key, or the start of it."""

    @needs("freeze")
    def lock_gold(
        self,
        label_set: str = DEFAULT_SET,
        images: Iterable[int] | None = None,
        *,
        per_class: int | None = None,
        balanced: bool = False,
        seed: int = 0,
    ) -> dict[str, int]:
        """Lock labeled images that no model ever learns from, and return class -> number; once for a label set."""
        from classifiers.steps.lock_gold import lock_gold

        return lock_gold(
            self.workspace,
            self.id,
            label_set,
            self.user,
            images=images,
            per_class=per_class,
            balanced=balanced,
            seed=seed,
        )

    def gold(self) -> dict[str, dict[str, Any]]:
        """Return label set -> its gold set: user, at, n, classes (class -> number)."""
        return gold_sets(self.workspace.database, self.id)

    @needs("run jobs")
    def check_split(
        self,
        label_set: str = DEFAULT_SET,
        version: int | None = None,
        *,
        fractions: Sequence[float] = (0.7, 0.2, 0.1),
        split_seed: int = 0,
        encoder: str | None = None,
        preprocessing: str | None = None,
    ) -> "tuple[Division, LeakageReport]":
        """Return how a version would be divided for training, and whether anything leaks; see `train`.

        As there, the set is frozen as it stands without `version`, and the division is kept for later versions.
        """
        from classifiers.data.division import SplitSpec
        from classifiers.steps.divide_data import divide_data
        from classifiers.steps.load_data import load_data

        number = self._version(label_set, version)
        data = load_data(self.workspace, self.id, label_set, number, encoder=encoder, preprocessing=preprocessing)
        return divide_data(self.workspace, self.id, data, SplitSpec(_three(fractions), split_seed))

    @needs("run jobs")
    def train(
        self,
        spec: Any = "logistic_regression",
        label_set: str = DEFAULT_SET,
        *,
        recipe: str = "head",
        version: int | None = None,
        encoder: str | None = None,
        preprocessing: str | None = None,
        fractions: Sequence[float] = (0.7, 0.2, 0.1),
        split_seed: int = 0,
        share: float = 1.0,
        precision: float = 0.95,
        progress: Progress = silent,
    ) -> Model:
        """Train a model on a frozen version of a label set; one that was trained before is returned as it is.

        `spec` is the name of a head, a spec such as HeadSpec, or plain values of one, for which `recipe` names the
        kind. Without `version` the set is frozen as it stands. Near-duplicates never lie in two of train, val and
        test, and the gold set in none of them; `share` learns from a part of train only. Predictions are 'unknown'
        below the confidence that gives `precision` on val.
        """
        from classifiers.steps.train_model import train_model

        wanted = _wanted(spec, recipe, fractions, split_seed, share, precision)
        return train_model(
            self.workspace,
            self.id,
            label_set,
            self._version(label_set, version),
            wanted,
            self.user,
            encoder=encoder,
            preprocessing=preprocessing,
            progress=progress,
        )

    def epochs(
        self,
        spec: Any = "logistic_regression",
        label_set: str = DEFAULT_SET,
        *,
        version: int,
        recipe: str = "head",
        fractions: Sequence[float] = (0.7, 0.2, 0.1),
        split_seed: int = 0,
        share: float = 1.0,
        precision: float = 0.95,
        **_: Any,
    ) -> dict[str, list[dict[str, Any]]]:
        """Return network -> its epochs by now, of a training that runs or was stopped; arguments as for `train`.

        A row has epoch, loss, val_loss, macro_f1, learning_rate and seconds. Heads have no epochs.
        """
        from classifiers.steps.watch_training import epochs_of, request_of

        wanted = _wanted(spec, recipe, fractions, split_seed, share, precision)
        return epochs_of(self.workspace, request_of(self.id, label_set, version, wanted))

    def _version(self, label_set: str, version: int | None) -> int:
        from grouping.steps.freeze_labels import freeze

        return freeze(self.workspace, self.id, label_set, self.user).number if version is None else version

    def models(self, label_set: str | None = None) -> list[Model]:
        """Return the trained models, the newest first."""
        return models(self.workspace.database, self.id, label_set)

    def model_card(self, model: str) -> dict[str, Any]:
        """Return a model's card: data, spec, checksum, seeds, figures, intervals, weak classes, speed..."""
        from classifiers.card import read_card

        return read_card(self.workspace.model(find_model(self.workspace.database, self.id, model).key))

    def choose_threshold(self, model: str, precision: float = 0.95, strong: str | None = None) -> "Choice":
        """Return from which confidence on a model has `precision` on val, and what that gives on val and test.

        With `strong`, of both in turn, as `predict` asks them: the second where the first is unsure.
        """
        from classifiers.steps.choose_threshold import choose_threshold
        from classifiers.steps.open_model import open_model
        from classifiers.steps.route_models import route_threshold

        opened = open_model(self.workspace, self.id, model)
        if strong is None:
            return choose_threshold(opened, precision)
        other = open_model(self.workspace, self.id, strong)
        below = route_threshold(self.workspace, self.id, opened, other)
        return choose_threshold(opened, precision, other, below)

    @needs("run jobs")
    def evaluate(
        self,
        model: str,
        on: On = "test",
        *,
        folds: int = 5,
        repeats: int = 10,
        seed: int = 0,
        progress: Progress = silent,
    ) -> dict[str, Any]:
        """Return a model's figures: on its test images (measured when it was trained), or what `on` asks for.

        'folds' trains its recipe anew on repeated stratified folds, 'curve' on 10, 25, 50 and 100 % of its training
        images, 'gold' uses the locked gold set, once for each model: the second time the first figures come back.
        """
        from classifiers.steps.evaluate_model import evaluate_model

        return evaluate_model(
            self.workspace,
            self.id,
            model,
            on,
            self.user,
            folds=folds,
            repeats=repeats,
            seed=seed,
            progress=progress,
        )

    def evaluations(self, model: str) -> dict[str, Any]:
        """Return what was measured of a model by now: test, val, gold (None before its use), folds, curve."""
        from classifiers.steps.evaluate_model import evaluations

        return evaluations(self.workspace, self.id, model)

    def judged(self, model: str, on: Judgement = "test") -> pd.DataFrame:
        """Return one row an image that a model was judged on: id, truth, predicted, confidence, right."""
        from classifiers.steps.evaluate_model import judged_table

        return judged_table(self.workspace, self.id, model, on)

    def compare(self, a: str, b: str) -> dict[str, Any]:
        """Return two models' figures side by side, with tests of whether they differ; differences are b - a."""
        from classifiers.steps.compare_models import compare_models
        from classifiers.steps.open_model import open_model

        return compare_models(*(open_model(self.workspace, self.id, name) for name in (a, b)))


def _spec(spec: Any, recipe: str) -> Any:
    from classifiers.recipes import make_spec

    if isinstance(spec, str):
        return make_spec("head", {"head": spec})
    return make_spec(recipe, spec) if isinstance(spec, Mapping) else spec


def _wanted(
    spec: Any, recipe: str, fractions: Sequence[float], split_seed: int, share: float, precision: float
) -> "TrainSpec":
    from classifiers.data.division import SplitSpec
    from classifiers.steps.train_spec import TrainSpec

    return TrainSpec(_spec(spec, recipe), SplitSpec(_three(fractions), split_seed), share, precision)


def _three(fractions: Sequence[float]) -> tuple[float, float, float]:
    from grouping.steps.export_labels import check_fractions

    return check_fractions(fractions)
