"""Images: take them in, and see what they are."""

import streamlit as st

from grouping.errors import GrouplineError
from grouping.jobs.records import recent_jobs
from grouping.project import Project, list_projects
from ui.components.job_list import job_list
from ui.components.new_project import new_project
from ui.images_page.health_view import health_view
from ui.images_page.import_form import import_form
from ui.images_page.report import report
from ui.navigation import PAGES
from ui.place import open_project, place
from ui.plain import plain
from ui.wording import counted


def _empty_workspace() -> None:
    st.caption("There is no project yet. A project is one body of images that are grouped and labeled together.")
    with st.container(border=True, width=560):
        new_project("first_project")


def _head(project: Project, n_images: int) -> None:
    left, middle, right = st.columns([5, 1.6, 1.6], vertical_alignment="center")
    left.caption(f"{plain(project.name)} · {counted(n_images, 'image')}")
    with middle.popover("New project", width="stretch"):
        new_project("another_project")
    if n_images:
        right.page_link(PAGES / "encode.py", label="Next: encode →", query_params=place().query())


def _has_imports(project: Project) -> bool:
    return any(job.kind == "import" for job in recent_jobs(project.workspace.database, project=project.name))


def _project(project: Project) -> None:
    n_images = next(one.n_images for one in list_projects() if one.name == project.name)
    _head(project, n_images)
    with st.expander("Import images", expanded=not n_images, key=f"import_{project.name}_{bool(n_images)}"):
        import_form(project)
    if _has_imports(project):
        job_list(project.name, ("import",), limit=3, key="images")
    if n_images:
        st.subheader("Health")
        health_view(report(project, n_images))


def _page() -> None:
    st.title("Images")
    try:
        project = open_project()
        if project is None:
            _empty_workspace()
        else:
            _project(project)
    except GrouplineError as error:
        st.error(plain(error))


_page()
