"""Why one image gets its class: how near every class is, how probable, and how far each explains the image."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from classifiers.directions.vectors import Vectors
from classifiers.zero_shot.gather import gather
from classifiers.zero_shot.point import OperatingPoint
from classifiers.zero_shot.prompts import PromptLibrary
from classifiers.zero_shot.recognise import prepared
from classifiers.zero_shot.scores import attribution, softmax
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.errors import UnknownNameError
from grouping.store.workspace import Workspace


@dataclass(frozen=True)
class Explanation:
    """All classes for one image: three arrays (n_classes,) in the order of `names`."""

    image_id: int
    names: tuple[str, ...]
    similarity: Vectors
    """S(c, x), in [-1, 1], more with a cache."""
    probability: Vectors
    """Softmax at the point's temperature; sums to 1."""
    attribution: Vectors
    """A(c, x), in [0, 1]: 1 is the nearest class, 0 the farthest."""
    flat: bool
    """All classes are equally near, so that the attribution is 0/0, and taken as 0."""

    def table(self) -> pd.DataFrame:
        """Return class, similarity, probability, attribution; the nearest class first."""
        order = np.argsort(-self.similarity, kind="stable")
        return pd.DataFrame(
            {
                "class": [self.names[row] for row in order],
                "similarity": self.similarity[order],
                "probability": self.probability[order],
                "attribution": self.attribution[order],
            }
        )

    def words(self) -> str:
        """Return what to know of these numbers, as one sentence; '' where there is nothing."""
        if not self.flat:
            return ""
        return "All classes are equally near, so the attribution is 0/0; it is given as 0 for each."


def explain(
    workspace: Workspace,
    project_id: int,
    library: PromptLibrary,
    spec: ZeroShotSpec,
    image_id: int,
    *,
    point: OperatingPoint | None = None,
    encoder: str | None = None,
    train: bool = True,
) -> Explanation:
    """Return all classes for one image; what is trained is read back, or trained where `train` is on.

    Raises UnknownNameError for an image without an embedding, or a discarded one, else as `recognise`.
    """
    gathered = gather(workspace, project_id, spec, encoder)
    row = gathered.table[gathered.table["id"] == image_id]
    if row.empty:
        raise UnknownNameError(f"Image {image_id} was not recognised: it has no embedding, or was discarded.")
    recognizer, _ = prepared(gathered, project_id, library, spec, train=train)
    S = recognizer.scores(gathered.whole(row), gathered.context(row))
    found = attribution(S)
    gamma = (point or library.point or OperatingPoint()).gamma
    names = recognizer.prototypes.names
    return Explanation(image_id, names, S[0], softmax(S, gamma)[0], found.values[0], bool(found.flat[0]))
