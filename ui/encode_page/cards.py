"""Encoders as cards: what each one is, where its weights are, how fast it has been here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from grouping.encoders.catalogue import ENCODERS, EncoderCard, card
from grouping.encoders.weights import Source, available
from grouping.store.timings import Timing
from ui.wording import ago, counted, duration

WEIGHTS: dict[Source, str] = {
    "file": "here: your own file",
    "bundled": "here: installed",
    "cached": "here: downloaded before",
    "hub": "to be fetched",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """An encoder to choose: its card, where its weights would come from, and its pace on this machine, if known."""

    card: EncoderCard
    weights: Source
    timing: Timing | None

    @property
    def here(self) -> bool:
        """Whether it runs without a download."""
        return self.weights != "hub"


def choices(
    timings: Iterable[Timing], preprocessing: str, size: int | None, names: Iterable[str] = ENCODERS
) -> list[Choice]:
    """Return the encoders, those with weights here first, each half in the order of the catalogue.

    Their pace is the newest of `timings` (the newest first) with this preprocessing and size.
    """
    known: dict[str, Timing] = {}
    for timing in timings:
        if (timing.preprocessing, timing.size) == (preprocessing, size):
            known.setdefault(timing.encoder, timing)
    found = [Choice(card(name), available(name), known.get(name)) for name in names]
    return sorted(found, key=lambda choice: not choice.here)


def facts(choice: Choice) -> list[str]:
    """Return dimension, input size and parameters, in short lines."""
    one = choice.card
    if one.format is None:
        return ["its size is known once it is loaded"]
    return [
        f"{one.dim:,} dimensions · {one.format.size} px",
        f"{one.parameters:g} M parameters",
    ]


def weights_line(choice: Choice) -> str:
    """Return where the weights are, with the size of a download."""
    size = f", {choice.card.megabytes:,} MB" if choice.weights == "hub" and choice.card.megabytes else ""
    return WEIGHTS[choice.weights] + size


def weights_help(choice: Choice) -> str:
    """Return the licence of the weights and, where they are not here, how they come."""
    licence = f"Licence: {choice.card.license}." if choice.card.license else ""
    if choice.here:
        return licence
    name = choice.card.name.rpartition(":")[2]
    return (
        f"{licence} Fetched from the Hugging Face hub when first used. Without internet: put {name}.safetensors or "
        f"{name}.pth into a folder, name the folder in GROUPLINE_WEIGHTS_DIR, and restart."
    ).strip()


def expected(choice: Choice, n_images: int) -> str:
    """Return how long so many images take here, and on how many images that was measured."""
    if choice.timing is None:
        return "not measured yet"
    seconds = duration(max(1.0, n_images / choice.timing.images_per_second))
    return f"about {seconds} for {counted(n_images, 'image')}, measured on {choice.timing.images:,}"


def pace_help(choice: Choice) -> str | None:
    """Return the pace behind `expected`, and when and on what it was measured."""
    if choice.timing is None:
        return None
    timing = choice.timing
    when = ago(datetime.fromisoformat(timing.at))
    return f"{timing.images_per_second:,.1f} images a second on {timing.device}, {when}. Loading comes on top."
