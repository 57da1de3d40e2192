"""`prompts`, `zero-shot`, `point`, `prompt-effects`, `ablate` and `search`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from classifiers.few_shot.adapter import AdapterSpec
from classifiers.project import Project
from classifiers.zero_shot.evaluation import Evaluation
from classifiers.zero_shot.front import DEFAULT_LIBRARY
from classifiers.zero_shot.prompts import TEMPLATES
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.cli.jobs import hand_over
from grouping.cli.options import Background, Home, Json, LabelSetName, ProjectName, UserName
from grouping.cli.output import emit_json, progress_bar, say, show_table
from grouping.project.labels import DEFAULT_SET

Library = Annotated[str, typer.Option(help="The library of prompts.")]
OtherEncoder = Annotated[str | None, typer.Option("--encoder", help="Without it, the newest encoding that fits.")]
Learn = Annotated[str | None, typer.Option("--learn", help="A label set whose images tell the classes too.")]
Text = Annotated[bool, typer.Option("--prompts/--no-prompts", help="Tell classes by prompts, or by images alone.")]
Weight = Annotated[float, typer.Option(help="Of images beside prompts, 0 to 1.")]
PerClass = Annotated[int, typer.Option(min=1, help="Prototypes a class from images; more than 1 are K-Means centres.")]
Cache = Annotated[float, typer.Option(help="Alpha of the cache of labeled images (Tip-Adapter); 0 is off.")]
Adapt = Annotated[bool, typer.Option("--adapter", help="Train a residual projection on the labeled images.")]
Context = Annotated[float, typer.Option(help="Weight of tiles beside the whole, 0 to 1; needs preprocessing grid.")]
Centre = Annotated[bool, typer.Option("--centre", help="Take the mean of all images away; with images alone.")]


def prompts(
    project: ProjectName,
    class_name: Annotated[str | None, typer.Argument(metavar="[CLASS]", help="The class to change.")] = None,
    texts: Annotated[list[str] | None, typer.Argument(metavar="[PROMPT]...", help="Sentences to add to it.")] = None,
    kind: Annotated[str, typer.Option(help="name, function, material, geometry, maker, defect or other.")] = "other",
    remove: Annotated[bool, typer.Option("--remove", help="Take these away, the whole class without prompts.")] = False,
    file: Annotated[
        Path | None, typer.Option("--import", help="A CSV, XLSX or JSON file of classes and prompts.")
    ] = None,
    template: Annotated[list[str] | None, typer.Option(help=f"Set the templates, such as '{TEMPLATES[0]}'.")] = None,
    restore: Annotated[int | None, typer.Option(help="Make this version the newest again.")] = None,
    history: Annotated[bool, typer.Option("--history", help="Who changed what, and when.")] = False,
    library: Library = DEFAULT_LIBRARY,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Show, add, remove or import prompts; every change is a version."""
    opened = Project.open(project, home, user)
    problems: tuple[tuple[str, str], ...] = ()
    if file is not None:
        problems = opened.import_prompts(file, library)[1].problems
    if template:
        opened.set_templates(template, library)
    if restore is not None:
        opened.restore_prompts(restore, library)
    if class_name is not None and not remove:
        opened.add_prompts(class_name, texts or (), kind, library)
    for text in (texts or [None]) if class_name is not None and remove else ():  # type: ignore[list-item]  # None: all
        opened.remove_prompt(str(class_name), text, library)
    if history:
        _show_history(opened, library, json)
    else:
        _show_prompts(opened, library, problems, json)


def _show_history(opened: Project, library: str, json: bool) -> None:
    rows = [(one.number, one.at, one.user, one.sentence) for one in opened.prompt_versions(library)]
    if json:
        names = ("version", "at", "user", "sentence")
        emit_json(
            {
                "project": opened.name,
                "library": library,
                "history": [dict(zip(names, row, strict=True)) for row in rows],
            }
        )
        return
    show_table(("version", "at", "user", "what"), rows)


def _show_prompts(opened: Project, library: str, problems: tuple[tuple[str, str], ...], json: bool) -> None:
    found = opened.prompts(library)
    if json:
        shown = {"project": opened.name, "library": library, "version": found.number, **found.library.to_dict()}
        emit_json({**shown, "problems": [list(one) for one in problems]})
        return
    show_table(
        ("class", "kind", "prompt"),
        [(one.name, p.kind, p.text) for one in found.library.classes for p in one.prompts]
        + [(one.name, "name", one.name) for one in found.library.classes if not one.prompts],
    )
    say(f"Version {found.number}; templates: {', '.join(found.library.templates)}.")
    for place, reason in problems:
        say(f"  not taken: {place}: {reason}")


def _spec(
    text: bool,
    learn: str | None,
    weight: float,
    per_class: int,
    cache: float,
    adapter: bool,
    context: float,
    centre: bool,
) -> ZeroShotSpec:
    return ZeroShotSpec(
        text=text,
        label_set=learn,
        image_weight=weight,
        per_class=per_class,
        cache=cache,
        adapter=AdapterSpec() if adapter else None,
        context=context,
        centre=centre,
    )


def zero_shot(
    project: ProjectName,
    text: Text = True,
    learn: Learn = None,
    weight: Weight = 0.5,
    per_class: PerClass = 1,
    cache: Cache = 0.0,
    adapter: Adapt = False,
    context: Context = 0.0,
    centre: Centre = False,
    propose: Annotated[str | None, typer.Option(help="Put the answers into this label set's review list.")] = None,
    encoder: OtherEncoder = None,
    library: Library = DEFAULT_LIBRARY,
    background: Background = False,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Recognise all images by prompts, by labeled images, or both; and say how each ends."""
    opened = Project.open(project, home, user)
    spec = _spec(text, learn, weight, per_class, cache, adapter, context, centre)
    if background:
        hand_over(opened, "zero-shot", json, spec=asdict(spec), library=library, encoder=encoder, propose_to=propose)
        return
    with progress_bar("Recognise") as progress:
        found = opened.zero_shot(spec, library=library, encoder=encoder, progress=progress)
    run = None if propose is None else opened.propose(found, propose)
    if json:
        rows = [{**row, "reason": found.reason(row["id"])} for row in found.table().to_dict("records")]
        summary = {"project": opened.name, **found.summary(), "proposals": None if run is None else run.key}
        emit_json({**summary, "answers": rows})
        return
    summary = found.summary()
    show_table(("class", "accepted"), list(summary["classes"].items()))
    say(f"{summary['accepted']:,} accepted, {summary['review']:,} to review, {summary['unknown']:,} unknown.")
    say(summary["point"])
    for note in found.notes:
        say(note)
    if run is not None:
        say(f"{run.summary['n']:,} proposals wait in '{propose}': 'proposals' lists them, 'accept' labels.")


def point(
    project: ProjectName,
    label_set: LabelSetName = DEFAULT_SET,
    precision: Annotated[float | None, typer.Option(help="The precision wished of what is accepted.")] = None,
    error_cost: Annotated[
        float | None, typer.Option(help="What a wrong answer costs, in reviews of one image.")
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep it with the prompts.")] = False,
    text: Text = True,
    learn: Learn = None,
    weight: Weight = 0.5,
    per_class: PerClass = 1,
    cache: Cache = 0.0,
    adapter: Adapt = False,
    context: Context = 0.0,
    centre: Centre = False,
    encoder: OtherEncoder = None,
    library: Library = DEFAULT_LIBRARY,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Choose when an answer is accepted, on a label set: for a precision, or for costs."""
    opened = Project.open(project, home, user)
    spec = _spec(text, learn, weight, per_class, cache, adapter, context, centre)
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


def ablate(
    project: ProjectName,
    label_set: LabelSetName = DEFAULT_SET,
    text: Text = True,
    learn: Learn = None,
    context: Context = 0.0,
    encoder: OtherEncoder = None,
    library: Library = DEFAULT_LIBRARY,
    home: Home = None,
    json: Json = False,
) -> None:
    """Measure the recognition with each part switched off, or on where it is off."""
    opened = Project.open(project, home)
    spec = ZeroShotSpec(text=text, label_set=learn, context=context)
    with progress_bar("Measure") as progress:
        found = opened.ablation(label_set, spec, library=library, encoder=encoder, progress=progress)
    rows = [(name, *_figures(one)) for name, one in found]
    if json:
        columns = ("variant", "images", "top1", "low", "high", "top5", "macro_f1", "why_not")
        emit_json({"project": opened.name, "variants": [dict(zip(columns, row, strict=True)) for row in rows]})
        return
    show_table(("variant", "images", "top-1", "95 % from", "to", "top-5", "macro-F1", "why not"), rows)


def _figures(found: Evaluation | str) -> tuple[Any, ...]:
    if isinstance(found, str):
        return (None,) * 6 + (found,)
    return found.n_images, found.top1, *found.top1_interval, found.top5, found.macro_f1, ""


def search(
    project: ProjectName,
    sentence: Annotated[
        str | None, typer.Argument(help="What to look for, such as 'a scratch along the strip'.")
    ] = None,
    image: Annotated[str | None, typer.Option(help="An image of the project in place of a sentence.")] = None,
    n: Annotated[int, typer.Option("--n", min=1, help="How many to show.")] = 12,
    encoder: OtherEncoder = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Find images by a sentence, or by an image."""
    found = Project.open(project, home).search(sentence, image=image, n=n, encoder=encoder)
    if json:
        emit_json({"project": project, "query": sentence, "image": image, "found": found.to_dict("records")})
        return
    show_table(list(found.columns), found.itertuples(index=False))
