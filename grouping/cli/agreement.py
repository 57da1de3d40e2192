"""`agreement`: how far the people who labeled in one set agree."""

import math

from grouping.cli.options import Home, Json, LabelSetName, ProjectName
from grouping.cli.output import emit_json, say, show_table
from grouping.project import Project
from grouping.project.labels import DEFAULT_SET

COLUMNS = ("people", "both labeled", "agreed", "share", "kappa", "differ")


def agreement(
    project: ProjectName, label_set: LabelSetName = DEFAULT_SET, home: Home = None, json: Json = False
) -> None:
    """Tell for each two people how many images both labeled, and how far they agree."""
    found = Project.open(project, home).agreement(label_set)
    if json:
        emit_json({"project": project, "label_set": label_set, "agreement": [one.summary() for one in found]})
    elif not found:
        say(f"No image of '{label_set}' was labeled by two people.")
    else:
        show_table(
            COLUMNS,
            [
                (
                    " and ".join(one.people),
                    one.n_both,
                    one.n_agreed,
                    f"{one.share:.3f}",
                    "" if math.isnan(one.kappa) else f"{one.kappa:.3f}",
                    len(one.differing),
                )
                for one in found
            ],
        )
