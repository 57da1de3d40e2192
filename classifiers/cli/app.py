"""The Typer application; exit status as `python -m grouping`: 0 done, 1 an error that can be mended, 2 wrong usage."""

from collections.abc import Callable

import typer

from classifiers.cli import gold, measures, models, networks, prompts, proposals, training, zero_shot
from grouping.cli.ending import run

app = typer.Typer(
    name="groupline-classifiers",
    help="Train classifiers on label sets, measure and compare them, and let them propose labels.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

COMMANDS: dict[str, Callable[..., None]] = {
    "heads": training.heads,
    "gold": gold.gold,
    "check": training.check,
    "train": training.train,
    "models": models.models,
    "card": models.card,
    "evaluate": models.evaluate,
    "compare": models.compare,
    "route": models.route,
    "deploy": networks.deploy,
    "overlay": networks.overlay,
    "augment": networks.augment,
    "predict": proposals.predict,
    "proposals": proposals.proposals,
    "accept": proposals.accept,
    "correct": proposals.correct,
    "reject": proposals.reject,
    "prompts": prompts.prompts,
    "zero-shot": zero_shot.zero_shot,
    "explain": zero_shot.explain,
    "measure": measures.measure,
    "point": measures.point,
    "prompt-effects": measures.prompt_effects,
    "prompt-changes": measures.prompt_changes,
    "ablate": measures.ablate,
    "search": zero_shot.search,
}

for name, function in COMMANDS.items():
    app.command(name)(function)


def main() -> None:
    """Run the command line; a user's error is one line on standard error and status 1."""
    run(app)
