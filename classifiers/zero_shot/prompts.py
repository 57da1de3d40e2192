"""The prompt library: classes, what is said of each, and the templates that the sayings are put into."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from classifiers.zero_shot.point import OperatingPoint
from grouping.errors import GrouplineError, UnknownNameError
from grouping.labels import MAX_NAME

KINDS = ("name", "function", "material", "geometry", "maker", "defect", "other")
"""What a prompt tells: the class's name, what it is for, is made of, looks like, its maker's name, a visual defect."""

PLAIN = "{}"
"""The template that changes nothing."""

TEMPLATES = ("a photo of a {}", "a close-up of a {}", "a photo of a {} on a production line")
"""Templates to begin with."""

MAX_PROMPT = 1000
_BLANK = "A prompt is empty. Write what the class looks like, or take the prompt away."


@dataclass(frozen=True, slots=True)
class Prompt:
    """One saying about a class; `text` is stripped and has 1 to 1,000 characters, `kind` is one of `KINDS`.

    Raises GrouplineError otherwise.
    """

    text: str
    kind: str = "other"

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", " ".join(self.text.split()))
        if not self.text:
            raise GrouplineError(_BLANK)
        if len(self.text) > MAX_PROMPT:
            raise GrouplineError(
                f"A prompt has {len(self.text):,} characters; at most {MAX_PROMPT:,} are allowed (they read 60 words)."
            )
        if self.kind not in KINDS:
            raise UnknownNameError(f"No prompt is of kind '{self.kind}'. Choose one of {', '.join(KINDS)}.")


@dataclass(frozen=True, slots=True)
class PromptClass:
    """A class and what is said of it; one without prompts is told by its name, where names may be used."""

    name: str
    prompts: tuple[Prompt, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name.strip())
        if not self.name or len(self.name) > MAX_NAME or any(ord(letter) < 32 for letter in self.name):
            raise GrouplineError(f"A class's name has 1 to {MAX_NAME} characters and no control characters.")


@dataclass(frozen=True, slots=True)
class PromptLibrary:
    """Classes in their order, templates with one `{}` each, and the operating point chosen for them, where one was.

    Raises GrouplineError for a class that stands twice, or a template without its one `{}`.
    """

    classes: tuple[PromptClass, ...] = ()
    templates: tuple[str, ...] = (PLAIN,)
    point: OperatingPoint | None = None

    def __post_init__(self) -> None:
        names = [one.name for one in self.classes]
        twice = next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None
        if twice is not None:
            raise GrouplineError(f"The class '{twice}' stands twice. Put its prompts into one.")
        wrong = [template for template in self.templates if template.count(PLAIN) != 1]
        if wrong or not self.templates:
            raise GrouplineError(
                f"A template holds {{}} once, where the prompt goes; got '{wrong[0] if wrong else ''}'. "
                "Such as: a photo of a {} on rolled steel"
            )

    @property
    def names(self) -> tuple[str, ...]:
        """The classes' names in their order."""
        return tuple(one.name for one in self.classes)

    def find(self, name: str) -> PromptClass:
        """Return a class by name; raises UnknownNameError, which lists those there are."""
        for one in self.classes:
            if one.name == name:
                return one
        raise UnknownNameError(f"No prompts are for '{name}'; there are: {', '.join(self.names) or 'none yet'}.")

    def sayings(self) -> dict[str, list[str]]:
        """Return class -> what is said of it, its name where that is nothing."""
        return {one.name: [prompt.text for prompt in one.prompts] or [one.name] for one in self.classes}

    def texts(self, *, templates: bool = True, many: bool = True) -> dict[str, list[str]]:
        """Return class -> the sentences whose embeddings make its prototype, without repeats.

        Every prompt goes into every template, unless `templates` is off; `many` off leaves the first prompt alone.
        A class without prompts is told by its name.
        """
        forms = self.templates if templates else (PLAIN,)
        return {name: filled(told if many else told[:1], forms) for name, told in self.sayings().items()}

    def with_prompts(self, given: Mapping[str, Iterable[Prompt]]) -> "PromptLibrary":
        """Add class -> prompts; classes are made where they are not there, repeats left out, the point is dropped."""
        own = {one.name: {prompt.text: prompt for prompt in one.prompts} for one in self.classes}
        for name, prompts in given.items():
            sayings = own.setdefault(name.strip(), {})
            for prompt in prompts:
                sayings.setdefault(prompt.text, prompt)
        classes = tuple(PromptClass(name, tuple(sayings.values())) for name, sayings in own.items())
        return replace(self, classes=classes, point=None)

    def with_changed(self, name: str, text: str, new: Prompt) -> "PromptLibrary":
        """Put a prompt in the place of another; raises UnknownNameError for a class or prompt that is not there."""
        own = self.find(name)
        if all(prompt.text != text for prompt in own.prompts):
            raise UnknownNameError(f"'{name}' has no prompt '{text}'.")
        changed = {p.text: p for p in (new if prompt.text == text else prompt for prompt in own.prompts)}
        return self._with_own(own, tuple(changed.values()))

    def without_prompt(self, name: str, text: str) -> "PromptLibrary":
        """Take one prompt of a class away; raises UnknownNameError for a class or prompt that is not there."""
        own = self.find(name)
        left = tuple(prompt for prompt in own.prompts if prompt.text != text)
        if len(left) == len(own.prompts):
            raise UnknownNameError(f"'{name}' has no prompt '{text}'.")
        return self._with_own(own, left)

    def _with_own(self, own: PromptClass, prompts: tuple[Prompt, ...]) -> "PromptLibrary":
        classes = tuple(replace(own, prompts=prompts) if one is own else one for one in self.classes)
        return replace(self, classes=classes, point=None)

    def without_class(self, name: str) -> "PromptLibrary":
        """Take a class away; raises UnknownNameError for one that is not there."""
        own = self.find(name)
        return replace(self, classes=tuple(one for one in self.classes if one is not own), point=None)

    def with_templates(self, templates: Iterable[str]) -> "PromptLibrary":
        """Set the templates; none means the prompts as they are."""
        return replace(self, templates=tuple(dict.fromkeys(t.strip() for t in templates)) or (PLAIN,), point=None)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        point = self.point
        return {
            "templates": list(self.templates),
            "classes": [
                {"name": one.name, "prompts": [{"text": p.text, "kind": p.kind} for p in one.prompts]}
                for one in self.classes
            ],
            "point": None
            if point is None
            else {"mu": point.mu, "theta": point.theta, "gamma": point.gamma, "calibrated_on": point.calibrated_on},
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "PromptLibrary":
        """Return the library of `to_dict`."""
        classes = tuple(
            PromptClass(one["name"], tuple(Prompt(p["text"], p["kind"]) for p in one["prompts"]))
            for one in values["classes"]
        )
        point = values.get("point")
        return cls(classes, tuple(values["templates"]), None if point is None else OperatingPoint(**point))


def filled(sayings: Iterable[str], templates: Iterable[str]) -> list[str]:
    """Return every saying in every template, without repeats; braces in a saying stay as they are."""
    forms = tuple(templates)
    return list(dict.fromkeys(template.replace(PLAIN, saying) for saying in sayings for template in forms))
