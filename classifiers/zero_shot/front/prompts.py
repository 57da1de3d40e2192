"""Prompt libraries of a project: every change is a version, and two people do not overwrite each other's."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifiers.store.prompts import PromptVersion, change_prompts, prompt_version, prompt_versions
from classifiers.zero_shot.point import OperatingPoint
from classifiers.zero_shot.prompt_steps import brought_back, steps, took_back
from classifiers.zero_shot.prompts import Prompt, PromptLibrary
from grouping.errors import GrouplineError
from grouping.project.front import Front, needs

if TYPE_CHECKING:
    from classifiers.zero_shot.prompt_files import PromptImport

DEFAULT_LIBRARY = "prompts"


class Prompts(Front):
    """Classes and what is said of each.

    Every edit takes `base`, the number of the version its maker had seen; where somebody made a newer one since, it
    is refused with ConflictError.
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
        what = "" if not new else f"{len(new)} prompt{'s' if len(new) > 1 else ''} to "
        sentence = f"added {what}'{class_name}'"
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

    @needs("label")
    def undo_prompts(self, library: str = DEFAULT_LIBRARY, base: int | None = None) -> PromptVersion:
        """Take the last change back, and with every further call the one before; raises GrouplineError without any."""
        done, _ = steps(self.prompt_versions(library))
        if not done:
            raise GrouplineError(f"No change of the prompts '{library}' is left to be taken back.")
        earlier = self.prompts(library, done[-2]).library if len(done) > 1 else PromptLibrary()
        return self._change(library, lambda old: earlier, took_back(done[-1]), base)

    @needs("label")
    def redo_prompts(self, library: str = DEFAULT_LIBRARY, base: int | None = None) -> PromptVersion:
        """Bring the change back that was taken back last; raises GrouplineError without any."""
        _, undone = steps(self.prompt_versions(library))
        if not undone:
            raise GrouplineError(f"No change of the prompts '{library}' was taken back last.")
        later = self.prompts(library, undone[-1]).library
        return self._change(library, lambda old: later, brought_back(undone[-1]), base)

    def _change(
        self, library: str, change: Callable[[PromptLibrary], PromptLibrary], sentence: str, base: int | None
    ) -> PromptVersion:
        return change_prompts(self.workspace.database, self.id, library, change, sentence, self.user, base)
