"""`encoders` and `encode`."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from grouping.cli.jobs import hand_over
from grouping.cli.options import Background, Encoder, Home, Json, Preprocessing, ProjectName
from grouping.cli.output import emit_json, progress_bar, say, show_table
from grouping.encoders.catalogue import DEFAULT
from grouping.project import Project

if TYPE_CHECKING:
    from grouping.store.workspace import Workspace


def encoders(
    measure: Annotated[
        str | None,
        typer.Option(metavar="PROJECT", help="Time each encoder whose weights are here on a few images of a project."),
    ] = None,
    preprocessing: Preprocessing = "stretch",
    home: Home = None,
    json: Json = False,
) -> None:
    """List the encoders, where their weights are, and how fast they have been on this machine."""
    from grouping.encoders.catalogue import ENCODERS, card
    from grouping.encoders.weights import available
    from grouping.store.workspace import Workspace

    if measure is not None:
        _measure(Project.open(measure, home=home), preprocessing)
    cards = [card(name) for name in ENCODERS]
    paces = _paces(Workspace.at(home), preprocessing)
    if json:
        rows = [
            {**asdict(one), "weights": available(one.name), "images_per_second": paces.get(one.name)} for one in cards
        ]
        emit_json({"encoders": rows})
        return
    show_table(
        ("encoder", "dimensions", "million parameters", "weights", "images/s here"),
        [(one.name, one.dim, one.parameters, available(one.name), _pace(paces.get(one.name))) for one in cards],
    )
    say("Any other timm model: timm:NAME")


def _measure(project: Project, preprocessing: str) -> None:
    from grouping.encoders.catalogue import ENCODERS
    from grouping.encoders.weights import available

    for name in [name for name in ENCODERS if available(name) != "hub"]:
        with progress_bar(f"Time {name}") as progress:
            project.time_encoder(name, preprocessing=preprocessing, progress=progress)


def _paces(workspace: "Workspace", preprocessing: str) -> dict[str, float]:
    from grouping.store.timings import timings

    fitting = [one for one in timings(workspace) if one.preprocessing == preprocessing and one.size is None]
    return {one.encoder: one.images_per_second for one in reversed(fitting)}


def _pace(rate: float | None) -> str:
    return "not measured" if rate is None else f"{rate:,.1f}"


def encode(
    project: ProjectName,
    encoder: Encoder = DEFAULT,
    preprocessing: Preprocessing = "stretch",
    size: Annotated[int | None, typer.Option(help="Side of the network's input in pixels; its own without.")] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu, cuda or mps.")] = None,
    batch_size: Annotated[int, typer.Option(min=1, help="Images at once; halved when memory runs out.")] = 32,
    background: Background = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Embed a project's images; only what is missing is done."""
    opened = Project.open(project, home=home)
    arguments = {
        "encoder": encoder,
        "preprocessing": preprocessing,
        "size": size,
        "device": device,
        "batch_size": batch_size,
    }
    if background:
        hand_over(opened, "encode", json, **arguments)
        return
    with progress_bar(f"Encode with {encoder}") as progress:
        report = opened.encode(**arguments, progress=progress)  # type: ignore[arg-type]  # each value has its option's type
    if json:
        emit_json({"project": opened.name, **asdict(report)})
        return
    say(
        f"{report.encoded:,} images encoded with {report.encoder} ({report.preprocessing}, {report.dim} dimensions, "
        f"{report.device}) in {report.seconds:.1f} s, {report.images_per_second:.1f} images/s; "
        f"{report.n_images:,} of the project have embeddings, {len(report.failed)} could not be encoded."
    )
    for place, reason in report.failed:
        say(f"  not encoded: {place}: {reason}")
