"""`heads`, `check` and `train`."""

import json as json_text
from dataclasses import asdict
from typing import Annotated, Any

import typer

from classifiers.cli.options import EncoderName, Fractions, VersionNumber, fractions_of
from classifiers.data.labeled import unchecked
from classifiers.heads.catalogue import HEADS
from classifiers.project import Project
from grouping.cli.jobs import hand_over
from grouping.cli.options import Background, Home, Json, LabelSetName, ProjectName, UserName
from grouping.cli.output import emit_json, progress_bar, say, show_table
from grouping.project.labels import DEFAULT_SET

SplitSeed = Annotated[int, typer.Option("--split-seed", help="Of the order in which images are divided.")]


def heads(json: Json = False) -> None:
    """List the heads that can be trained."""
    if json:
        emit_json({"heads": {name: {"title": one.title, "one_class": one.one_class} for name, one in HEADS.items()}})
        return
    show_table(
        ("head", "", "learns"),
        [(name, one.title, "one class" if one.one_class else "all classes") for name, one in HEADS.items()],
    )


def check(
    project: ProjectName,
    label_set: LabelSetName = DEFAULT_SET,
    version: VersionNumber = None,
    fractions: Fractions = "0.7,0.2,0.1",
    split_seed: SplitSeed = 0,
    encoder: EncoderName = None,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Show how a set would be divided for training, and whether anything leaks from one part into another."""
    opened = Project.open(project, home, user)
    shares = fractions_of(fractions)
    division, report = opened.check_split(label_set, version, fractions=shares, split_seed=split_seed, encoder=encoder)
    if json:
        emit_json({"project": project, "held_back": len(division.held_back), **report.summary()})
        return
    say(", ".join(f"{name} {count:,}" for name, count in report.sizes.items()) + " images.")
    say(f"{report.n_duplicate_groups:,} groups of near-duplicates, none in two parts; nothing leaks.")
    if report.n_unchecked:
        say(unchecked(report.n_unchecked))
    if division.held_back:
        say(f"{len(division.held_back):,} near-copies of gold images are in no part.")


def train(
    project: ProjectName,
    head: Annotated[str, typer.Argument(help="A head; 'heads' lists them.")] = "logistic_regression",
    label_set: LabelSetName = DEFAULT_SET,
    version: VersionNumber = None,
    recipe: Annotated[str, typer.Option(help="The kind of model; with another than 'head' give --spec.")] = "head",
    spec: Annotated[str | None, typer.Option(metavar="JSON", help="Values of the recipe's specification.")] = None,
    backbone: Annotated[str | None, typer.Option(help="Of a network; any name of timm.")] = None,
    frozen: Annotated[int | None, typer.Option(help="First stages of a network that are not trained.")] = None,
    normal: Annotated[str | None, typer.Option(help="The class that a one-class head learns.")] = None,
    fractions: Fractions = "0.7,0.2,0.1",
    split_seed: SplitSeed = 0,
    share: Annotated[float, typer.Option(help="Learn from this share of the training images.")] = 1.0,
    precision: Annotated[float, typer.Option(help="Predictions are 'unknown' below what gives it.")] = 0.95,
    encoder: EncoderName = None,
    background: Background = False,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Train a model on a frozen version of a label set, and measure it on images kept apart."""
    opened = Project.open(project, home, user)
    arguments: dict[str, Any] = {
        "spec": {
            **({"head": head, "normal": normal} if recipe == "head" else {}),
            **_network(recipe, backbone, frozen),
            **_values(spec),
        },
        "recipe": recipe,
        "label_set": label_set,
        "version": version,
        "encoder": encoder,
        "fractions": fractions_of(fractions),
        "split_seed": split_seed,
        "share": share,
        "precision": precision,
    }
    if background:
        hand_over(opened, "train", json, **arguments)
        return
    with progress_bar("Train") as progress:
        model = opened.train(**arguments, progress=progress)
    if json:
        emit_json({"project": project, **asdict(model)})
        return
    card = opened.model_card(model.key)
    say(f"{model.name}, trained on version {model.version} of '{label_set}' in {card['seconds']:.1f} s.")
    for name, value in model.figures.items():
        if isinstance(value, float):
            ends = model.figures.get("intervals", {}).get(name)
            say(f"  {name}: {value:.4f}" + (f" ({ends[0]:.4f} to {ends[1]:.4f})" if ends else ""))
    for note in (*card["weak_classes"], *card["notes"]):
        say(f"  {note}")


def _network(recipe: str, backbone: str | None, frozen: int | None) -> dict[str, Any]:
    named: dict[str, Any] = {"backbone": backbone, "frozen": frozen}
    if recipe == "ensemble" and frozen is not None:
        raise typer.BadParameter('An ensemble tries several: --spec \'{"frozen_stages": [3, 5], "keep": 2}\'.')
    return {name: value for name, value in named.items() if value is not None}


def _values(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    try:
        values = json_text.loads(text)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise typer.BadParameter(f'\'{text}\' is no JSON object such as {{"class_weight": "none"}}.')
    return values
