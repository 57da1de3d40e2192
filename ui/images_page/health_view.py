"""The health report, drawn: what the images are, which stand out, which lie twice, which could not be taken."""

from collections.abc import Callable

import streamlit as st

from ui.images_page.counts import counts_html
from ui.images_page.gallery import gallery_html
from ui.images_page.histograms import histograms_html
from ui.images_page.report import Report, duplicate_table, figures, flagged_tiles, problem_table
from ui.plain import plain
from ui.wording import counted

_PART = "health_part"
PAGE = 60
"""Images on one page of the gallery."""


def health_view(report: Report) -> None:
    """Draw the part of the report that the address names."""
    counts = {
        "Overview": None,
        "Flagged": len(report.health["flagged"]),
        "Duplicates": len(report.health["duplicates"]),
        "Not taken": len(report.health["problems"]),
    }
    parts: dict[str, Callable[[Report], None]] = dict(
        zip(counts, (_overview, _flagged, _duplicates, _problems), strict=True)
    )
    named = st.query_params.get("part", "")
    st.session_state[_PART] = named if named in counts else "Overview"
    chosen = st.segmented_control(
        "Health report",
        list(counts),
        required=True,
        format_func=lambda name: name if counts[name] is None else f"{name} · {counts[name]:,}",
        label_visibility="collapsed",
        key=_PART,
        on_change=_take_part,
    )
    parts[chosen or "Overview"](report)


def _take_part() -> None:
    st.query_params["part"] = st.session_state[_PART]


def _overview(report: Report) -> None:
    st.html(histograms_html(figures(report)))
    st.caption("Amber: images that stand out among the others. Hover a bar for its counts.")
    summary = report.health["summary"]
    lists = {
        "Near-labels": report.health["near_labels"] if set(report.health["near_labels"]) != {""} else {},
        "Sizes in pixels": {size.replace("x", " × "): count for size, count in summary["sizes"].items()},
        "Modes": summary["modes"],
        "Formats": summary["formats"],
    }
    st.html(counts_html(lists))
    if report.health["noted"]:
        with st.expander(f"{counted(len(report.health['noted']), 'image')} taken with a remark"):
            rows = [{"place": row["place"], "remark": ", ".join(row["notes"])} for row in report.health["noted"]]
            st.dataframe(rows, hide_index=True)


def _flagged(report: Report) -> None:
    if not report.flag_counts:
        st.success("No image stands out.")
        return
    flags = report.flag_counts
    flag = st.pills("Flag", list(flags), format_func=lambda name: f"{name} · {flags[name]:,}", key="health_flag")
    tiles = flagged_tiles(report, flag)
    page = 1
    if len(tiles) > PAGE:
        page = st.pagination(-(-len(tiles) // PAGE), key=f"health_page_{flag}")
    st.html(gallery_html(tiles[(page - 1) * PAGE : page * PAGE], report.aspect))


def _duplicates(report: Report) -> None:
    table = duplicate_table(report)
    if table.empty:
        st.success("No image lies twice.")
        return
    n_images = table["image"].nunique()
    st.caption(
        f"{counted(n_images, 'image')} in {counted(len(table), 'place')}; each counts once in groups and labels."
    )
    st.dataframe(table, hide_index=True)
    _download("Download duplicates (CSV)", table.to_csv(index=False), "duplicates.csv")


def _problems(report: Report) -> None:
    table = problem_table(report)
    if table.empty:
        st.success("Every file was taken.")
    else:
        st.caption("rejected: broken images · skipped: not opened · ignored: no images")
        st.dataframe(table, hide_index=True)
        _download("Download the list (CSV)", table.to_csv(index=False), "not_taken.csv")
    for source in report.health["unfinished_imports"]:
        st.warning(
            f"The import of {plain(source)} was interrupted; import it again, and only what is missing is taken."
        )


def _download(label: str, text: str, name: str) -> None:
    st.download_button(label, text.encode("utf-8-sig"), name, "text/csv", on_click="ignore")
