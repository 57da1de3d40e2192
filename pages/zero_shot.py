"""Zero-shot: classes told by sentences or a few images, recognised at once, and what is doubtful for a person."""

from functools import partial

import streamlit as st

from classifiers.project import Project
from classifiers.store.prompts import PromptVersion
from classifiers.store.proposals import proposal_runs
from grouping.errors import GrouplineError
from ui.modelling import begin
from ui.next_step import next_step
from ui.plain import plain
from ui.predict.review import review
from ui.predict.runs import choose_run
from ui.zero_shot.groups import offer_groups
from ui.zero_shot.head import choose, no_clip
from ui.zero_shot.live import recognise
from ui.zero_shot.measured import measured
from ui.zero_shot.point_panel import sliders
from ui.zero_shot.prompt_files import import_view, versions_view
from ui.zero_shot.prompts_panel import prompts_panel
from ui.zero_shot.results import results
from ui.zero_shot.telling import Telling, encoders
from ui.zero_shot.waiting import wait_for
from ui.zero_shot.why import why

VIEWS = ("Results", "Measured", "Review")


def _prompts(project: Project, version: PromptVersion) -> None:
    prompts_panel(project, version)
    with st.expander("Import", expanded=not version.library.classes):
        import_view(project, version)
    with st.expander(f"Versions :gray[{version.number:,}]"):
        versions_view(project, version)


def _results(project: Project, telling: Telling, version: PromptVersion, target: str, view: str) -> None:
    point = sliders(project, telling, version)
    live = recognise(project, telling, version, point)
    if live.waits_for is not None:
        wait_for(project, live.waits_for)
    if live.problem:
        st.error(plain(live.problem))
    elif view == "Measured" and live.waits_for is None:
        measured(project, telling, version, point)
    elif live.found is not None:
        for note in live.found.notes:
            st.warning(plain(note, 400))
        results(project, live, target, partial(why, project, telling, version, live.found.point))


def _recognition(project: Project, telling: Telling, version: PromptVersion, target: str, view: str) -> None:
    if not telling.encoder:
        no_clip(project)
    elif telling.has_images and not telling.label_set:
        offer_groups(project)
    elif telling.has_prompts and not version.library.classes:
        st.info("There is no class yet. Add one at the left, with a sentence of what it looks like; or import a list.")
    else:
        _results(project, telling, version, target, view)


def _review(project: Project, target: str) -> None:
    runs = proposal_runs(project.workspace.database, project.id, target)
    if runs:
        review(project, choose_run(runs))
    else:
        st.info(f"Nothing is proposed for '{plain(target, 60)}' yet. Review, in Results, puts images here.")


def _page() -> None:
    project = begin("Zero-shot")
    if project is None:
        return
    if not encoders(project, text=False):
        next_step("The images have no embeddings yet: encode them first.", "encode.py", "Go to Encode")
        return
    telling, target = choose(project)
    version = project.prompts()
    view = st.segmented_control(
        "View", VIEWS, default="Results", required=True, key="view", bind="query-params", label_visibility="collapsed"
    )
    if view == "Review":
        _review(project, target)
    elif telling.has_prompts:
        left, right = st.columns([1, 2.4], gap="medium")
        with left:
            _prompts(project, version)
        with right:
            _recognition(project, telling, version, target, str(view))
    else:
        _recognition(project, telling, version, target, str(view))


try:
    _page()
except GrouplineError as error:
    st.error(plain(error))
