"""What the worker process does for models: it finds these functions by name, for they lie above it."""

from typing import Any

from classifiers.card import short
from classifiers.project import Project
from grouping.project import Project as GroupingProject
from grouping.types import Progress


def train(project: GroupingProject, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Train a model; the arguments are those of `Project.train`, its spec as plain values."""
    model = Project.of(project).train(**arguments, progress=progress)
    return {"model": model.key, "title": model.title, "version": model.version, "figures": model.figures}


def evaluate(project: GroupingProject, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Measure a model; the arguments are those of `Project.evaluate`. The whole is read by `evaluations`."""
    found = Project.of(project).evaluate(**arguments, progress=progress)
    return {"model": arguments["model"], **short(found), **({"curve": found["curve"]} if "curve" in found else {})}


def predict(project: GroupingProject, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Propose classes for images; the arguments are those of `Project.predict`."""
    run = Project.of(project).predict(**arguments, progress=progress)
    return {"proposals": run.key, "label_set": run.label_set, **run.summary}


def deploy(project: GroupingProject, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Write a network's other forms; the arguments are those of `Project.deploy`."""
    folder, report = Project.of(project).deploy(**arguments, progress=progress)
    return {"model": arguments["model"], "folder": str(folder), **report.summary()}


def route(project: GroupingProject, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Tune and time a fast model before a strong one; the arguments are those of `Project.route`."""
    return Project.of(project).route(**arguments, progress=progress)


def check_split(project: GroupingProject, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Divide a version and check it for leaks, without training; the arguments are those of `Project.check_split`."""
    progress(0, None, "dividing the labeled images")
    division, report = Project.of(project).check_split(**arguments)
    return {
        **report.summary(),
        "said": [leak.sentence() for leak in report.leaks],
        "held_back": len(division.held_back),
        "rejoined": division.rejoined,
    }


def look_at_errors(project: GroupingProject, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Draw where a network looked on its errors; the arguments are those of `Project.look_at_errors`."""
    return {"model": arguments["model"], **Project.of(project).look_at_errors(**arguments, progress=progress)}


def preview_augmentation(project: GroupingProject, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Draw views of an image by a plan; the arguments are those of `Project.draw_views`."""
    return {"files": [str(path) for path in Project.of(project).draw_views(**arguments, progress=progress)]}
