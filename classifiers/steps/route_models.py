"""Route: tune how sure the fast model must be, on val images that both models know, and report on the test images."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from classifiers.answering import answer
from classifiers.errors import InvalidSpecError
from classifiers.predictions import Judged
from classifiers.routing import Aim, Route, route_at, tune
from classifiers.steps.form_of_model import Form, in_form
from classifiers.steps.load_data import inputs_of
from classifiers.steps.open_model import OpenModel, refuse_one_class
from classifiers.steps.time_route import Pace, time_route
from grouping.store.workspace import Workspace
from grouping.types import Floats, Ints, Progress, silent

LOSS = 0.005


@dataclass(frozen=True, slots=True, eq=False)
class Both:
    """What both models said of the images that both were judged on."""

    image_ids: Ints
    """(n_images,)"""
    confidence: Floats
    """(n_images,): of the fast model."""
    fast_right: Ints
    strong_right: Ints
    """(n_images,): 0 or 1."""

    def __len__(self) -> int:
        return len(self.image_ids)

    def route(self, threshold: float, pace: Pace) -> Route:
        """Return what a threshold gives on these images."""
        said = self.confidence, self.fast_right, self.strong_right
        return route_at(threshold, *said, pace.fast_ms, pace.asked_ms, pace.strong_ms)


def route_models(
    workspace: Workspace,
    project_id: int,
    fast: OpenModel,
    strong: OpenModel,
    aim: Aim = "accuracy",
    allowed_loss: float = LOSS,
    fast_form: Form = "own",
    progress: Progress = silent,
) -> dict[str, Any]:
    """Return the threshold, tuned on `val`, with the fast model's share, accuracy and latency there and on `test`.

    The models must have been trained on the same version, divided alike. `pace` holds their latencies, measured here
    and now, in turns; for a head with the encoding of the image. `test` had no part in the choice; it is None where
    there are no test images. `fast_form` 'onnx' or 'int8' routes with the fast network's file, judged anew. Raises
    InvalidSpecError for models that do not fit together or a form that was not written.
    """
    val = judged_by_both(workspace, project_id, fast, fast_form, strong, "val.npz")
    threshold = _tuned(val, aim, allowed_loss)
    pace = time_route(workspace, project_id, fast, fast_form, strong, val.image_ids, progress)
    test = judged_by_both(workspace, project_id, fast, fast_form, strong, "test.npz")
    return {
        "fast": fast.model.key,
        "fast_form": fast_form,
        "strong": strong.model.key,
        "aim": aim,
        "threshold": threshold,
        "pace": asdict(pace),
        "val": _told(val, threshold, pace),
        "test": _told(test, threshold, pace) if len(test) else None,
    }


def route_threshold(
    workspace: Workspace, project_id: int, fast: OpenModel, strong: OpenModel, fast_form: Form = "own"
) -> float:
    """Return the confidence that `route_models` tunes for accuracy, without timing anything.

    No latency has a part in it: whatever they are, the route is the faster the more the fast model answers alone.
    """
    return _tuned(judged_by_both(workspace, project_id, fast, fast_form, strong, "val.npz"), "accuracy", LOSS)


def _tuned(val: Both, aim: Aim, allowed_loss: float) -> float:
    if not len(val):
        raise InvalidSpecError("The two models have no val images in common to tune a route on; train both alike.")
    return tune(val.confidence, val.fast_right, val.strong_right, 0.0, 1.0, aim, allowed_loss).threshold


def _told(both: Both, threshold: float, pace: Pace) -> dict[str, Any]:
    found = both.route(threshold, pace)
    return {"n": len(both), **asdict(found), "speedup": found.speedup}


def judged_by_both(
    workspace: Workspace, project_id: int, fast: OpenModel, form: Form, strong: OpenModel, name: str
) -> Both:
    """Return what the models say of 'val.npz' or 'test.npz'; of no image where one of them was not judged on it.

    Raises InvalidSpecError where the models are the same in the same form, or not of the same version.
    """
    refuse_one_class("A route", fast, strong)
    if fast.model.key == strong.model.key and form == "own":
        raise InvalidSpecError("A route needs two models; both are the same.")
    if fast.model.content_hash != strong.model.content_hash or fast.classes != strong.classes:
        seen = [f"{one.model.name} on version {one.model.version} of '{one.model.label_set}'" for one in (fast, strong)]
        raise InvalidSpecError(
            "The two models of a route are trained on the same version of the same set; these are "
            f"{' and '.join(seen)}. Train one of them anew on the version of the other."
        )
    if not all((one.folder / name).exists() for one in (fast, strong)):
        none = np.zeros(0, np.int64)
        return Both(none, np.zeros(0), none, none)
    first, second = (Judged.load(one.folder / name) for one in (fast, strong))
    if form != "own":
        first = _judged_anew(workspace, project_id, fast, form, first)
    place = {sha: row for row, sha in enumerate(second.sha256s)}
    rows = np.array([(row, place[sha]) for row, sha in enumerate(first.sha256s) if sha in place], dtype=np.int64)
    own, other = rows.reshape(-1, 2).T
    right = [(one.label == one.y).astype(np.int64) for one in (first, second)]
    return Both(first.image_ids[own], first.probabilities.max(axis=1)[own], right[0][own], right[1][other])


def _judged_anew(workspace: Workspace, project_id: int, opened: OpenModel, form: Form, own: Judged) -> Judged:
    """Return what a network's file says of the images that the network was judged on, those that are still there."""
    inputs, _ = inputs_of(workspace, project_id, own.image_ids.tolist(), None)
    truth = dict(zip(own.image_ids.tolist(), own.y, strict=True))
    logits, lost = answer(in_form(opened, form), inputs)
    there = np.setdiff1d(np.arange(len(inputs)), list(lost))
    inputs, said = inputs.rows(there), opened.operating.predict(logits[there])
    y = np.array([truth[int(i)] for i in inputs.image_ids], dtype=np.int64)
    return Judged(inputs.image_ids, inputs.sha256s, y, said.probabilities)
