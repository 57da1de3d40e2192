"""How images become embeddings, as one frozen spec."""

from dataclasses import dataclass

from grouping.encoders.catalogue import DEFAULT, card
from grouping.encoders.preprocess import PREPROCESSINGS
from grouping.errors import GrouplineError, UnknownNameError
from grouping.files import key_of

_SMALLEST, _LARGEST = 32, 2048


@dataclass(frozen=True, slots=True)
class EncodeSpec:
    """An encoder, a preprocessing, and the side in pixels of what the network sees (None: the encoder's own).

    Raises UnknownNameError for an encoder or preprocessing that does not exist, GrouplineError for a size outside
    32 to 2048 or one that the encoder cannot take.
    """

    encoder: str = DEFAULT
    preprocessing: str = "stretch"
    size: int | None = None

    def __post_init__(self) -> None:
        card(self.encoder)
        if self.preprocessing not in PREPROCESSINGS:
            raise UnknownNameError(
                f"No preprocessing is called {self.preprocessing!r}. Choose one of {', '.join(PREPROCESSINGS)}."
            )
        if self.size is not None and not _SMALLEST <= self.size <= _LARGEST:
            raise GrouplineError(
                f"The size is {self.size} pixels; it must lie in {_SMALLEST} to {_LARGEST}, "
                "or be left out for the encoder's own."
            )

    def key(self, checksum: str) -> str:
        """Return the key of these embeddings, made with the weights of that checksum."""
        return key_of(self, checksum)
