"""What the worker process does for prompts: it finds these functions by name, for they lie above it."""

from dataclasses import asdict
from typing import Any

from classifiers.project import Project
from classifiers.zero_shot.point import OperatingPoint
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.project import Project as GroupingProject
from grouping.types import Progress


def embed_text(project: GroupingProject, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Embed sentences; the arguments are those of `Project.embed_texts`."""
    return asdict(Project.of(project).embed_texts(**arguments, progress=progress))


def embed_picture(project: GroupingProject, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Embed a picture to search by; the arguments are those of `Project.embed_picture`."""
    return dict(Project.of(project).embed_picture(**arguments, progress=progress))


def zero_shot(project: GroupingProject, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Recognise, training what the spec trains; `propose_to` names the label set that gets proposals.

    The other arguments are those of `Project.zero_shot`, spec and point as plain values.
    """
    given, opened = dict(arguments), Project.of(project)
    to, point = given.pop("propose_to", None), given.pop("point", None)
    found = opened.zero_shot(
        ZeroShotSpec.of(given.pop("spec", None) or {}),
        point=None if point is None else OperatingPoint(**point),
        **given,
        progress=progress,
    )
    proposed = {} if to is None else {"proposals": opened.propose(found, to).key, "label_set": to}
    return {**found.summary(), **proposed}


def judge(project: GroupingProject, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Measure a recognition on a label set; the arguments are those of `Project.judge_zero_shot`."""
    given = dict(arguments)
    spec = ZeroShotSpec.of(given.pop("spec", None) or {})
    told = Project.of(project).judge_zero_shot(spec=spec, **given, progress=progress).evaluation()
    return {"images": told.n_images, "top1": told.top1, "macro_f1": told.macro_f1}


def ablate(project: GroupingProject, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Measure a recognition with each part switched; the arguments are those of `Project.ablation`."""
    given = dict(arguments)
    spec = ZeroShotSpec.of(given.pop("spec", None) or {})
    rows = Project.of(project).ablation(spec=spec, **given, progress=progress)
    return {"variants": len(rows), "top1": {one.name: one.top1 for one in rows if one.top1 is not None}}
