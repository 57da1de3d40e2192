"""Options that several commands share, so that each is spelled and explained once."""

from pathlib import Path
from typing import Annotated

import typer

ProjectName = Annotated[str, typer.Argument(metavar="PROJECT", help="The project's name.")]
Home = Annotated[
    Path | None,
    typer.Option(help="The workspace; without it GROUPLINE_HOME, then data/workspace.", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document, for machines.")]
Background = Annotated[bool, typer.Option(help="Hand it to the worker process and return at once.")]
Encoder = Annotated[str, typer.Option(help="An encoder's name; 'encoders' lists them.")]
Preprocessing = Annotated[str, typer.Option(help="stretch, letterbox, tiles, grid or native.")]
GroupPath = Annotated[str, typer.Option("--group", help="The group's path in the tree, e.g. root, 3 or 3/1.")]
UserName = Annotated[str | None, typer.Option("--user", help="Who acts; the log-in name without it.")]
LabelSetName = Annotated[str, typer.Option("--set", help="The label set.")]
ImageNames = Annotated[list[str], typer.Argument(metavar="IMAGE...", help="Images by id, path, name or SHA-256.")]
