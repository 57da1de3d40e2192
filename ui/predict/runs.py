"""Which prediction is reviewed: the newest, or the one that the address names."""

from collections.abc import Sequence

import streamlit as st

from classifiers.store.proposals import ProposalRun
from ui.wording import ago, counted

RUN = "predict-run"


def title_of(run: ProposalRun) -> str:
    """Return a prediction for lists: its model, how much it named, when."""
    named, n = int(run.summary["known"]), int(run.summary["n"])
    return f"{run.spec['title']} {str(run.spec['model'])[:8]} · {named:,} of {n:,} named · {ago(run.at)}"


def left_out(run: ProposalRun) -> str:
    """Return in words which images the prediction could not look at; '' where there were none."""
    reasons = run.summary.get("left_out", {})
    if not reasons:
        return ""
    return "Not looked at: " + "; ".join(f"{counted(count, 'image')} {reason}" for reason, count in reasons.items())


def _take() -> None:
    st.query_params["run"] = st.session_state[RUN]


def choose_run(runs: Sequence[ProposalRun]) -> ProposalRun:
    """Draw the choice where there are several, and return the one that is reviewed."""
    by_key = {run.key[:12]: run for run in runs}
    wanted = st.query_params.get("run", "")
    found = wanted if wanted in by_key else next(iter(by_key))
    st.session_state[RUN] = found
    if len(runs) > 1:
        st.selectbox("Proposals", list(by_key), key=RUN, on_change=_take, format_func=lambda key: title_of(by_key[key]))
    return by_key[found]
