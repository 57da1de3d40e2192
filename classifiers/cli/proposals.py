"""`predict`, `proposals`, `accept`, `correct` and `reject`."""

from dataclasses import asdict
from typing import Annotated, cast

import typer

from classifiers.cli.options import FormName, ModelName, RunKey
from classifiers.project import Project
from classifiers.steps.form_of_model import Form
from grouping.cli.edits import told
from grouping.cli.jobs import hand_over
from grouping.cli.options import Background, Home, ImageNames, Json, LabelSetName, ProjectName, UserName
from grouping.cli.output import emit_json, progress_bar, say, show_table
from grouping.project.labels import DEFAULT_SET

OnlyClass = Annotated[str | None, typer.Option("--class", help="Only proposals of this class.")]
Above = Annotated[float | None, typer.Option(min=0, max=1, help="Confidence; without it the model's threshold.")]


def predict(
    project: ProjectName,
    model: ModelName,
    strong: Annotated[str | None, typer.Option(help="A second model, asked where the first is unsure.")] = None,
    strong_below: Annotated[
        float | None, typer.Option(min=0, help="Ask it below this confidence; without it, what is tuned for accuracy.")
    ] = None,
    threshold: Annotated[float | None, typer.Option(min=0, max=1, help="'unknown' below this confidence.")] = None,
    form: FormName = "own",
    background: Background = False,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Propose classes for the images without a label; the labels stay as they are until somebody accepts."""
    opened = Project.open(project, home, user)
    if background:
        hand_over(
            opened,
            "predict",
            json,
            model=model,
            strong=strong,
            strong_below=strong_below,
            threshold=threshold,
            form=form,
        )
        return
    with progress_bar("Predict") as progress:
        run = opened.predict(
            model,
            strong=strong,
            strong_below=strong_below,
            threshold=threshold,
            form=cast(Form, form),
            progress=progress,
        )
    if json:
        emit_json(
            {"project": project, "proposals": run.key, "label_set": run.label_set, "threshold": run.spec["threshold"]}
            | run.summary
        )
        return
    summary = run.summary
    unknown = f"{summary['unknown']:,} unknown, below a confidence of {run.spec['threshold']:.4f}"
    say(f"{summary['n']:,} images: {summary['known']:,} proposals, {unknown}.")
    right = {name: f"{good:,} of {n:,}" for name, (good, n) in summary["right"].items()}
    rows = [(name, count, right.get(name, "not known")) for name, count in summary["classes"].items()]
    show_table(("class", "images", "right on val and test"), rows)
    for reason, count in summary["left_out"].items():
        say(f"  left out: {count:,} images: {reason}")
    if summary["known"]:
        say(f"Next: accept {project} --set {run.label_set}; or only from a confidence on: --above 0.9")
    else:
        say(f"Next: the surest of them anyway: accept {project} --set {run.label_set} --above 0.9")


def proposals(
    project: ProjectName,
    label_set: LabelSetName = DEFAULT_SET,
    run: RunKey = None,
    n: Annotated[int, typer.Option(min=1, help="How many to show, the most doubtful first.")] = 20,
    home: Home = None,
    json: Json = False,
) -> None:
    """List what is proposed, and what was accepted or corrected of it."""
    table = Project.open(project, home).proposals(label_set, run)
    if json:
        emit_json({"project": project, "proposals": table.to_dict("records")})
        return
    columns = ["id", "name", "predicted", "class", "second", "confidence", "margin", "state"]
    show_table(columns, table[columns].head(n).itertuples(index=False))
    say(", ".join(f"{count:,} {state}" for state, count in table["state"].value_counts().items()) + ".")


def accept(
    project: ProjectName,
    label_set: LabelSetName = DEFAULT_SET,
    class_name: OnlyClass = None,
    above: Above = None,
    run: RunKey = None,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Label images as proposed, in one step that undo takes back; images labeled meanwhile keep their label."""
    done = Project.open(project, home, user).accept(label_set, class_name=class_name, above=above, run=run)
    if json:
        emit_json({"project": project, **asdict(done)})
    else:
        classes = ", ".join(f"{name} {count:,}" for name, count in done.classes.items())
        say(f"{sum(done.classes.values()):,} images labeled in '{label_set}' (step {done.number}): {classes}.")


def correct(
    project: ProjectName,
    class_name: Annotated[str, typer.Argument(metavar="CLASS", help="The class that they are of.")],
    images: ImageNames,
    label_set: LabelSetName = DEFAULT_SET,
    run: RunKey = None,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Give images another class than the one proposed."""
    opened = Project.open(project, home, user)
    told(opened, opened.correct(opened.image_ids(images), class_name, label_set, run=run), json)


def reject(
    project: ProjectName,
    images: ImageNames,
    label_set: LabelSetName = DEFAULT_SET,
    run: RunKey = None,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Say that the class proposed for images is wrong, without giving another."""
    opened = Project.open(project, home, user)
    told(opened, opened.reject(opened.image_ids(images), label_set, run=run), json)
