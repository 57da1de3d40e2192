"""`measure`, `point`, `prompt-effects`, `prompt-changes` and `ablate`."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

import typer

from classifiers.cli.telling import Library, OtherEncoder, tells
from classifiers.project import Project
from classifiers.zero_shot.figures import measured
from classifiers.zero_shot.front import DEFAULT_LIBRARY
from classifiers.zero_shot.point import OperatingPoint
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.cli.jobs import hand_over
from grouping.cli.options import Background, Home, Json, LabelSetName, ProjectName, UserName
from grouping.cli.output import emit_json, progress_bar, say, show_table
from grouping.project.labels import DEFAULT_SET


@tells
def measure(
    spec: ZeroShotSpec,
    project: ProjectName,
    label_set: LabelSetName = DEFAULT_SET,
    encoder: OtherEncoder = None,
    library: Library = DEFAULT_LIBRARY,
    background: Background = False,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Measure a recognition on a label set: figures over all, by class and by frequency, confusions, unknown classes.

    Images that tell the classes never judge them: where the label set tells them too, ten folds are made.
    """
    opened = Project.open(project, home, user)
    if background:
        hand_over(opened, "judge", json, label_set=label_set, spec=asdict(spec), library=library, encoder=encoder)
        return
    with progress_bar("Measure") as progress:
        found = opened.judge_zero_shot(label_set, spec, library=library, encoder=encoder, progress=progress)
    figures = measured(found, opened.prompts(library).library.point or OperatingPoint())
    if json:
        emit_json({"project": opened.name, "label_set": label_set, **figures})
        return
    _show(figures)


def _show(figures: Mapping[str, Any]) -> None:
    low, high = figures["top1_interval"]
    say(f"Top-1 {figures['top1']:.1%} (95 % {low:.1%} to {high:.1%}) of {figures['n_images']:,} images")
    say(f"Top-5 {figures['top5']:.1%}; macro-F1 {figures['macro_f1']:.3f}; folds: {figures['folds']}.")
    say("; ".join(f"{share} classes {top1:.1%}" for share, top1 in figures["frequency"].items()) + ".")
    show_table(list(figures["classes"][0]), [tuple(row.values()) for row in figures["classes"]])
    show_table(("truly", "called", "images"), figures["confusions"][:10])
    for name, value in figures["unknown_auroc"].items():
        say(f"  '{name}' held out: AUROC {value:.3f} of known against unknown")


@tells
def point(
    spec: ZeroShotSpec,
    project: ProjectName,
    label_set: LabelSetName = DEFAULT_SET,
    precision: Annotated[float | None, typer.Option(help="The precision wished of what is accepted.")] = None,
    error_cost: Annotated[
        float | None, typer.Option(help="What a wrong answer costs, in reviews of one image.")
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep it with the prompts.")] = False,
    encoder: OtherEncoder = None,
    library: Library = DEFAULT_LIBRARY,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Choose when an answer is accepted, on a label set: for a precision, or for costs."""
    opened = Project.open(project, home, user)
    chosen = opened.choose_point(
        label_set, spec, precision=precision, error_cost=error_cost, library=library, encoder=encoder
    )
    if keep:
        opened.set_point(chosen.point, library)
    if json:
        figures = {"coverage": chosen.coverage, "precision": chosen.precision}
        emit_json({"project": opened.name, **asdict(chosen), **figures})
        return
    say(chosen.point.words())
    say(f"Accepts {chosen.accepted:,} of {chosen.n_images:,} images, {chosen.right:,} of them rightly.")


def prompt_effects(
    project: ProjectName,
    label_set: LabelSetName = DEFAULT_SET,
    encoder: OtherEncoder = None,
    library: Library = DEFAULT_LIBRARY,
    home: Home = None,
    json: Json = False,
) -> None:
    """List which prompt helps and which hurts on a label set, the most harmful first."""
    opened = Project.open(project, home)
    with progress_bar("Measure") as progress:
        found = opened.prompt_effects(label_set, library=library, encoder=encoder, progress=progress)
    if json:
        emit_json({"project": opened.name, "prompts": [{**asdict(one), "gain": one.gain} for one in found]})
        return
    show_table(
        ("class", "prompt", "helps", "hurts", "gain"), [(o.class_name, o.text, o.helps, o.hurts, o.gain) for o in found]
    )


def prompt_changes(
    project: ProjectName,
    label_set: LabelSetName = DEFAULT_SET,
    encoder: OtherEncoder = None,
    library: Library = DEFAULT_LIBRARY,
    home: Home = None,
    json: Json = False,
) -> None:
    """List what each change of prompts did on a label set, before and after, oldest first."""
    opened = Project.open(project, home)
    with progress_bar("Measure") as progress:
        found = opened.prompt_changes(label_set, library=library, encoder=encoder, progress=progress)
    rows = [(one.number, one.sentence, one.user, one.top1, one.fixed, one.broken, one.p_value) for one in found]
    if json:
        emit_json({"project": opened.name, "changes": [asdict(one) for one in found]})
        return
    show_table(("version", "what", "user", "top-1", "fixed", "broken", "p"), rows)


@tells
def ablate(
    spec: ZeroShotSpec,
    project: ProjectName,
    label_set: LabelSetName = DEFAULT_SET,
    encoder: OtherEncoder = None,
    library: Library = DEFAULT_LIBRARY,
    background: Background = False,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Measure the recognition with each part switched off, or on where it is off."""
    opened = Project.open(project, home, user)
    if background:
        hand_over(opened, "ablate", json, label_set=label_set, spec=asdict(spec), library=library, encoder=encoder)
        return
    with progress_bar("Measure") as progress:
        found = opened.ablation(label_set, spec, library=library, encoder=encoder, progress=progress)
    if json:
        emit_json({"project": opened.name, "variants": [asdict(one) for one in found]})
        return
    columns = ("variant", "images", "top-1", "95 % from", "to", "macro-F1", "fixed", "broken", "p", "why not")
    show_table(
        columns,
        [(o.name, o.images, o.top1, o.low, o.high, o.macro_f1, o.fixed, o.broken, o.p_value, o.why_not) for o in found],
    )
