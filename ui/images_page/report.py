"""The health report of a project as the page shows it, read once for as long as no import changes it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pandas as pd
import streamlit as st

from grouping.project import Project
from grouping.store.images import imports
from grouping.store.pictures import PictureColumns
from ui.images_page.gallery import Tile
from ui.images_page.histograms import Histogram, histogram

FIGURES = (
    ("brightness", "Brightness", "mean grey, 0 to 1", ("dark", "bright", "black", "blown out"), False),
    ("contrast", "Contrast", "standard deviation", ("low contrast", "high contrast", "constant"), False),
    ("sharpness", "Sharpness", "logarithmic", ("blurred",), True),
)
"""Column, title, note below the chart, the flags that are about it, and whether its axis is logarithmic."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the library reports of a project, and what its pictures need to be shown."""

    project: str
    health: dict[str, Any]
    figures: pd.DataFrame
    """One row an image: id and the figures."""
    pictures: PictureColumns
    flags: dict[int, tuple[str, ...]]
    """Image id -> what is odd about it; the others are left out."""

    @property
    def aspect(self) -> float:
        """Width over height of the typical image."""
        return self.pictures.aspect(np.arange(len(self.pictures.ids)))

    @property
    def flag_counts(self) -> dict[str, int]:
        """Flag -> images, the commonest first."""
        counts: dict[str, int] = self.health["summary"]["flags"]
        return counts


def read_report(project: Project) -> Report:
    """Read the report and the images."""
    health = project.health()
    flags = {row["id"]: tuple(row["flags"]) for row in health["flagged"]}
    return Report(project.name, health, project.health_figures(), project.picture_columns(), flags)


@st.cache_resource(max_entries=4, show_spinner="Reading the figures of the images …")
def _kept(_project: Project, home: str, name: str, mark: str) -> Report:
    return read_report(_project)


def report(project: Project, n_images: int) -> Report:
    """Return the report, from memory where no import has begun or ended since."""
    done = [(one["started_at"], one["finished_at"]) for one in imports(project.workspace.database, project.id)[:1]]
    return _kept(project, str(project.workspace.home), project.name, f"{n_images} {done}")


def figures(report: Report) -> list[Histogram]:
    """Return one histogram a figure, with the images that stand out by it marked."""
    return [
        histogram(title, note, report.figures[column].to_numpy(), _marked(report, flags), log=log)
        for column, title, note, flags, log in FIGURES
    ]


def _marked(report: Report, flags: tuple[str, ...]) -> list[bool]:
    marked = [image for image, own in report.flags.items() if not set(own).isdisjoint(flags)]
    return [bool(one) for one in report.figures["id"].isin(marked)]


def flagged_tiles(report: Report, flag: str | None) -> list[Tile]:
    """Return the images that carry a flag, or any flag at all, those with several first."""
    fitting = [(image, own) for image, own in report.flags.items() if flag is None or flag in own]
    fitting.sort(key=lambda one: -len(one[1]))
    rows = report.pictures.rows(image for image, _ in fitting)
    return [
        Tile(
            report.pictures.checksum(row),
            report.pictures.names[row],
            ", ".join(own),
            f"/image?{urlencode({'project': report.project, 'image': image})}",
        )
        for row, (image, own) in zip(rows.tolist(), fitting, strict=True)
    ]


def duplicate_table(report: Report) -> pd.DataFrame:
    """Return one row a place of an image that lies in several: the image's number, how many copies, and the place."""
    rows = [
        {"image": int(image), "copies": len(places), "place": place}
        for image, places in report.health["duplicates"].items()
        for place in places
    ]
    return pd.DataFrame(rows, columns=["image", "copies", "place"])


def problem_table(report: Report) -> pd.DataFrame:
    """Return one row a file that was not taken: kind, place, reason; the broken ones first."""
    table = pd.DataFrame(report.health["problems"], columns=["kind", "place", "reason"])
    order = table["kind"].map({"rejected": 0, "skipped": 1, "ignored": 2})
    return table.iloc[order.argsort(kind="stable")].reset_index(drop=True)
