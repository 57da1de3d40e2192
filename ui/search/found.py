"""What a search found, and what the worker has to do first where it cannot tell yet."""

from dataclasses import dataclass

import pandas as pd

from classifiers.project import Project
from classifiers.zero_shot.search import PictureNotEmbeddedError
from grouping.embed.texts import TextNotEmbeddedError
from ui.search.query import Query
from ui.zero_shot.waiting import Wanted, soon

NUMBERS = (24, 60, 200, 1000)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The nearest images, the most alike first (id, similarity...), or what they wait for."""

    table: pd.DataFrame | None
    waits_for: Wanted | None = None


def find(project: Project, query: Query, n: int, encoder: str) -> Found:
    """Return the `n` nearest images; raises GrouplineError where nothing can be found."""
    found = _now(project, query, n, encoder)
    if found.waits_for is not None and soon(project, found.waits_for):
        return _now(project, query, n, encoder)
    return found


def _now(project: Project, query: Query, n: int, encoder: str) -> Found:
    try:
        return Found(
            project.search(
                query.sentence or None, image=query.image, picture=query.picture, n=n, encoder=encoder, train=False
            )
        )
    except TextNotEmbeddedError as error:
        return Found(None, _sentence(error.missing, encoder))
    except PictureNotEmbeddedError:
        arguments = {"picture": str(query.picture), "encoder": encoder}
        said = f"The picture could not be compared. Encode the project again with {encoder}."
        return Found(None, Wanted("embed-picture", arguments, "Looking at the picture", said))


def _sentence(missing: tuple[str, ...], encoder: str) -> Wanted:
    said = (
        f"The weights of {encoder} are others now than when the images were encoded, so sentences and images cannot "
        "be compared. Encode the project again."
    )
    return Wanted("embed-text", {"texts": list(missing), "encoder": encoder}, "Reading the sentence", said)
