"""How good the recognition is where labels exist: the figures, and what is behind them, one view at a time."""

import streamlit as st

from classifiers.project import Project
from classifiers.store.prompts import PromptVersion
from classifiers.zero_shot.evaluation import Evaluation
from classifiers.zero_shot.judge import Judged
from classifiers.zero_shot.point import OperatingPoint
from ui.navigation import PAGES, exists
from ui.place import place
from ui.plain import plain
from ui.wording import counted
from ui.zero_shot.by_class import by_class, errors
from ui.zero_shot.coverage import coverage
from ui.zero_shot.live import judged
from ui.zero_shot.parts import parts
from ui.zero_shot.prompt_tables import prompt_tables
from ui.zero_shot.telling import Telling
from ui.zero_shot.waiting import Wanted, wait_for

ON, WHAT = "zs-measured-on", "zs-what"
POINT, CLASSES, ERRORS, PARTS, PROMPTS = "Point", "Classes", "Errors", "Parts", "Each prompt"


def measured(project: Project, telling: Telling, version: PromptVersion, point: OperatingPoint) -> None:
    """Draw all figures; what to label first where nothing can be measured yet."""
    names = [one.name for one in project.label_sets() if one.labels]
    if not names:
        st.info("Nothing is labeled yet, so nothing can be measured: the point stays uncalibrated. Label some images.")
        st.page_link(PAGES / "label.py", label="Label images", query_params=place().query())
        return
    label_set, what = _choices(names, telling)
    found = judged(project, telling, version, label_set)
    if isinstance(found, Wanted):
        wait_for(project, found)
        return
    told = found.evaluation()
    _figures(found, told)
    if what == POINT:
        coverage(project, telling, version, point, found, label_set)
        _trained(project, label_set)
    elif what == CLASSES:
        by_class(found, told)
    elif what == ERRORS:
        errors(told)
    elif what == PARTS:
        parts(project, telling, version, label_set)
    else:
        prompt_tables(project, telling, version, label_set)


def _choices(names: list[str], telling: Telling) -> tuple[str, str]:
    """Draw on which labels is measured and what is shown of it."""
    wanted = place().label_set
    if st.session_state.get(ON) not in names:
        st.session_state[ON] = wanted if wanted in names else names[0]
    views = [POINT, CLASSES, ERRORS, PARTS, *([PROMPTS] if telling.has_prompts else [])]
    if st.session_state.get(WHAT) not in views:
        st.session_state[WHAT] = POINT
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label_set = st.selectbox(
            "Measure on the labels of",
            names,
            key=ON,
            width=260,
            help="Images that were accepted as proposed count as right here. To know how good it is, measure on "
            "labels that people gave by hand.",
        )
        what = st.segmented_control("Show", views, required=True, key=WHAT, label_visibility="collapsed")
    return str(label_set), str(what or POINT)


def _figures(found: Judged, told: Evaluation) -> None:
    low, high = told.top1_interval
    cells = {
        "Top-1": (f"{told.top1:.1%}", f"{low:.1%} to {high:.1%}"),
        "Top-5": (f"{told.top5:.1%}", f"of {counted(len(found.names), 'class', 'classes')}"),
        "Macro-F1": (f"{told.macro_f1:.3f}", "each class alike"),
        **{f"{share.capitalize()} classes": (f"{top1:.1%}", "top-1") for share, top1 in told.frequency.items()},
    }
    with st.container(horizontal=True, key="zs-figures"):
        for name, (value, note) in cells.items():
            with st.container(border=True, width=126, gap=None):
                st.caption(name)
                st.markdown(f"**{value}**")
                st.caption(note)
    how = f"{found.folds} recognizers, each judged on images it had not seen" if found.folds > 1 else "one recognizer"
    n_other = int((found.truth < 0).sum())
    other = f" {counted(n_other, 'image')} of classes that nothing tells are left out." if n_other else ""
    st.caption(f"On {counted(told.n_images, 'labeled image')}, {how}.{other}")


def _trained(project: Project, label_set: str) -> None:
    st.caption(
        "From about 5 labeled images a class on, training answers better: on 1,360 images of steel (X-SDD, 7 classes) "
        "a logistic regression on the same embeddings was right for 88.8% against 84.8% at 5 images a class, and for "
        "96.6% against 90.8% at 20."
    )
    if exists("train.py"):
        st.page_link(
            PAGES / "train.py", label=f"Train on '{plain(label_set, 40)}'", query_params=place().query(set=label_set)
        )
