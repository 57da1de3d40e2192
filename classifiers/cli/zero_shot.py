"""`zero-shot`, `explain` and `search`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from classifiers.cli.telling import Library, OtherEncoder, tells
from classifiers.project import Project
from classifiers.zero_shot.front import DEFAULT_LIBRARY
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.cli.jobs import hand_over
from grouping.cli.options import Background, Home, Json, ProjectName, UserName
from grouping.cli.output import emit_json, progress_bar, say, show_table


@tells
def zero_shot(
    spec: ZeroShotSpec,
    project: ProjectName,
    propose: Annotated[str | None, typer.Option(help="Put the answers into this label set's review list.")] = None,
    encoder: OtherEncoder = None,
    library: Library = DEFAULT_LIBRARY,
    background: Background = False,
    user: UserName = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Recognise all images by prompts, by labeled images, or both; and say how each ends."""
    opened = Project.open(project, home, user)
    if background:
        hand_over(opened, "zero-shot", json, spec=asdict(spec), library=library, encoder=encoder, propose_to=propose)
        return
    with progress_bar("Recognise") as progress:
        found = opened.zero_shot(spec, library=library, encoder=encoder, progress=progress)
    run = None if propose is None else opened.propose(found, propose)
    if json:
        rows = [{**row, "reason": found.reason(row["id"])} for row in found.table().to_dict("records")]
        summary = {"project": opened.name, **found.summary(), "proposals": None if run is None else run.key}
        emit_json({**summary, "answers": rows})
        return
    summary = found.summary()
    show_table(("class", "accepted"), list(summary["classes"].items()))
    say(f"{summary['accepted']:,} accepted, {summary['review']:,} to review, {summary['unknown']:,} unknown.")
    say(summary["point"])
    for note in found.notes:
        say(note)
    if run is not None:
        say(f"{run.summary['n']:,} proposals wait in '{propose}': 'proposals' lists them, 'accept' labels.")


@tells
def explain(
    spec: ZeroShotSpec,
    project: ProjectName,
    image: Annotated[str, typer.Argument(help="An image, by number or file name.")],
    encoder: OtherEncoder = None,
    library: Library = DEFAULT_LIBRARY,
    home: Home = None,
    json: Json = False,
) -> None:
    """Say for one image how near, how probable and how telling every class is."""
    opened = Project.open(project, home)
    (image_id,) = opened.image_ids([int(image) if image.isascii() and image.isdecimal() else image])
    found = opened.explain(image_id, spec, library=library, encoder=encoder)
    table = found.table()
    if json:
        shown = {"project": opened.name, "image": image_id, "said": found.words()}
        emit_json({**shown, "classes": table.to_dict("records")})
        return
    show_table(list(table.columns), table.itertuples(index=False))
    if found.flat:
        say(found.words())


def search(
    project: ProjectName,
    sentence: Annotated[
        str | None, typer.Argument(help="What to look for, such as 'a scratch along the strip'.")
    ] = None,
    image: Annotated[str | None, typer.Option(help="An image of the project in place of a sentence.")] = None,
    picture: Annotated[Path | None, typer.Option(help="A picture file that is none of the project's.")] = None,
    n: Annotated[int, typer.Option("--n", min=1, help="How many to show.")] = 12,
    encoder: OtherEncoder = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Find images by a sentence, by one of them, or by a picture from elsewhere."""
    found = Project.open(project, home).search(sentence, image=image, picture=picture, n=n, encoder=encoder)
    if json:
        asked = {"query": sentence, "image": image, "picture": None if picture is None else str(picture)}
        emit_json({"project": project, **asked, "found": found.to_dict("records")})
        return
    show_table(list(found.columns), found.itertuples(index=False))
