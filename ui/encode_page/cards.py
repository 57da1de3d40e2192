"""Encoders as cards: what each one is, where its weights are, how fast it has been here; pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass

from grouping.encoders.catalogue import ENCODERS, EncoderCard, card
from grouping.encoders.weights import Source, available
from grouping.jobs.records import Job
from ui.wording import duration

WEIGHTS: dict[Source, str] = {
    "file": "here: your own file",
    "bundled": "here: installed",
    "cached": "here: downloaded before",
    "hub": "to be fetched",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """An encoder to choose: its card, where its weights would come from, images a second in its last run here."""

    card: EncoderCard
    weights: Source
    rate: float | None

    @property
    def here(self) -> bool:
        """Whether it runs without a download."""
        return self.weights != "hub"


def known_rates(jobs: Iterable[Job]) -> dict[str, float]:
    """Return encoder -> images a second of its newest finished run; jobs come newest first."""
    rates: dict[str, float] = {}
    for job in jobs:
        rate = (job.result or {}).get("images_per_second")
        if job.kind == "encode" and job.state == "done" and rate:
            rates.setdefault(str((job.result or {})["encoder"]), float(rate))
    return rates


def choices(jobs: Iterable[Job], names: Iterable[str] = ENCODERS) -> list[Choice]:
    """Return the encoders, those with weights here first, each half in the order of the catalogue."""
    rates = known_rates(jobs)
    found = [Choice(card(name), available(name), rates.get(name)) for name in names]
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
    """Return how long so many images take at the pace of the last run; '' where it never ran here."""
    if not choice.rate:
        return ""
    return f"all in about {duration(n_images / choice.rate)}"
