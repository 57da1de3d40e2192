"""The ablation: what each part of a recognition does for it, as a table that the worker measures once."""

from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from classifiers.project import Project
from classifiers.store.prompts import PromptVersion
from classifiers.zero_shot.ablation import Variant
from classifiers.zero_shot.recognise import NotPreparedError
from grouping.embed.texts import TextNotEmbeddedError
from grouping.errors import GrouplineError
from ui.awaiting import ask_for
from ui.person import not_allowed
from ui.plain import plain
from ui.zero_shot.live import CHANGED, measuring
from ui.zero_shot.telling import Telling
from ui.zero_shot.waiting import Wanted, wait_for

CERTAIN = 0.05
MEANINGS: Mapping[str, str] = {
    "as it is": "The recognition as it is set at the head of this page.",
    "prompts one": "The first description of each class alone. Costs nothing.",
    "prompts many": "All descriptions of each class. Costs nothing.",
    "templates off": "The descriptions as they are, in no template. Costs nothing.",
    "templates on": "Each description in each template. Costs a moment of reading.",
    "context on": "Tiles of each image beside the whole. Costs one more encoding, of 4 to 16 views an image.",
    "context off": "The whole images alone.",
    "cache on": "The nearest labeled images have a say. Trains nothing; slower with many labeled images.",
    "cache off": "Without the say of the nearest labeled images.",
    "adapter on": "A projection trained on the labeled images. Costs a training after each change; other classes lose.",
    "adapter off": "Without the trained projection.",
    "3 prototypes a class": "Several looks a class, by K-Means. Costs some seconds after each change.",
    "1 prototype a class": "The mean of a class's images alone.",
    "without images": "Prompts alone. Costs no labeled image.",
    "without prompts": "Labeled images alone. Costs no prompts, and works with every encoder.",
    "centring on": "The mean of all images taken away. Costs nothing.",
    "centring off": "The mean of all images left in.",
}


def parts(project: Project, telling: Telling, version: PromptVersion, label_set: str) -> None:
    """Draw the table where it is there; else the button that has it measured, and how that goes."""
    st.subheader("What each part does")
    wanted = Wanted("ablate", measuring(telling, version, label_set), "Measuring each part", CHANGED)
    try:
        rows = project.ablation(
            label_set,
            telling.spec(),
            library=version.name,
            version=version.number or None,
            encoder=telling.encoder,
            train=False,
        )
    except (NotPreparedError, TextNotEmbeddedError):
        _offer(project, wanted)
        return
    except GrouplineError as error:
        st.error(plain(error, 400))
        return
    _table(rows)


def _offer(project: Project, wanted: Wanted) -> None:
    job = wanted.job(project)
    if job is not None and job.state != "done":
        wait_for(project, wanted)
        return
    reason = not_allowed("run jobs")
    st.caption(
        "Each part is switched off in turn, or on where it is off, and measured on the same labeled images, which tell "
        "no class while they judge. In the background; seconds for hundreds of images, minutes for tens of thousands."
    )
    st.button(
        "Measure each part",
        key="zs-ablate",
        type="primary",
        disabled=bool(reason),
        help=reason or None,
        on_click=partial(ask_for, project, wanted.kind, wanted.arguments),
    )


def part_table(rows: Sequence[Variant]) -> pd.DataFrame:
    """Return a row a part: what it is, top-1 with its interval, macro-F1, what it fixes and breaks, what it means."""
    return pd.DataFrame(
        {
            "Part": [one.name[:1].upper() + one.name[1:] for one in rows],
            "Top-1": [None if one.top1 is None else 100 * one.top1 for one in rows],
            "95 %": [interval(one) for one in rows],
            "Macro-F1": [one.macro_f1 for one in rows],
            "Fixes": [one.fixed for one in rows],
            "Breaks": [one.broken for one in rows],
            "Certain": [certainty(one) for one in rows],
            "Took": [one.seconds for one in rows],
            "What it is, and costs": [one.why_not or MEANINGS.get(one.name, "") for one in rows],
        }
    ).astype({"Fixes": "Int64", "Breaks": "Int64"})


def interval(one: Variant) -> str:
    """Return the 95 % interval of top-1 in words; '' where there is none."""
    return "" if one.low is None or one.high is None else f"{100 * one.low:.1f} to {100 * one.high:.1f}"


def certainty(one: Variant) -> str:
    """Return in words whether the change is more than chance; '' for the recognition as it is."""
    if one.p_value is None or one.name == "as it is":
        return ""
    return f"yes, p {one.p_value:.2g}" if one.p_value < CERTAIN else f"no, p {one.p_value:.2f}"


def _table(rows: Sequence[Variant]) -> None:
    st.html(f'<div data-parts="{len(rows)}" hidden></div>')
    st.dataframe(
        part_table(rows),
        hide_index=True,
        height=38 + 35 * len(rows),
        column_config={
            "Top-1": st.column_config.NumberColumn(format="%.1f %%"),
            "Macro-F1": st.column_config.NumberColumn(format="%.3f"),
            "Fixes": st.column_config.NumberColumn(help="Images that are right with this change and wrong as it is"),
            "Breaks": st.column_config.NumberColumn(help="Images that are wrong with this change and right as it is"),
            "Certain": st.column_config.TextColumn(
                help="Exact McNemar test on the same images, for one look; of ten changes that do nothing, one in two "
                "tables has one with p below 0.05"
            ),
            "Took": st.column_config.NumberColumn(format="%.1f s", help="To measure, encoding apart"),
            "What it is, and costs": st.column_config.TextColumn(width="large"),
        },
    )
    n, unlike = rows[0].images or 0, [one for one in rows if one.images not in (None, rows[0].images)]
    said = " Where a row has other images, fixes and breaks are of those that both have." if unlike else ""
    st.caption(f"Measured on {n:,} labeled images.{said} Switch parts on at the head of the page, under Refine.")
