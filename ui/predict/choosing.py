"""Which model predicts, how right its proposals should be, and what that leaves unknown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from classifiers.named import less_right, together
from classifiers.project import Project
from grouping.errors import GrouplineError
from ui.figures.judgement import operating_curve
from ui.modelling import Shown
from ui.plain import plain
from ui.predict.saving import saving
from ui.wording import counted

if TYPE_CHECKING:
    from classifiers.steps.choose_threshold import Choice, Measured

MODEL, WISHED, STRONG = "predict-model", "predict-precision", "predict-strong"
PRECISIONS = (0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995)
USUAL = 0.95


@dataclass(frozen=True, slots=True)
class Chosen:
    """A model, the confidence below which it says 'unknown' (None: its own), and a second model or None."""

    one: Shown
    threshold: float | None
    strong: Shown | None


def title_of(one: Shown) -> str:
    """Return a model with its macro-F1, for lists."""
    f1 = one.test.get("macro_f1")
    return f"{one.model.name} · {one.model.label_set}" + (f" · macro-F1 {f1:.3f}" if f1 is not None else "")


def promise(choice: "Choice", wished: float) -> list[str]:
    """Return in words what a threshold gives on val, and what it really gave on test."""
    if choice.threshold > 1:
        return [
            f"No confidence of this model reaches {wished:.1%} on its {counted(choice.val.n, 'validation image')}: "
            "everything would stay unknown. Wish for less, or train a better model."
        ]
    told = [f"From a confidence of {choice.threshold:.3f} on. {_given(choice.val, 'validation')}"]
    if choice.test is not None:
        told.append(f"Checked on images that had no part in the choice: {_given(choice.test, 'test')}")
    return told


def doubts(choice: "Choice", wished: float) -> list[str]:
    """Return a sentence for each class that is less right than wished where it is named."""
    parts = [one.classes for one in (choice.val, choice.test) if one is not None]
    return less_right(together(parts), wished)


def _given(found: "Measured", where: str) -> str:
    if found.precision is None:
        return f"All of {counted(found.n, f'{where} image')} stay unknown."
    return (
        f"Of {counted(found.n, f'{where} image')} {found.coverage:.0%} are named, {found.precision:.1%} of these "
        f"rightly; {1 - found.coverage:.0%} stay unknown."
    )


def partners(one: Shown, models: Sequence[Shown]) -> list[Shown]:
    """Return the models that may be asked where one is unsure: others that learned from the same version."""
    if not one.card or one.card["one_class"]:
        return []
    same = one.card["classes"]
    return [
        other
        for other in models
        if other.card
        and other.key != one.key
        and list(other.card["classes"]) == list(same)
        and other.model.content_hash == one.model.content_hash
        and not other.card["one_class"]
    ]


def choose(project: Project, models: Sequence[Shown]) -> Chosen | None:
    """Draw the choice of model and wished precision, and what it gives; None where the model cannot be used."""
    left, right = st.columns([5, 4], gap="medium")
    with left:
        one = _model(models)
        if one.problem:
            st.error(plain(one.problem))
            return None
        wished = USUAL
        choice = None
        if _has_choice(one):
            wished = float(
                st.selectbox(
                    "How right should proposals be?",
                    PRECISIONS,
                    PRECISIONS.index(USUAL),
                    key=WISHED,
                    format_func=lambda share: f"{share:.1%}".replace(".0%", "%"),
                    help="The wished precision: the share of named images that are named rightly.",
                )
            )
        else:
            st.caption(_own(one))
        strong = _second(one, models)
        if _has_choice(one):
            choice = _choice(project, one, wished, strong)
        if choice is not None:
            for sentence in promise(choice, wished):
                st.caption(plain(sentence))
            for sentence in doubts(choice, wished):
                st.warning(plain(sentence))
        if strong is not None:
            saving(project, one, strong)
    if choice is not None:
        with right:
            st.plotly_chart(
                operating_curve(choice.confidence, choice.precision, choice.threshold, wished),
                key="operating",
                config={"displayModeBar": False},
                alt="Precision over the share of images that are named",
            )
    return Chosen(one, None if choice is None else choice.threshold, strong)


def _choice(project: Project, one: Shown, wished: float, strong: Shown | None) -> "Choice | None":
    """Return the threshold of the model, or of both in turn; None where the two cannot be asked in turn, told."""
    try:
        return project.choose_threshold(one.model.key, wished, None if strong is None else strong.model.key)
    except GrouplineError as error:
        st.error(plain(str(error)))
        return None


def _has_choice(one: Shown) -> bool:
    return bool(one.card["val"]) and not one.card["one_class"]


def one_class_words(wished: float, test: Mapping[str, Any]) -> str:
    """Return what a one-class model's 'unknown' means, and how much of what is strange it found on test."""
    told = f"A one-class model calls unknown what is stranger than {wished:.0%} of its own class."
    if not test.get("n_strange"):
        return f"{told} Whether it tells other images from that was not measured: no test image is of another class."
    of = counted(test["n_strange"], "test image")
    return (
        f"{told} What it names may still be something else: of {of} of other classes it called "
        f"{test['strange_recall']:.0%} unknown."
    )


def _own(one: Shown) -> str:
    if one.card["one_class"]:
        return one_class_words(one.card["operating"]["wished"], one.test)
    return "This model has no validation images: its own threshold stays, and nothing is known of its precision."


def _take() -> None:
    st.query_params["model"] = st.session_state[MODEL]
    st.query_params.pop("run", None)


def _model(models: Sequence[Shown]) -> Shown:
    by_key = {one.key: one for one in models}
    wanted = st.query_params.get("model", "")
    found = next((key for key in by_key if wanted and key.startswith(wanted[:12])), next(iter(by_key)))
    st.session_state[MODEL] = found
    st.selectbox("Model", list(by_key), key=MODEL, on_change=_take, format_func=lambda key: title_of(by_key[key]))
    return by_key[found]


def _second(one: Shown, models: Sequence[Shown]) -> Shown | None:
    others = {other.key: other for other in partners(one, models)}
    if not others:
        return None
    key = st.selectbox(
        "Ask a second model where it is unsure",
        [None, *others],
        key=f"{STRONG}-{one.key}",
        format_func=lambda key: "No" if key is None else title_of(others[key]),
        help="A fast model first, a strong one for the rest. From where on it is asked is tuned for accuracy.",
    )
    return None if key is None else others[key]
