"""`encoders` and `encode`."""

from dataclasses import asdict
from typing import Annotated

import typer

from grouping.cli.jobs import hand_over
from grouping.cli.options import Background, Encoder, Home, Json, Preprocessing, ProjectName
from grouping.cli.output import emit_json, progress_bar, say, show_table
from grouping.encoders.catalogue import DEFAULT
from grouping.project import Project


def encoders(home: Home = None, json: Json = False) -> None:
    """List the encoders and where their weights are."""
    from grouping.encoders.catalogue import ENCODERS, card
    from grouping.encoders.weights import available

    cards = [card(name) for name in ENCODERS]
    if json:
        emit_json({"encoders": [{**asdict(one), "weights": available(one.name)} for one in cards]})
        return
    show_table(
        ("encoder", "dimensions", "million parameters", "weights"),
        [(one.name, one.dim, one.parameters, available(one.name)) for one in cards],
    )
    say("Any other timm model: timm:NAME")


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
