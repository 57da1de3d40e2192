"""The export of a label set: format, splits with a preview, a folder or a download, the manifest."""

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from grouping.errors import GrouplineError
from grouping.exporters.catalogue import FORMATS
from grouping.exporters.writing import LINKS
from grouping.labels import LabelSet
from grouping.project import Project
from ui.label.export_request import (
    ExportRequest,
    allowed_target,
    counts_table,
    exports_folder,
    fractions,
    packed,
    preview,
    safe_name,
    write,
)
from ui.plain import plain
from ui.wording import counted

PREVIEW, DONE = "export-preview", "export-done"
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


def _preview(project: Project, request: ExportRequest, stamp: tuple[object, ...]) -> None:
    """Draw the counts by class and split once they were asked for; they go when anything they rest on changes."""
    if st.button("Preview the splits", disabled=request.splits is None):
        with st.spinner("Dividing the images, near-duplicates together"):
            st.session_state[PREVIEW] = (stamp, preview(project, request))
    kept = st.session_state.get(PREVIEW)
    if kept is None or kept[0] != stamp:
        return
    st.dataframe(counts_table(kept[1]["counts"]), hide_index=True, width="stretch")
    torn = kept[1]["divided_duplicates"]
    if torn:
        st.warning(
            f"{counted(len(torn), 'group')} of near-duplicates lie in two splits, because earlier exports put them "
            "there: figures measured on test will be too good."
        )
    else:
        st.caption("No near-duplicates lie in two splits.")


def _to_folder(project: Project, request: ExportRequest) -> None:
    proposed = exports_folder(project) / safe_name(project.name, request.label_set, request.format)
    text = st.text_input("Folder on the machine that runs Groupline", value=str(proposed))
    overwrite = st.checkbox("Replace an earlier export there", help="Never anything but an export of Groupline.")
    if st.button("Write the export", type="primary"):
        with st.spinner("Writing"):
            manifest = write(project, replace(request, overwrite=overwrite), allowed_target(project, text))
        st.session_state[DONE] = (manifest, text, None)


def _to_download(project: Project, request: ExportRequest) -> None:
    if st.button("Prepare the download", type="primary"):
        with st.spinner("Writing and packing"):
            manifest, data = packed(project, replace(request, links="copy"))
        st.session_state[DONE] = (manifest, "", data)


def _done(project: Project) -> None:
    """Show the manifest of the export that this session made last."""
    if DONE not in st.session_state:
        return
    manifest, folder, data = st.session_state[DONE]
    if manifest["project"] != project.name:
        return
    words = counted(manifest["counts"]["images"], "image")
    with st.container(border=True):
        where = f"written to {plain(folder)}" if folder else "ready"
        st.markdown(f"**{words} of '{plain(manifest['label_set'])}' as {manifest['format']}**, {where}")
        if data is not None:
            name = safe_name(project.name, manifest["label_set"], manifest["format"]) + ".zip"
            st.download_button(f"Download {len(data) / 1e6:,.1f} MB", data, name, "application/zip")
        st.dataframe(_manifest_counts(manifest), hide_index=True, width="stretch")
        for note in manifest["notes"]:
            st.caption(plain(note))
        if manifest["unreadable"]:
            st.warning(f"{counted(len(manifest['unreadable']), 'image')} could not be read and are left out.")
        with st.expander(f"The manifest, without the checksums of its {counted(len(manifest['files']), 'file')}"):
            st.json({key: value for key, value in manifest.items() if key != "files"}, expanded=1)


def _manifest_counts(manifest: dict[str, Any]) -> pd.DataFrame:
    counts = manifest["counts"]
    if counts["splits"]:
        return counts_table(counts["classes_by_split"])
    return pd.DataFrame(list(counts["classes"].items()), columns=["Class", "Images"])


def export_view(project: Project, labels: LabelSet) -> None:
    """Draw the export of a set."""
    if not labels.labels:
        st.info("No image has a label yet, so there is nothing to export. Label some images first.")
        return
    try:
        request = _request(project, labels)
        stamp = (project.id, project.version(), request.label_set, request.version, request.splits, request.seed)
        _preview(project, request, stamp)
        way = st.segmented_control("To", ["A folder", "A download"], default="A folder", required=True)
        if way == "A folder":
            _to_folder(project, request)
        else:
            _to_download(project, request)
    except GrouplineError as error:
        st.error(plain(error))
    _done(project)
