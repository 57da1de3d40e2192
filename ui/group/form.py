"""The form that asks for a sweep of one group."""

import streamlit as st

from grouping.clustering.catalogue import ALGORITHMS, PROFILES, TITLES
from grouping.errors import GrouplineError
from grouping.project import Project
from grouping.tree import Group
from ui.group.sweeps import checked_range
from ui.person import allowed
from ui.wording import counted

PROFILE_WORDS = {"recommended": "recommended for CNN features", "paper": "as in the paper (scikit-learn's defaults)"}


def _encoding_title(encoding: tuple[str, str]) -> str:
    return f"{encoding[0]} ({encoding[1]})"


def sweep_form(project: Project, group: Group) -> None:
    """Draw the form; on submission hand the sweep to the worker."""
    encodings = list(dict.fromkeys((one.encoder, str(one.spec["preprocessing"])) for one in project.encodings()))
    if not encodings:
        st.info("The images have no embeddings yet. Encode them first, then sweep.")
        return
    with st.form("sweep-form", border=False):
        left, right = st.columns(2)
        encoding = left.selectbox("Encoder", encodings, format_func=_encoding_title)
        profile = right.selectbox("Profile", list(PROFILES), format_func=lambda name: PROFILE_WORDS.get(name, name))
        algorithms = st.multiselect(
            "Algorithms", ALGORITHMS, default=ALGORITHMS, format_func=lambda name: TITLES.get(name, name)
        )
        least, most = st.columns(2)
        low = least.number_input("Fewest clusters", 2, 1000, 2)
        high = most.number_input("Most clusters", 2, 1000, max(2, min(50, group.size - 1)))
        near = st.checkbox(
            "Score against near-labels",
            value=True,
            help="Near-labels never cluster: they only add the convergence scores. Without them nothing is read.",
        )
        if st.form_submit_button(f"Sweep {counted(group.size, 'image')}", type="primary", **allowed("run jobs")):
            _submit(project, group, encoding, profile, algorithms, (int(low), int(high)), near)


def _submit(
    project: Project,
    group: Group,
    encoding: tuple[str, str],
    profile: str,
    algorithms: list[str],
    span: tuple[int, int],
    near: bool,
) -> None:
    try:
        if not algorithms:
            raise GrouplineError("No algorithm is chosen: choose at least one.")
        clusters = checked_range(*span, group.size)
        project.submit(
            "sweep",
            group=group.path,
            encoder=encoding[0],
            preprocessing=encoding[1],
            clusters=list(clusters),
            algorithms=algorithms,
            profile=profile,
            use_near_labels=near,
        )
    except GrouplineError as error:
        st.error(str(error))
        return
    st.rerun()
