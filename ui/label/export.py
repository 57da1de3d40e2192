"""The export of a label set: format, splits with a preview, a folder or a download, the manifest."""

from dataclasses import replace
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from grouping.errors import GrouplineError
from grouping.exporters.catalogue import FORMATS
from grouping.exporters.writing import LINKS
from grouping.jobs.records import Job, recent_jobs
from grouping.labels import LabelSet
from grouping.project import Project
from ui.components.job_list import job_list
from ui.exports import export_url, packed_file
from ui.label.export_request import (
    ExportRequest,
    allowed_target,
    counts_table,
    exports_folder,
    fractions,
    newest,
    preview_arguments,
    safe_name,
    to_download,
    to_folder,
)
from ui.person import allowed
from ui.plain import plain
from ui.wording import ago, counted

WAYS = ("A folder", "A download")
KINDS = ("export", "preview-export")
LINK = (
    "display:inline-block;padding:6px 14px;font-size:.94em;border-radius:8px;"
    "text-decoration:none;background:#2c5f8a;color:#fff"
)
LINK_WORDS = {"copy": "as copies", "hard": "as hard links", "symbolic": "as symbolic links"}


def _version_title(version: int | None) -> str:
    return "as it is now" if version is None else f"version {version}"


def _what(project: Project, labels: LabelSet) -> tuple[str, int | None]:
    left, right = st.columns([3, 2])
    versions: list[int | None] = [None, *(one.number for one in reversed(project.versions(labels.name)))]
    format_ = left.selectbox("Format", list(FORMATS), index=2, format_func=lambda name: f"{name}: {FORMATS[name].note}")
    return format_, right.selectbox(f"What of '{plain(labels.name)}'", versions, format_func=_version_title)


def _splits() -> tuple[tuple[float, float, float] | None, int]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.checkbox("Divide into splits", value=True, help="Near-duplicates stay together, and an image keeps "
                             "its split in every later export with the same shares and seed.")  # fmt: skip
        shares = [
            st.number_input(f"{name} %", 0, 100, usual, disabled=not wanted, width=92)
            for name, usual in (("train", 70), ("val", 20), ("test", 10))
        ]
        seed = st.number_input("Seed", 0, 2**31, 0, disabled=not wanted, width=92)
    return (fractions([int(share) for share in shares]) if wanted else None), int(seed)


def _request(project: Project, labels: LabelSet) -> ExportRequest:
    format_, version = _what(project, labels)
    splits, seed = _splits()
    left, right = st.columns([3, 2])
    licence = left.text_input("Licence of the images", placeholder="for the manifest, optional")
    links = "copy"
    if FORMATS[format_].has_images:
        links = right.selectbox("Images", LINKS, format_func=lambda link: LINK_WORDS.get(link, link))
    return ExportRequest(labels.name, format_, version, splits, seed, licence.strip(), links)


def _preview(project: Project, request: ExportRequest, jobs: list[Job]) -> None:
    """Draw the counts by class and split once they were asked for; they go when anything they rest on changes."""
    arguments = preview_arguments(project, request)
    kept = newest(jobs, "preview-export", **arguments)
    if st.button("Preview the splits", disabled=request.splits is None or bool(kept and kept.active)):
        project.submit("preview-export", **arguments)
        st.rerun()
    if kept is None or kept.state != "done" or not kept.result:
        return
    st.dataframe(counts_table(kept.result["counts"]), hide_index=True, width="stretch")
    torn = int(kept.result["divided_duplicates"])
    if torn:
        st.warning(
            f"{counted(torn, 'group')} of near-duplicates lie in two splits, because earlier exports put them "
            "there: figures measured on test will be too good."
        )
    else:
        st.caption("No near-duplicates lie in two splits.")


def _to_folder(project: Project, request: ExportRequest) -> None:
    proposed = exports_folder(project) / safe_name(project.name, request.label_set, request.format)
    text = st.text_input("Folder on the machine that runs Groupline", value=str(proposed))
    overwrite = st.checkbox("Replace an earlier export there", help="Never anything but an export of Groupline.")
    if st.button("Write the export", type="primary", **allowed("export to a folder")):
        wanted = replace(request, overwrite=overwrite)
        project.submit("export", **to_folder(project, wanted, allowed_target(project, text)))
        st.rerun()


def _to_download(project: Project, request: ExportRequest) -> None:
    st.caption("It is packed as a zip, which waits here for a week.")
    if st.button("Prepare the download", type="primary"):
        project.submit("export", **to_download(project, request))
        st.rerun()


def _done(project: Project, job: Job) -> None:
    """Show what the newest export of the set made."""
    manifest = job.result or {}
    words = counted(manifest["counts"]["images"], "image")
    with st.container(border=True):
        where = "packed as a zip" if "zip" in manifest else f"written to {plain(job.arguments['to'])}"
        when = ago(job.finished_at) if job.finished_at else ""
        st.markdown(f"**{words} of '{plain(manifest['label_set'])}' as {manifest['format']}**, {where} {when}")
        if "zip" in manifest:
            _download_link(project, job)
        st.dataframe(_manifest_counts(manifest), hide_index=True, width="stretch")
        for note in manifest["notes"]:
            st.caption(plain(note))
        if manifest["unreadable"]:
            st.warning(f"{counted(len(manifest['unreadable']), 'image')} could not be read and are left out.")
        with st.expander(f"The manifest, without the checksums of its {counted(manifest['n_files'], 'file')}"):
            st.json({key: value for key, value in manifest.items() if key not in ("zip", "bytes")}, expanded=1)


def _download_link(project: Project, job: Job) -> None:
    if packed_file(project.workspace, job) is None:
        st.caption("The zip is gone, for it waited for a week: prepare it again.")
        return
    manifest = job.result or {}
    st.html(
        f'<a href="{export_url(job.id)}" download style="{LINK}">'
        f"Download {escape(manifest['zip'])}, {manifest['bytes'] / 1e6:,.1f} MB</a>"
    )


def _manifest_counts(manifest: dict[str, Any]) -> pd.DataFrame:
    counts = manifest["counts"]
    if counts["splits"]:
        return counts_table(counts["classes_by_split"])
    return pd.DataFrame(list(counts["classes"].items()), columns=["Class", "Images"])


def export_view(project: Project, labels: LabelSet) -> None:
    """Draw the export of a set."""
    if not labels.clear(project.discarded()).labels:
        st.info("No image has a label yet, so there is nothing to export. Label some images first.")
        return
    jobs = recent_jobs(project.workspace.database, limit=200, project=project.name)
    try:
        request = _request(project, labels)
        _preview(project, request, jobs)
        way = st.segmented_control("To", WAYS, default=WAYS[0], required=True, key="export_way")
        if way == WAYS[0]:
            _to_folder(project, request)
        else:
            _to_download(project, request)
    except GrouplineError as error:
        st.error(plain(error))
    own = [job for job in jobs if job.kind in KINDS]
    if own and (own[0].state != "done" or any(job.active for job in own)):
        job_list(project.name, KINDS, limit=2, key="export")
    done = newest([job for job in jobs if job.state == "done"], "export", label_set=labels.name)
    if done is not None:
        _done(project, done)
