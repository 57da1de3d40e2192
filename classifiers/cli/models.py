"""`models`, `card`, `evaluate`, `compare` and `route`."""

from dataclasses import asdict
from typing import Annotated, Any, cast

import typer

from classifiers.card import markdown
from classifiers.cli.options import FormName, ModelName
from classifiers.project import Project
from classifiers.project.models import On
from classifiers.routing import Aim, poor_route
from classifiers.steps.form_of_model import Form
from grouping.cli.jobs import hand_over
from grouping.cli.options import Background, Home, Json, ProjectName, UserName
from grouping.cli.output import emit_json, progress_bar, say, show_table

AnySet = Annotated[str | None, typer.Option("--set", help="Only those of this label set.")]


def models(project: ProjectName, label_set: AnySet = None, home: Home = None, json: Json = False) -> None:
    """List the trained models, the newest first."""
    found = Project.open(project, home).models(label_set)
    if json:
        emit_json({"project": project, "models": [asdict(one) for one in found]})
        return
    show_table(
        ("key", "model", "set", "version", "accuracy", "macro F1", "by", "at"),
        [
            (
                one.key[:8],
                one.title,
                one.label_set,
                one.version,
                one.figures.get("accuracy"),
                one.figures.get("macro_f1"),
                one.user,
                f"{one.at:%Y-%m-%d %H:%M}",
            )
            for one in found
        ],
    )


def card(project: ProjectName, model: ModelName, home: Home = None, json: Json = False) -> None:
    """Show a model's card: what it saw, how it was made, what it can do, and where it is weak."""
    found = Project.open(project, home).model_card(model)
    if json:
        emit_json(found)
    else:
        say(markdown(found))


def evaluate(
    project: ProjectName,
    model: ModelName,
    on: Annotated[str, typer.Option(help="test, folds, curve or gold (once for each model).")] = "test",
    folds: Annotated[int, typer.Option(min=2, help="With --on folds.")] = 5,
    repeats: Annotated[int, typer.Option(min=1, help="With --on folds.")] = 10,
    background: Background = False,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Measure a model on its test images, on repeated folds, on growing shares of the data, or on the gold set."""
    opened = Project.open(project, home, user)
    if background:
        hand_over(opened, "evaluate", json, model=model, on=on, folds=folds, repeats=repeats)
        return
    with progress_bar("Evaluate") as progress:
        found = opened.evaluate(model, cast(On, on), folds=folds, repeats=repeats, progress=progress)
    if json:
        emit_json({"project": project, "model": model, "on": on, **found})
    elif "curve" in found:
        columns = ("share", "n", "accuracy", "accuracy_sd", "macro_f1", "macro_f1_sd")
        show_table(columns, [[row[name] for name in columns] for row in found["curve"]])
    else:
        _show(found)


def _show(found: dict[str, Any]) -> None:
    if not found:
        say("This model has no test images: nothing was measured. Label more, or train with a share for test.")
    if found.get("first_use") is False:
        say(f"The gold set was used for this model by {found['user']} on {found['at']}; these are those figures.")
    for name, value in found.items():
        if isinstance(value, float):
            ends = found.get(f"{name}_interval") or found.get("intervals", {}).get(name)
            say(f"{name}: {value:.4f}" + (f" ({ends[0]:.4f} to {ends[1]:.4f})" if ends else ""))
    rows = found.get("per_class", found.get("pooled", {}).get("per_class", []))
    columns = ("class", "n", "precision", "recall", "f1")
    if "pooled" in found:
        say("Means over all folds of all repeats; by class, the first repeat, in which each image is judged once:")
    if rows:
        show_table(columns, [[row[name] for name in columns] for row in rows])
    for note in found.get("notes", ()):
        say(note)


def compare(project: ProjectName, a: ModelName, b: ModelName, home: Home = None, json: Json = False) -> None:
    """Compare two models on images that neither learned from, and on the folds they share; differences are b - a."""
    found = Project.open(project, home).compare(a, b)
    if json:
        emit_json({"project": project, **found})
        return
    names = [name for name, value in found["a"].items() if isinstance(value, (int, float))]
    first, second = found["a"], found["b"]
    show_table(("", first["title"], second["title"]), [(name, first[name], second.get(name)) for name in names])
    for where, how in (("test", "permutation test"), ("gold", "permutation test"), ("folds", "corrected t-test")):
        if found[where] is not None:
            for figure in ("accuracy", "macro_f1"):
                one = found[where][figure]
                say(
                    f"{where}: {figure} differs by {one['difference']:+.4f}, p = {one['p']:.4f} ({how}, n = {one['n']})"
                )


def route(
    project: ProjectName,
    fast: ModelName,
    strong: ModelName,
    aim: Annotated[str, typer.Option("--for", help="accuracy or latency.")] = "accuracy",
    allowed_loss: Annotated[float, typer.Option(help="Of accuracy, with --for latency.")] = 0.005,
    form: FormName = "own",
    home: Home = None,
    json: Json = False,
) -> None:
    """Tune how sure the fast model (in the given form) must be to answer alone; the strong one takes the rest."""
    opened = Project.open(project, home)
    with progress_bar("Route") as progress:
        found = opened.route(fast, strong, cast(Aim, aim), allowed_loss, fast_form=cast(Form, form), progress=progress)
    if json:
        emit_json({"project": project, **found})
        return
    columns = ("n", "fast_share", "accuracy", "fast_accuracy", "strong_accuracy", "latency_ms", "speedup")
    parts = [(name, found[name]) for name in ("val", "test") if found[name] is not None]
    show_table(("", *columns), [(name, *(one[column] for column in columns)) for name, one in parts])
    pace = found["pace"]
    say(
        f"Timed now in {pace['repeats']} turns on one core, from the file on: fast {pace['fast_ms']:.1f} ms, strong "
        f"{pace['strong_ms']:.1f} ms an image. The threshold was tuned on val; test had no part in it."
    )
    warning = poor_route(found)
    if warning:
        say(warning)
    further = "" if form == "own" else f" --form {form}"
    below = f"--strong {strong} --strong-below {found['threshold']:.6f}"
    say(f"Threshold {found['threshold']:.4f}. Next: predict {project} {fast} {below}{further}")
