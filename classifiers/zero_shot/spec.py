"""What a recognition is made of, as one frozen spec; each part can be switched off."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from classifiers.few_shot.adapter import AdapterSpec
from grouping.errors import GrouplineError


@dataclass(frozen=True, slots=True)
class ZeroShotSpec:
    """Prompts, labeled images, or both; and what is done to the images before they are compared.

    Raises GrouplineError where nothing is left to tell classes by, or for a value outside its range.
    """

    text: bool = True
    """Classes are told by prompts; off: by images alone, for any encoder."""
    templates: bool = True
    many_prompts: bool = True
    """Off: the first prompt of each class alone."""
    label_set: str | None = None
    """Whose images tell the classes too; None: prompts alone."""
    image_weight: float = 0.5
    """Of visual prototypes beside those of prompts, in [0, 1]."""
    per_class: int = 1
    """Visual prototypes a class: 1 is the mean, more are K-Means centres."""
    cache: float = 0.0
    """Alpha of the cache of labeled images (Tip-Adapter); 0 is off."""
    sharpness: float = 5.5
    """Beta of that cache."""
    adapter: AdapterSpec | None = None
    """A trained residual projection; None is off."""
    context: float = 0.0
    """Weight of the images' tiles beside the whole, in [0, 1]; 0 is off."""
    centre: bool = False
    """Whether the mean of all images is taken away first; with images alone."""
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.text and self.label_set is None:
            raise GrouplineError("Neither prompts nor a label set tell the classes. Switch prompts on, or name a set.")
        if self.label_set is None and (self.cache or self.adapter is not None):
            raise GrouplineError("The cache and the adapter learn from labeled images: name a label set.")
        if self.centre and self.text:
            raise GrouplineError("Centring moves images away from their prompts: switch one of the two off.")
        for name in ("image_weight", "context"):
            if not 0 <= getattr(self, name) <= 1:
                raise GrouplineError(f"{name} is {getattr(self, name)}; it must lie in 0 to 1.")
        if self.per_class < 1 or self.cache < 0 or not self.sharpness > 0:
            raise GrouplineError(
                f"A class has 1 prototype or more, the cache an alpha of 0 or more and a sharpness above 0; got "
                f"{self.per_class}, {self.cache} and {self.sharpness}."
            )

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "ZeroShotSpec":
        """Return the spec of plain values, as a job carries them; raises GrouplineError for a name that is none."""
        wrong = set(values) - {one.name for one in fields(cls)}
        if wrong:
            raise GrouplineError(
                f"A recognition has no '{min(wrong)}'; it has {', '.join(f.name for f in fields(cls))}."
            )
        adapter = values.get("adapter")
        return cls(**{**values, "adapter": AdapterSpec(**adapter) if isinstance(adapter, dict) else adapter})

    @property
    def trains(self) -> bool:
        """Whether making it takes scikit-learn or torch, and so the worker."""
        return self.label_set is not None and (self.adapter is not None or self.per_class > 1)
