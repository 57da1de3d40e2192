"""What a project does with prompts: libraries, recognition, search, and how good they are."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from classifiers.store.prompts import PromptVersion, change_prompts, prompt_version, prompt_versions
from classifiers.zero_shot.point import OperatingPoint
from classifiers.zero_shot.prompts import Prompt, PromptLibrary
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.embed.texts import TextNotEmbeddedError
from grouping.encoders.catalogue import DEFAULT_CLIP
from grouping.errors import GrouplineError
from grouping.project.access import table_may_be_read
from grouping.project.front import Front, needs
from grouping.project.labels import DEFAULT_SET
from grouping.store.images import find_images
from grouping.types import Progress, silent

if TYPE_CHECKING:
    from classifiers.store.proposals import ProposalRun
    from classifiers.zero_shot.choose_point import Chosen
    from classifiers.zero_shot.evaluation import Evaluation
    from classifiers.zero_shot.judge import Judged
    from classifiers.zero_shot.prompt_effect import PromptEffect
    from classifiers.zero_shot.prompt_files import PromptImport
    from classifiers.zero_shot.recognise import Recognition
    from grouping.steps.embed_texts import TextReport

DEFAULT_LIBRARY = "prompts"


class ZeroShot(Front):
    """Recognition by sentences and by a few images.

    Every edit of prompts takes `base`, the number of the version its maker had seen; where somebody made a newer one
    since, it is refused with ConflictError. `train` off (the web process) imports neither torch nor scikit-learn:
    TextNotEmbeddedError and NotPreparedError then say what the worker has to do first ('embed-text', 'zero-shot').
    """

    def prompts(self, library: str = DEFAULT_LIBRARY, version: int | None = None) -> PromptVersion:
        """Return the newest version of a library, empty before the first change; or the one with this number."""
        return prompt_version(self.workspace.database, self.id, library, version)

    def prompt_versions(self, library: str | None = None) -> list[PromptVersion]:
        """Return all versions, oldest first: number, library, what was done, by whom, when."""
        return prompt_versions(self.workspace.database, self.id, library)

    @needs("label")
    def add_prompts(
        self,
        class_name: str,
        texts: Iterable[str] = (),
        kind: str = "other",
        library: str = DEFAULT_LIBRARY,
        base: int | None = None,
    ) -> PromptVersion:
        """Add sentences to a class, which is made where it is not there; without one the class is told by its name."""
        new = [Prompt(text, kind) for text in texts]
        sentence = f"added {len(new)} prompts to '{class_name}'"
        return self._change(library, lambda old: old.with_prompts({class_name: new}), sentence, base)

    @needs("label")
    def change_prompt(
        self,
        class_name: str,
        text: str,
        to: str,
        kind: str = "other",
        library: str = DEFAULT_LIBRARY,
        base: int | None = None,
    ) -> PromptVersion:
        """Put another sentence, of this kind, in the place of one that a class has."""
        new = Prompt(to, kind)
        sentence = f"changed a prompt of '{class_name}'"
        return self._change(library, lambda old: old.with_changed(class_name, text, new), sentence, base)

    @needs("label")
    def remove_prompt(
        self, class_name: str, text: str | None = None, library: str = DEFAULT_LIBRARY, base: int | None = None
    ) -> PromptVersion:
        """Take a sentence of a class away, or the class with all of them."""
        if text is None:
            return self._change(library, lambda old: old.without_class(class_name), f"removed '{class_name}'", base)
        sentence = f"removed a prompt of '{class_name}'"
        return self._change(library, lambda old: old.without_prompt(class_name, text), sentence, base)

    @needs("label")
    def set_templates(
        self, templates: Sequence[str], library: str = DEFAULT_LIBRARY, base: int | None = None
    ) -> PromptVersion:
        """Set the templates, each with one {}; none means the prompts as they are."""
        return self._change(library, lambda old: old.with_templates(templates), "set the templates", base)

    @needs("label")
    def set_point(
        self, point: OperatingPoint | None, library: str = DEFAULT_LIBRARY, base: int | None = None
    ) -> PromptVersion:
        """Keep an operating point with the prompts; the next change of prompts drops it, for it was chosen on these."""
        from dataclasses import replace

        return self._change(library, lambda old: replace(old, point=point), "set the operating point", base)

    @needs("label")
    def import_prompts(
        self, path: str | Path, library: str = DEFAULT_LIBRARY, base: int | None = None
    ) -> "tuple[PromptVersion, PromptImport]":
        """Add the classes and prompts of a CSV, XLSX or JSON file; what is no prompt is left out and listed."""
        from classifiers.zero_shot.prompt_files import import_prompts

        read: list[PromptImport] = []

        def change(old: PromptLibrary) -> PromptLibrary:
            read.append(import_prompts(Path(path), old))
            return read[-1].library

        made = self._change(library, change, f"imported {Path(path).name}", base)
        return made, read[-1]

    @needs("label")
    def restore_prompts(self, version: int, library: str = DEFAULT_LIBRARY, base: int | None = None) -> PromptVersion:
        """Make an earlier version the newest again; nothing in between is lost."""
        earlier = self.prompts(library, version).library
        return self._change(library, lambda old: earlier, f"went back to version {version}", base)

    def _change(self, library: str, change: Any, sentence: str, base: int | None) -> PromptVersion:
        return change_prompts(self.workspace.database, self.id, library, change, sentence, self.user, base)

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

    @needs("label")
    def propose(self, found: "Recognition", label_set: str = DEFAULT_SET) -> "ProposalRun":
        """Put a recognition into the review list, where `accept` and `correct` turn it into labels."""
        from classifiers.zero_shot.propose import propose

        return propose(self.workspace, self.id, found, label_set, self.user)

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
        """Return scores of a label set's images by recognizers that had not seen them, for figures and curves."""
        from classifiers.zero_shot.judge import judge

        chosen, prompts = spec or ZeroShotSpec(), self.prompts(library, version).library
        self._embed(chosen, prompts, encoder, train, progress)
        return judge(self.workspace, self.id, prompts, chosen, label_set, encoder)

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
        from classifiers.zero_shot.judge import effects_of_prompts

        prompts = self.prompts(library).library
        self._embed(ZeroShotSpec(), prompts, encoder, train, progress)
        return effects_of_prompts(self.workspace, self.id, prompts, label_set, encoder, progress)

    @needs("run jobs")
    def ablation(
        self,
        label_set: str = DEFAULT_SET,
        spec: ZeroShotSpec | None = None,
        *,
        library: str = DEFAULT_LIBRARY,
        encoder: str | None = None,
        progress: Progress = silent,
    ) -> "list[tuple[str, Evaluation | str]]":
        """Return the figures with each part switched off, or on; a reason in words where that cannot be."""
        from classifiers.zero_shot.judge import ablation, variants

        chosen, prompts = spec or ZeroShotSpec(), self.prompts(library).library
        for _, one in variants(chosen):
            self._embed(one, prompts, encoder, True, progress)
        return ablation(self.workspace, self.id, prompts, chosen, label_set, encoder, progress)

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


def spec_of(values: Mapping[str, Any] | None) -> ZeroShotSpec:
    """Return the spec of a job's plain values; the default one without any."""
    return ZeroShotSpec.of(values or {})
