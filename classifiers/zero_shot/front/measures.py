"""How good a recognition is where labels exist, and what each part of it does."""

from typing import TYPE_CHECKING

from classifiers.zero_shot.front.prompts import DEFAULT_LIBRARY, Prompts
from classifiers.zero_shot.front.reading import Reading
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.embed.texts import TextNotEmbeddedError
from grouping.project.labels import DEFAULT_SET
from grouping.types import Progress, silent

if TYPE_CHECKING:
    from classifiers.zero_shot.ablation import Variant
    from classifiers.zero_shot.choose_point import Chosen
    from classifiers.zero_shot.judge import Judged
    from classifiers.zero_shot.measure_prompts import VersionEffect
    from classifiers.zero_shot.prompt_effect import PromptEffect


class Measures(Prompts, Reading):
    """Figures, operating point, prompts and parts; images that tell the classes never judge them."""

    def judge_zero_shot(
        self,
        label_set: str = DEFAULT_SET,
        spec: ZeroShotSpec | None = None,
        *,
        library: str = DEFAULT_LIBRARY,
        version: int | None = None,
        encoder: str | None = None,
        train: bool = True,
        progress: Progress = silent,
    ) -> "Judged":
        """Return scores of a label set's images by recognizers that had not seen them, for figures and curves.

        What takes training is kept ('judge'); with `train` off it is read alone, or NotPreparedError raised.
        """
        from classifiers.zero_shot.judge import judge

        chosen, prompts = spec or ZeroShotSpec(), self.prompts(library, version).library
        self._embed(chosen, prompts, encoder, train, progress)
        return judge(self.workspace, self.id, prompts, chosen, label_set, encoder, train=train, progress=progress)

    def choose_point(
        self,
        label_set: str = DEFAULT_SET,
        spec: ZeroShotSpec | None = None,
        *,
        precision: float | None = None,
        error_cost: float | None = None,
        review_cost: float = 1.0,
        library: str = DEFAULT_LIBRARY,
        encoder: str | None = None,
        progress: Progress = silent,
    ) -> "Chosen":
        """Choose temperature, margin and probability on a label set; `set_point` keeps what was chosen."""
        from classifiers.zero_shot.judge import choose_point

        found = self.judge_zero_shot(label_set, spec, library=library, encoder=encoder, progress=progress)
        return choose_point(found, label_set, precision=precision, error_cost=error_cost, review_cost=review_cost)

    def prompt_effects(
        self,
        label_set: str = DEFAULT_SET,
        *,
        library: str = DEFAULT_LIBRARY,
        encoder: str | None = None,
        train: bool = True,
        progress: Progress = silent,
    ) -> "list[PromptEffect]":
        """Return what each prompt does on a label set, left out in turn, the most harmful first."""
        from classifiers.zero_shot.measure_prompts import effects_of_prompts

        prompts = self.prompts(library).library
        self._embed(ZeroShotSpec(), prompts, encoder, train, progress)
        return effects_of_prompts(self.workspace, self.id, prompts, label_set, encoder, progress)

    def prompt_changes(
        self,
        label_set: str = DEFAULT_SET,
        *,
        library: str = DEFAULT_LIBRARY,
        encoder: str | None = None,
        train: bool = True,
        progress: Progress = silent,
    ) -> "list[VersionEffect]":
        """Return what each change of prompts did on a label set, before and after, oldest first."""
        from classifiers.zero_shot.measure_prompts import version_effects

        versions = self.prompt_versions(library)
        try:
            return version_effects(self.workspace, self.id, versions, label_set, encoder, progress)
        except TextNotEmbeddedError as error:
            if not train:
                raise
            self._embed_for(error.missing, encoder, progress)
        return version_effects(self.workspace, self.id, versions, label_set, encoder, progress)

    def ablation(
        self,
        label_set: str = DEFAULT_SET,
        spec: ZeroShotSpec | None = None,
        *,
        library: str = DEFAULT_LIBRARY,
        version: int | None = None,
        encoder: str | None = None,
        train: bool = True,
        progress: Progress = silent,
    ) -> "list[Variant]":
        """Return the figures with each part switched off, or on; a reason in words where that cannot be.

        It is measured once ('ablate'); with `train` off it is read alone, and NotPreparedError says that it is not
        there yet.
        """
        from classifiers.zero_shot.ablation import ablation, variants

        chosen, prompts = spec or ZeroShotSpec(), self.prompts(library, version).library
        if train:
            self.may("run jobs")
            for _, one in variants(chosen):
                self._embed(one, prompts, encoder, True, progress)
        return ablation(self.workspace, self.id, prompts, chosen, label_set, encoder, train=train, progress=progress)
