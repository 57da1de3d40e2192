"""The truth of gold images in the words of a version: a class that was renamed is the same class."""

from classifiers.steps.renames import renamed
from classifiers.store.gold import gold_images, gold_sets
from grouping.steps.decide import history
from grouping.store.versions import frozen_after
from grouping.store.workspace import Workspace


def gold_truth(workspace: Workspace, project_id: int, label_set: str, version: int) -> dict[str, str]:
    """Return SHA-256 -> class of the locked images, named as a version of the set names its classes; {} without gold.

    The class is the one an image had when it was locked; renames between that and the freezing of the version are
    followed, in whichever order the two were.
    """
    truth = gold_images(workspace.database, project_id, label_set)
    if not truth:
        return {}
    past = history(workspace, project_id)
    locked = past.number_at(gold_sets(workspace.database, project_id)[label_set]["at"])
    frozen = frozen_after(workspace.database, project_id, label_set, version)
    names = renamed(past, label_set, set(truth.values()), locked, frozen)
    return {sha: names[name] or name for sha, name in truth.items()}
