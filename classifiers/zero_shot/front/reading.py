"""Sentences and pictures that are read once by an encoder, and kept for whoever asks."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from classifiers.zero_shot.prompts import PromptLibrary
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.embed.texts import TextNotEmbeddedError
from grouping.encoders.catalogue import DEFAULT_CLIP
from grouping.errors import GrouplineError
from grouping.project.access import table_may_be_read
from grouping.project.front import Front, needs
from grouping.types import Progress, silent

if TYPE_CHECKING:
    from grouping.steps.embed_texts import TextReport


class Reading(Front):
    """What takes torch, and so the worker: jobs 'embed-text' and 'embed-picture'."""

    @needs("run jobs")
    def embed_texts(
        self, texts: Sequence[str], encoder: str = DEFAULT_CLIP, progress: Progress = silent
    ) -> "TextReport":
        """Embed sentences that have no embedding yet; needs torch, and so the worker ('embed-text')."""
        from grouping.steps.embed_texts import embed_texts

        return embed_texts(self.workspace, encoder, texts, progress)

    @needs("run jobs")
    def embed_picture(
        self, picture: str | Path, encoder: str | None = None, progress: Progress = silent
    ) -> dict[str, str]:
        """Embed a picture file to search by it; needs torch, and so the worker ('embed-picture')."""
        from classifiers.zero_shot.gather import find_target
        from grouping.steps.embed_picture import embed_picture

        target = find_target(self.workspace, self.id, False, encoder)
        table_may_be_read(self, str(picture))
        embed_picture(self.workspace, target, Path(picture), progress)
        return {"encoder": target.encoder, "picture": str(picture)}

    def _embed(
        self, spec: ZeroShotSpec, prompts: PromptLibrary, encoder: str | None, train: bool, progress: Progress
    ) -> None:
        """Embed the prompts that have no embedding yet, where that may be done here."""
        from classifiers.zero_shot.gather import find_target, text_prototypes

        if not spec.text or not train:
            return
        try:
            target = find_target(self.workspace, self.id, True, encoder)
            text_prototypes(self.workspace, target, prompts, spec)
        except TextNotEmbeddedError as error:
            self._embed_for(error.missing, encoder, progress)

    def _embed_for(self, texts: Sequence[str], encoder: str | None, progress: Progress) -> None:
        from classifiers.zero_shot.gather import find_target

        target = find_target(self.workspace, self.id, True, encoder)
        made = self.embed_texts(texts, target.encoder, progress)
        if made.checksum != target.weights_checksum:
            raise GrouplineError(
                f"The weights of {target.encoder} are others now than when the images were embedded, so sentences and "
                "images lie in different spaces. Encode the project again."
            )
