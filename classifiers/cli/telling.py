"""The options that say what tells the classes, the same for every command that recognises or measures."""

import inspect
from collections.abc import Callable
from typing import Annotated, Any, Concatenate, ParamSpec

import typer

from classifiers.few_shot.adapter import AdapterSpec
from classifiers.zero_shot.spec import ZeroShotSpec

Library = Annotated[str, typer.Option(help="The library of prompts.")]
OtherEncoder = Annotated[str | None, typer.Option("--encoder", help="Without it, the newest encoding that fits.")]

Given = ParamSpec("Given")


def _spec(
    text: Annotated[bool, typer.Option("--prompts/--no-prompts", help="Tell by prompts, or by images alone.")] = True,
    learn: Annotated[str | None, typer.Option(help="A label set whose images tell the classes too.")] = None,
    weight: Annotated[float, typer.Option(help="Of images beside prompts, 0 to 1.")] = 0.5,
    per_class: Annotated[int, typer.Option(min=1, help="Prototypes a class from images; K-Means from 2 on.")] = 1,
    cache: Annotated[float, typer.Option(help="Alpha of the cache of labeled images (Tip-Adapter); 0 is off.")] = 0.0,
    adapter: Annotated[bool, typer.Option("--adapter", help="Train a residual projection on labeled images.")] = False,
    context: Annotated[float, typer.Option(help="Weight of tiles, 0 to 1; needs preprocessing grid.")] = 0.0,
    centre: Annotated[bool, typer.Option("--centre", help="Take the mean of all images away; no prompts.")] = False,
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


def tells(command: Callable[Concatenate[ZeroShotSpec, Given], None]) -> Callable[..., None]:
    """Give a command, in place of its first parameter, the options that a recognition's spec is made of.

    Typer reads them from the signature; what it gets for them becomes the spec.
    """
    called: Callable[..., None] = command  # Typer gives what the signature below asks for
    own, told = inspect.signature(command), inspect.signature(_spec)
    (_, *others) = own.parameters.values()
    wanted = [one for one in others if one.default is one.empty]
    parameters = [*wanted, *told.parameters.values(), *others[len(wanted) :]]

    def run(**given: Any) -> None:
        spec = _spec(**{name: given.pop(name) for name in told.parameters})
        called(spec, **given)

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    signed: Any = run
    signed.__signature__ = own.replace(parameters=parameters)
    return run
