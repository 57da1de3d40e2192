"""Encode: choose encoders, see what they will see, and hand the work to the worker."""

import streamlit as st

from grouping.embed.spec import EncodeSpec
from grouping.encoders.preprocess import PREPROCESSINGS
from grouping.errors import GrouplineError
from grouping.jobs.records import recent_jobs
from grouping.project import Project, list_projects
from ui.components.job_list import job_list
from ui.encode_page.cards_view import choose_encoders
from ui.encode_page.done import encoded, table
from ui.encode_page.views import WAYS
from ui.encode_page.views_view import show_views
from ui.navigation import PAGES
from ui.person import allowed
from ui.place import open_project, place
from ui.plain import plain
from ui.wording import counted

JOBS = ("encode", "time")


def _nothing_to_encode(project: Project | None) -> None:
    with st.container(border=True, width=560):
        st.markdown("**There are no images to encode yet.**" if project else "**There is no project yet.**")
        st.caption("An encoder turns each image into a row of numbers; groups are made of those.")
        st.page_link(PAGES / "images.py", label="Import images →", query_params=place().query())


def _choose_preprocessing() -> tuple[str, int | None]:
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    how = left.segmented_control(
        "Preprocessing", list(PREPROCESSINGS), default="stretch", required=True, key="encode_preprocessing"
    )
    size = right.number_input(
        "Side in pixels", min_value=32, max_value=2048, value=None, placeholder="its own", key="encode_side"
    )
    st.caption(WAYS[how])
    return how, None if size is None else int(size)


def _start(project: Project, chosen: list[str], how: str, size: int | None, n_images: int) -> None:
    specs = [EncodeSpec(name, how, size) for name in chosen]
    active = [
        job.arguments
        for job in recent_jobs(project.workspace.database, project=project.name)
        if job.kind == "encode" and job.active
    ]
    fresh = [spec for spec in specs if {"encoder": spec.encoder, "preprocessing": how, "size": size} not in active]
    what = plain(specs[0].encoder) if len(specs) == 1 else f"{len(specs)} encoders, one after another"
    asks = allowed("run jobs", disabled=not fresh)
    if st.button(f"Encode {counted(n_images, 'image')} with {what}", type="primary", **asks):
        for spec in fresh:
            project.submit("encode", encoder=spec.encoder, preprocessing=how, size=size)
        st.rerun()
    if not fresh:
        st.caption("This is queued or running already.")
    st.caption("Images that are encoded already are not encoded again.")


def _done(project: Project) -> bool:
    rows = encoded(project)
    if not rows:
        return False
    st.subheader("Encoded already")
    st.dataframe(table(rows), hide_index=True, width="stretch")
    newest = rows[0]
    if newest.missing:
        st.caption(f"{counted(newest.missing, 'image')} came later or could not be read; encode again to take them.")
    return True


def _project(project: Project, n_images: int) -> None:
    left, right = st.columns([5, 1.6], vertical_alignment="center")
    left.caption(f"{plain(project.name)} · {counted(n_images, 'image')}")
    if _done(project):
        right.page_link(PAGES / "group.py", label="Next: group →", query_params=place().query())
    if any(job.kind in JOBS for job in recent_jobs(project.workspace.database, project=project.name)):
        job_list(project.name, JOBS, limit=5, key="encode")
    st.subheader("Encoders")
    chosen = choose_encoders(project, n_images)
    how, size = _choose_preprocessing()
    if not chosen:
        st.info("Choose at least one encoder.")
        return
    _start(project, chosen, how, size, n_images)
    st.subheader("As the network sees them")
    show_views(project, chosen, how, size)


def _page() -> None:
    st.title("Encode")
    try:
        project = open_project()
        n_images = next((one.n_images for one in list_projects() if project and one.name == project.name), 0)
        if project is None or not n_images:
            _nothing_to_encode(project)
        else:
            _project(project, n_images)
    except GrouplineError as error:
        st.error(plain(error))


_page()
