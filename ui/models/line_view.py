"""A network for the line: its ONNX and 8-bit files, with what they cost in accuracy and gain in speed."""

from functools import partial

import pandas as pd
import streamlit as st

from classifiers.deploy.report import Deployment
from classifiers.project import Project
from ui.modelling import Shown
from ui.models.measuring import ask, measuring
from ui.person import not_allowed
from ui.plain import plain
from ui.wording import counted

TITLES = {"eager": "PyTorch", "onnx": "ONNX", "int8": "ONNX, 8 bits"}
HEAD = (
    "A head looks at embeddings, not at pixels, so there is no file of it for the line: it predicts here, where its "
    "encoder runs. Fine-tuned networks, ensembles and Siamese networks can be written as ONNX."
)


def form_table(report: Deployment) -> pd.DataFrame:
    """Return one row a form: accuracy, its change against PyTorch, macro-F1, time, how many times as fast, size."""
    return pd.DataFrame(
        {
            "Form": [TITLES[one.name] for one in report.forms],
            "Accuracy": [one.accuracy for one in report.forms],
            "Change": [report.accuracy_change(one.name) for one in report.forms],
            "Macro-F1": [one.macro_f1 for one in report.forms],
            "ms an image": [one.latency_ms for one in report.forms],
            "Times as fast": [report.speedup(one.name) for one in report.forms],
            "Size": [one.megabytes for one in report.forms],
        }
    )


COLUMNS = {
    "Accuracy": st.column_config.NumberColumn(format="percent"),
    "Change": st.column_config.NumberColumn(format="%+.4f", help="Of accuracy, against PyTorch on the same images."),
    "Macro-F1": st.column_config.NumberColumn(format="%.3f"),
    "ms an image": st.column_config.NumberColumn(format="%.2f", help="Median on one core, the forms in turns."),
    "Times as fast": st.column_config.NumberColumn(format="%.2f", help="As PyTorch; more is better."),
    "Size": st.column_config.NumberColumn(format="%.1f MB"),
}


def line_view(project: Project, one: Shown) -> None:
    """Draw what was written and measured, or the button that writes it."""
    if one.model.recipe == "head":
        st.info(HEAD)
        return
    folder, report = project.deployment(one.model.key)
    measuring(project, one.model.key)
    if report is None:
        _ask(project, one)
        return
    st.dataframe(
        form_table(report), hide_index=True, width="stretch", column_config=COLUMNS, alt="Forms of the network"
    )
    st.caption(
        f"Judged on {counted(report.n_judged, 'test image')}; 8 bits calibrated on "
        f"{counted(report.n_calibration, 'training image')}, each as it is, underexposed and overexposed."
    )
    st.markdown("**Files**")
    st.code(str(folder), language=None)
    st.caption(plain("network.onnx and network.int8.onnx take pixels (n, 3, side, side), RGB from 0 to 255."))


def _ask(project: Project, one: Shown) -> None:
    if not one.test:
        st.info("Its other forms are measured on test images, and this model has none: train with a share for test.")
        return
    reason = not_allowed("run jobs")
    st.caption("Writes the network as ONNX and in 8 bits, and measures both against the network itself on test images.")
    st.button(
        "Write ONNX and 8 bits",
        key="deploy",
        disabled=bool(reason),
        help=reason or "The worker does it once; the files are kept with the model. A minute or two on a processor.",
        on_click=partial(ask, project, one.model.key, kind="deploy"),
    )
