"""Search a project's images by a sentence, by one of them, or by a picture that is none of them."""

from pathlib import Path

import pandas as pd

from classifiers.zero_shot.front.reading import Reading
from grouping.embed.texts import TextNotEmbeddedError
from grouping.errors import GrouplineError
from grouping.store.images import find_images
from grouping.types import silent


class Search(Reading):
    """The images nearest to what somebody looks for."""

    def search(
        self,
        query: str | None = None,
        *,
        image: int | str | None = None,
        picture: str | Path | None = None,
        n: int = 24,
        encoder: str | None = None,
        train: bool = True,
    ) -> pd.DataFrame:
        """Return the images nearest to a sentence, an image of the project, or a picture file that is none of it.

        Columns: id, path, name, near_label, similarity. With `train` off, PictureNotEmbeddedError and
        TextNotEmbeddedError tell what the worker has to do first.
        """
        from classifiers.zero_shot.search import PictureNotEmbeddedError, search_image, search_picture, search_sentence

        if sum(one is not None for one in (query, image, picture)) != 1:
            raise GrouplineError("Search by a sentence, an image or a picture: give one of them.")
        if picture is not None:
            try:
                return search_picture(self.workspace, self.id, Path(picture), n, encoder)
            except PictureNotEmbeddedError:
                if not train:
                    raise
                self.embed_picture(picture, encoder)
            return search_picture(self.workspace, self.id, Path(picture), n, encoder)
        if image is not None:
            (image_id,) = find_images(self.workspace.database, self.id, [image])
            return search_image(self.workspace, self.id, image_id, n, encoder)
        try:
            return search_sentence(self.workspace, self.id, str(query), n, encoder)
        except TextNotEmbeddedError as error:
            if not train:
                raise
            self._embed_for(error.missing, encoder, silent)
        return search_sentence(self.workspace, self.id, str(query), n, encoder)
