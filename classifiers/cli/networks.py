"""`deploy`, `overlay` and `augment`."""

from pathlib import Path
from typing import Annotated

import typer

from classifiers.cli.options import ModelName
from classifiers.project import Project
from grouping.cli.jobs import hand_over
from grouping.cli.options import Background, Home, Json, ProjectName, UserName
from grouping.cli.output import emit_json, progress_bar, say, show_table

PICTURES = (".png", ".jpg", ".jpeg", ".webp")

OneImage = Annotated[str, typer.Argument(metavar="IMAGE", help="An image by id, path, name or SHA-256.")]
Target = Annotated[Path, typer.Option("--to", help="The file or folder to write.")]


def deploy(
    project: ProjectName,
    model: ModelName,
    background: Background = False,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Write a network, or an ensemble as one, as ONNX and in 8 bits, and measure both against the network itself."""
    opened = Project.open(project, home, user)
    if background:
        hand_over(opened, "deploy", json, model=model)
        return
    with progress_bar("Deploy") as progress:
        folder, report = opened.deploy(model, progress=progress)
    if json:
        emit_json({"project": project, "folder": str(folder), **report.summary()})
        return
    rows = [(one.name, one.accuracy, one.macro_f1, one.latency_ms, one.megabytes) for one in report.forms]
    show_table(("form", "accuracy", "macro F1", "ms an image", "MB"), rows)
    say(
        f"8 bits: {report.speedup('int8'):.1f} times as fast as PyTorch, {report.speedup('int8', 'onnx'):.1f} times as "
        f"fast as ONNX, accuracy {report.accuracy_change('int8'):+.4f} on {report.n_judged:,} test images."
    )
    say(f"The files lie in {folder}.")


def overlay(
    project: ProjectName,
    model: ModelName,
    image: OneImage,
    to: Target = Path("overlay.png"),
    shown: Annotated[str | None, typer.Option("--class", help="The predicted one without it.")] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Write an image with what a network looked at laid over it."""
    if to.suffix.lower() not in PICTURES:
        raise typer.BadParameter(f"{to} is no picture's name: end it in {', '.join(PICTURES)}.")
    opened = Project.open(project, home)
    (image_id,) = opened.image_ids([image])
    drawn = opened.overlay(model, image_id, shown)
    to.parent.mkdir(parents=True, exist_ok=True)
    drawn.save(to)
    if json:
        emit_json({"project": project, "image": image_id, "file": str(to)})
    else:
        say(f"{to} shows where the network looked on image {image_id}.")


def augment(
    project: ProjectName,
    image: OneImage,
    plan: Annotated[str, typer.Option(help="none, strips or parts.")] = "strips",
    to: Target = Path("views"),
    n: Annotated[int, typer.Option("--views", help="How many views.", min=1)] = 8,
    home: Home = None,
    json: Json = False,
) -> None:
    """Write views of an image as training with an augmentation plan would draw them."""
    opened = Project.open(project, home)
    (image_id,) = opened.image_ids([image])
    to.mkdir(parents=True, exist_ok=True)
    files = [to / f"view{number + 1:02d}.png" for number in range(n)]
    for path, view in zip(files, opened.preview_augmentation(image_id, plan, n), strict=True):
        view.save(path)
    if json:
        emit_json({"project": project, "image": image_id, "files": [str(path) for path in files]})
    else:
        say(f"{n} views of image {image_id} by the plan '{plan}' lie in {to}.")
