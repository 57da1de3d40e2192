"""Recognise a project's images, and put what was recognised into the review list."""

from typing import TYPE_CHECKING

from classifiers.zero_shot.front.prompts import DEFAULT_LIBRARY, Prompts
from classifiers.zero_shot.front.reading import Reading
from classifiers.zero_shot.point import OperatingPoint
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.project.front import needs
from grouping.project.labels import DEFAULT_SET
from grouping.store.images import find_images
from grouping.types import Progress, silent

if TYPE_CHECKING:
    from classifiers.store.proposals import ProposalRun
    from classifiers.zero_shot.explain import Explanation
    from classifiers.zero_shot.recognise import Recognition


class Recognitions(Prompts, Reading):
    """Classes told by sentences, by labeled images, or both, and what they say of each image."""

    def zero_shot(
        self,
        spec: ZeroShotSpec | None = None,
        *,
        library: str = DEFAULT_LIBRARY,
        version: int | None = None,
        point: OperatingPoint | None = None,
        encoder: str | None = None,
        train: bool = True,
        progress: Progress = silent,
    ) -> "Recognition":
        """Recognise all images that have embeddings: class, margin, probability, and how each ends, with reasons."""
        from classifiers.zero_shot.recognise import recognise

        chosen, prompts = spec or ZeroShotSpec(), self.prompts(library, version).library
        self._embed(chosen, prompts, encoder, train, progress)
        return recognise(
            self.workspace,
            self.id,
            prompts,
            chosen,
            point=point,
            encoder=encoder,
            train=train,
            progress=progress,
        )

    def explain(
        self,
        image: int | str,
        spec: ZeroShotSpec | None = None,
        *,
        library: str = DEFAULT_LIBRARY,
        version: int | None = None,
        point: OperatingPoint | None = None,
        encoder: str | None = None,
        train: bool = True,
    ) -> "Explanation":
        """Return for one image how near, how probable and how telling every class is (equations 5 to 13)."""
        from classifiers.zero_shot.explain import explain

        chosen, prompts = spec or ZeroShotSpec(), self.prompts(library, version).library
        self._embed(chosen, prompts, encoder, train, silent)
        (image_id,) = find_images(self.workspace.database, self.id, [image])
        return explain(self.workspace, self.id, prompts, chosen, image_id, point=point, encoder=encoder, train=train)

    @needs("label")
    def propose(self, found: "Recognition", label_set: str = DEFAULT_SET) -> "ProposalRun":
        """Put a recognition into the review list, where `accept` and `correct` turn it into labels."""
        from classifiers.zero_shot.propose import propose

        return propose(self.workspace, self.id, found, label_set, self.user)
