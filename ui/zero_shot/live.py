"""The recognition that the page shows: made anew as prompts, images or the operating point change, kept till then."""

from dataclasses import asdict, dataclass

import streamlit as st

from classifiers.project import Project
from classifiers.store.prompts import PromptVersion
from classifiers.zero_shot.judge import Judged
from classifiers.zero_shot.point import OperatingPoint
from classifiers.zero_shot.recognise import NotPreparedError, Recognition
from grouping.embed.texts import TextNotEmbeddedError
from grouping.errors import GrouplineError
from ui.wording import counted
from ui.zero_shot.telling import Telling
from ui.zero_shot.waiting import Wanted, soon

CHANGED = "The labels or the prompts have changed since; ask again."
_KEPT, _JUDGED, _LAST = "zs-kept", "zs-judged", "zs-last"


@dataclass(frozen=True)
class Live:
    """What there is to show: a recognition, the last one while its successor is made, or why there is none."""

    found: Recognition | None
    waits_for: Wanted | None = None
    problem: str = ""


def _ground(project: Project, telling: Telling, version: PromptVersion) -> tuple[object, ...]:
    """Return what a recognition rests on; while it is the same, so is the recognition."""
    sets = tuple((one.key, one.encoder) for one in project.encodings())
    jobs = len(project.picture_columns().ids)
    prompts = (version.name, version.number) if telling.has_prompts else ()
    return (project.id, project.version(), sets, jobs, telling, prompts)


def recognise(project: Project, telling: Telling, version: PromptVersion, point: OperatingPoint) -> Live:
    """Return the recognition of these choices; while the worker makes a part of it, the last one of this session."""
    key = (_ground(project, telling, version), point)
    kept: tuple[object, Recognition] | None = st.session_state.get(_KEPT)
    if kept is not None and kept[0] == key:
        return Live(kept[1])
    try:
        found = _now(project, telling, version, point)
        if isinstance(found, Wanted) and soon(project, found):
            found = _now(project, telling, version, point)
    except GrouplineError as error:
        return Live(None, problem=str(error))
    if isinstance(found, Wanted):
        return Live(_last(project), found)
    st.session_state[_KEPT] = (key, found)
    st.session_state[_LAST] = (project.id, found)
    return Live(found)


def _now(project: Project, telling: Telling, version: PromptVersion, point: OperatingPoint) -> Recognition | Wanted:
    """Return the recognition, or what the worker has to do before it can be made."""
    try:
        return project.zero_shot(
            telling.spec(),
            library=version.name,
            version=version.number or None,
            point=point,
            encoder=telling.encoder,
            train=False,
        )
    except TextNotEmbeddedError as error:
        return sentences(error.missing, telling.encoder)
    except NotPreparedError:
        return _training(telling, version)


def _last(project: Project) -> Recognition | None:
    kept: tuple[int, Recognition] | None = st.session_state.get(_LAST)
    return kept[1] if kept is not None and kept[0] == project.id else None


def sentences(missing: tuple[str, ...], encoder: str) -> Wanted:
    """Return the job that reads sentences which nobody has read yet."""
    return Wanted(
        "embed-text",
        {"texts": list(missing), "encoder": encoder},
        f"Reading {counted(len(missing), 'sentence')}",
        f"The weights of {encoder} are others now than when the images were encoded, so sentences and images cannot "
        "be compared. Encode the project again.",
    )


def _training(telling: Telling, version: PromptVersion) -> Wanted:
    parts = ["training the adapter"] if telling.adapter else []
    parts += ["finding several prototypes a class"] if telling.per_class > 1 else []
    arguments = {"spec": asdict(telling.spec()), "encoder": telling.encoder, "library": version.name}
    return Wanted("zero-shot", arguments, " and ".join(parts).capitalize(), CHANGED)


def judged(project: Project, telling: Telling, version: PromptVersion, label_set: str) -> Judged | Wanted:
    """Return the scores of a label set's images, or what the worker has to do before; raises GrouplineError.

    They are kept until what they rest on changes.
    """
    key = (_ground(project, telling, version), label_set)
    kept: tuple[object, Judged] | None = st.session_state.get(_JUDGED)
    if kept is None or kept[0] != key:
        found = _judge(project, telling, version, label_set)
        if isinstance(found, Wanted):
            return found
        kept = (key, found)
        st.session_state[_JUDGED] = kept
    return kept[1]


def _judge(project: Project, telling: Telling, version: PromptVersion, label_set: str) -> Judged | Wanted:
    try:
        return project.judge_zero_shot(
            label_set,
            telling.spec(),
            library=version.name,
            version=version.number or None,
            encoder=telling.encoder,
            train=False,
        )
    except TextNotEmbeddedError as error:
        return sentences(error.missing, telling.encoder)
    except NotPreparedError:
        return Wanted("judge", measuring(telling, version, label_set), "Training and measuring", CHANGED)


def measuring(telling: Telling, version: PromptVersion, label_set: str) -> dict[str, object]:
    """Return the arguments of a job that measures a recognition on a label set."""
    told = {"label_set": label_set, "spec": asdict(telling.spec()), "encoder": telling.encoder}
    return {**told, "library": version.name, "version": version.number or None}
