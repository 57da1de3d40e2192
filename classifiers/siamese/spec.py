"""The recipe of a Siamese network, as one frozen spec; without torch."""

from dataclasses import dataclass

from classifiers.errors import InvalidSpecError
from classifiers.finetune.network_spec import NetworkSpec
from classifiers.finetune.schedule import check_name, check_range

SMALL = "small_cnn"
"""The encoder that is trained from scratch, of 4 to 10 convolutions."""

LOSSES = ("bce", "contrastive", "asymmetric")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiameseSpec(NetworkSpec):
    """An encoder shared by both images of a pair, and what makes two images alike.

    `backbone`: 'small_cnn', from scratch, with `convolutions` of them, or any backbone of fine-tuning, pre-trained
    unless `start` says otherwise. `dim`: numbers
    of an embedding. `loss`: 'bce' on the similarity, 'contrastive' (different images at least `margin` apart) or
    'asymmetric' (easy different pairs count least). `pairs_per_image`: pairs of an epoch for each training image,
    half of them alike. `references`: images that stand for each class, chosen by K-Means.

    Raises InvalidSpecError or UnknownNameError for a setting that cannot be.
    """

    backbone: str = SMALL
    start: str = ""
    frozen: int = 0
    convolutions: int = 6
    dim: int = 64
    loss: str = "contrastive"
    margin: float = 1.0
    pairs_per_image: int = 2
    references: int = 3
    dropout: float = 0.3

    def __post_init__(self) -> None:
        if not self.start:
            object.__setattr__(self, "start", "scratch" if self.backbone == SMALL else "pretrained")
        NetworkSpec.__post_init__(self)
        check_name("Siamese loss", self.loss, LOSSES)
        check_range("convolutions", self.convolutions, 4, 10)
        check_range("dim", self.dim, 2, 2048)
        check_range("margin", self.margin, 0.01, 2)  # embeddings have length 1, so none are more than 2 apart
        check_range("pairs_per_image", self.pairs_per_image, 1, 100)
        check_range("references", self.references, 1, 100)
        if self.backbone == SMALL and self.start != "scratch":
            raise InvalidSpecError(f"{SMALL} has no pre-trained weights. Use start='scratch', or another backbone.")

    @property
    def title(self) -> str:
        """The name for people; says so where the network did not start from pre-trained weights."""
        if self.start == "scratch":
            return f"Siamese {self.backbone} from scratch"
        return f"Siamese {self.backbone}, {self.frozen} stages frozen"
