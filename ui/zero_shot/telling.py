"""What tells the classes: prompts, images of a label set, or both; with which encoder."""

from dataclasses import dataclass
from typing import Literal

from classifiers.few_shot.adapter import AdapterSpec
from classifiers.zero_shot.gather import GRID
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.encoders.catalogue import card
from grouping.project import Project

By = Literal["prompts", "images", "both"]
WAYS: dict[By, str] = {"prompts": "Prompts", "images": "Images", "both": "Both"}


@dataclass(frozen=True, slots=True)
class Telling:
    """The choices at the head of the page; `encoder` is '' where the project has none that fits."""

    by: By
    encoder: str
    label_set: str = ""
    """Whose images tell the classes, where images do."""
    image_weight: float = 0.5
    cache: float = 0.0
    per_class: int = 1
    centre: bool = False
    context: float = 0.0
    adapter: bool = False

    @property
    def has_prompts(self) -> bool:
        """Whether prompts have a say."""
        return self.by != "images"

    @property
    def has_images(self) -> bool:
        """Whether labeled images have a say."""
        return self.by != "prompts"

    def spec(self) -> ZeroShotSpec:
        """Return what the library takes."""
        if not self.has_images:
            return ZeroShotSpec(context=self.context)
        return ZeroShotSpec(
            text=self.has_prompts,
            label_set=self.label_set,
            image_weight=self.image_weight,
            cache=self.cache,
            per_class=self.per_class,
            centre=self.centre and not self.has_prompts,
            context=self.context,
            adapter=AdapterSpec() if self.adapter else None,
        )


def has_tiles(project: Project, encoder: str) -> bool:
    """Whether the tiles of a project's images have embeddings of an encoder, made with the weights of the whole."""
    found = [one for one in project.encodings() if one.encoder == encoder]
    whole = next((one for one in found if one.spec["preprocessing"] != GRID), None)
    return whole is not None and any(
        one.spec["preprocessing"] == GRID and one.weights_checksum == whole.weights_checksum for one in found
    )


def encoders(project: Project, *, text: bool) -> list[str]:
    """Return the encoders that whole images of a project have embeddings of, the newest first.

    With `text`, those alone that know sentences.
    """
    found = [one.encoder for one in project.encodings() if one.spec["preprocessing"] != GRID]
    return [name for name in dict.fromkeys(found) if card(name).reads_text or not text]
