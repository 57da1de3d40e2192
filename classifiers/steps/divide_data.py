"""Divide: the parts of a version, in line with earlier splits of the same set and apart from its gold set."""

from classifiers.data.division import Division, SplitSpec, divide
from classifiers.data.labeled import LabeledData
from classifiers.data.leakage import LeakageReport, leakage, refuse_leaks
from classifiers.errors import UntrainableError
from classifiers.store.gold import gold_images
from grouping.steps.export_labels import SplitPlan
from grouping.store.versions import add_splits, splits
from grouping.store.workspace import Workspace


def divide_data(
    workspace: Workspace, project_id: int, data: LabeledData, spec: SplitSpec
) -> tuple[Division, LeakageReport]:
    """Return the division, kept for later versions as for exports with the same shares, and the leakage check.

    Raises LeakageError where the parts are not apart, UntrainableError where nothing is left to train on.
    """
    plan = SplitPlan(spec.fractions, spec.seed).key
    division = divide(
        data.inputs.sha256s,
        data.class_names,
        data.duplicates,
        gold_images(workspace.database, project_id, data.label_set),
        spec,
        splits(workspace.database, project_id, data.label_set, plan),
    )
    report = leakage(division.parts(), data.duplicates, len(data.unchecked))
    refuse_leaks(report)
    if not division.train:
        raise UntrainableError(
            f"No image of '{data.label_set}' is left to train on: {len(division.gold):,} are gold and "
            f"{len(division.held_back):,} near-copies of gold. Label more images."
        )
    given = {sha: part for part, shas in division.parts().items() if part != "gold" for sha in shas}
    add_splits(workspace.database, project_id, data.label_set, plan, given)
    return division, report
