"""Options that several commands share."""

from typing import Annotated

import typer

ModelName = Annotated[str, typer.Argument(metavar="MODEL", help="A model's key, or the start of it.")]
VersionNumber = Annotated[int | None, typer.Option("--version", help="Without it the set is frozen as it stands.")]
EncoderName = Annotated[str | None, typer.Option("--encoder", help="Without it, the one encoded last.")]
Fractions = Annotated[str, typer.Option(metavar="TRAIN,VAL,TEST", help="Shares of the labeled images.")]
FormName = Annotated[str, typer.Option("--form", help="own, or onnx or int8 once deploy wrote them.")]
RunKey = Annotated[str | None, typer.Option("--run", help="A prediction's key; the set's newest without it.")]


def fractions_of(text: str) -> list[float]:
    """Return three fractions from text such as 0.7,0.2,0.1; raises BadParameter for anything else."""
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = []
    if len(values) != 3:
        raise typer.BadParameter(f"'{text}' is not three fractions such as 0.7,0.2,0.1.")
    return values
