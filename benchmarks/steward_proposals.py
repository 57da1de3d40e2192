"""The simulated steward with a helper: the best head on what is labeled by now proposes classes for the rest.

As soon as two classes hold labels, heads are trained; the one with the highest macro-F1 over inner folds proposes, and
is trained anew when there are ten more labels or a new class, chosen anew when there are twice as many. Of each class
with ten proposals or more above the operating point the steward looks at 20 at random. If at most one is wrong, it is
corrected (one decision) and all others of the class are accepted (one decision). Else nothing is accepted, and of each
true class among the wrong ones one image is labeled by hand (one decision each): mostly classes that the head had no
label of yet. A look that accepts nothing is no decision by itself, for it leaves no event; the number of such looks is
printed, so that they can be counted as one each.

Before each training the steward goes through the groups that `suggest` names, best first, and promotes those whose
images without a label are pure (one decision each), as without a helper; mixed ones wait. They come when nothing is
pure and there is nothing new to train on, together with the proposals: whichever takes the fewest decisions for each
image. Of a group, either the odd images are labeled by hand and the rest promoted, or its wrong proposals are corrected
by hand and the rest accepted; of the open proposals, of one class or of all, the wrong ones are corrected by hand and
the rest accepted. All of these look at each image and leave no error in it. Where none pays, the group that `suggest`
names first is split. A group that was opened and left is no decision, here as without a helper, but is counted and
printed.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from benchmarks.labeled_folders import Truth
from benchmarks.steward_groups import (
    Way,
    begin,
    by_hand,
    is_pure,
    labeled,
    most_frequent,
    odd_images,
    split_group,
)
from classifiers import Project
from classifiers.errors import UntrainableError
from grouping.neighbours.suggest import cleaning_pays

HEADS = ("logistic_regression", "linear_svm", "rbf_svm", "knn")
"""Those that train in seconds and have something to search, so that inner folds judge them."""
FRACTIONS = (0.7, 0.3, 0.0)
"""The operating point needs val images; a helper that is soon trained anew needs no test images."""
LOOK = 20
WRONG = 1
FEW = 10
MORE = 10
"""New labels that are worth a training, which takes a second."""
TWICE = 2.0
PRECISION = 0.99
"""Wished on val. The images that groups label first are the easy ones, so that less is reached on the others."""


@dataclass(slots=True)
class Helper:
    """What the steward's helper is at present, and what came of its proposals."""

    head: str = ""
    model: str = ""
    classes: frozenset[str] = frozenset()
    """Those that held labels when it was trained."""
    trained_at: int = 0
    """Labels by then."""
    chosen_at: int = 0
    proposed: Mapping[int, str] = field(default_factory=dict)
    """Image -> class, of the newest proposals."""
    mixed: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Group -> its images without a label when it was opened and left."""
    left: int = 0
    heads: list[str] = field(default_factory=list)
    trainings: int = 0
    looked: int = 0
    refused: int = 0
    accepted: int = 0

    def sentence(self) -> str:
        """Say what it did."""
        return (
            f"{self.accepted:,} images accepted by class, {self.looked:,} looked at for it, {self.refused} looks "
            f"that accepted nothing (no decisions); {self.left} groups opened and left; {self.trainings} trainings; "
            f"heads: {', '.join(self.heads) or 'none'}"
        )


def follow_proposals(project: Project, truth: Truth, way: Way, helper: Helper) -> None:
    """Label every image: pure groups first, then by proposals, then mixed groups with what is proposed of them."""
    begin(project, way)
    while paths := [one.path for one in project.suggest()]:
        labels = class_counts(project)
        if promote_pure(project, paths, truth, helper):
            continue
        if is_due(helper, labels):
            retrain(project, helper, labels)
            review(project, truth, helper, way.seed)
        else:
            open_mixed(project, paths, truth, way, helper)
    by_hand(project, set(truth) - labeled(project), truth)  # images that a partition left out


def promote_pure(project: Project, paths: Sequence[str], truth: Truth, helper: Helper) -> bool:
    """Promote the first group that is pure among its images without a label; False where none is."""
    done = labeled(project)
    for path in paths:
        members = unlabeled_of(project, path, done)
        if helper.mixed.get(path) == members:
            continue
        if is_pure(members, odd_images(members, truth)):
            project.promote(members, most_frequent(members, truth))
            return True
        helper.mixed[path] = members
        helper.left += 1
    return False


def unlabeled_of(project: Project, path: str, done: Collection[int]) -> tuple[int, ...]:
    return tuple(i for i in project.group(path).image_ids if i not in done)


def class_counts(project: Project) -> Counter[str]:
    return Counter(label.class_name for one in project.label_sets() for label in one.labels.values())


def is_due(helper: Helper, labels: Mapping[str, int]) -> bool:
    """Whether a training would tell the steward something new."""
    if len(labels) < 2:
        return False
    return sum(labels.values()) >= helper.trained_at + MORE or set(labels) != helper.classes


def retrain(project: Project, helper: Helper, labels: Mapping[str, int]) -> None:
    """Train the head, or all of them where it is to be chosen anew, and predict; no proposals where none can be."""
    total = sum(labels.values())
    anew = total >= TWICE * helper.chosen_at
    helper.trained_at, helper.classes, helper.proposed = total, frozenset(labels), {}
    try:
        scores = {name: _trained(project, name) for name in (HEADS if anew else (helper.head,))}
    except UntrainableError:
        return  # labels that are too few or too much alike are no helper; more come
    helper.head = max(scores, key=lambda name: scores[name][0])
    helper.model = scores[helper.head][1]
    helper.trainings += len(scores)
    if anew:
        helper.chosen_at = total
        helper.heads.append(f"{helper.head} at {total}")
    project.predict(helper.model)
    table = project.proposals()
    helper.proposed = dict(zip(table["id"].astype(int), table["class"], strict=True))


def _trained(project: Project, head: str) -> tuple[float, str]:
    """Return (macro-F1 over inner folds, -1 where there were none, and the model's key)."""
    model = project.train(head, fractions=FRACTIONS, precision=PRECISION)
    score = project.model_card(model.key)["details"]["inner_macro_f1"]
    return (-1.0 if score is None else float(score)), model.key


def review(project: Project, truth: Truth, helper: Helper, seed: int) -> None:
    """Look at each class's proposals above the operating point."""
    if not helper.proposed:
        return
    table = project.proposals()
    known_and_open = table[table["known"] & (table["state"] == "open")]
    for name, rows in known_and_open.groupby("class", sort=True):
        if len(rows) >= FEW:
            _look(project, truth, helper, str(name), rows, seed)


def _look(project: Project, truth: Truth, helper: Helper, name: str, rows: pd.DataFrame, seed: int) -> None:
    ids = np.sort(rows["id"].to_numpy(np.int64))
    seen = np.random.default_rng([seed, project.version()]).choice(ids, min(LOOK, len(ids)), replace=False)
    wrong = [int(i) for i in seen if truth[int(i)] != name]
    helper.looked += len(seen)
    if len(wrong) > WRONG:
        helper.refused += 1
        by_hand(project, {truth[i]: i for i in wrong}.values(), truth)
        return
    by_hand(project, wrong, truth)
    helper.accepted += sum(project.accept(class_name=name).classes.values())


def open_mixed(project: Project, paths: Sequence[str], truth: Truth, way: Way, helper: Helper) -> None:
    """Label the group, or what is proposed, that takes the fewest decisions for each image, or split the first."""
    done = labeled(project)
    groups = [_mixed(unlabeled_of(project, path, done), truth, helper) for path in paths]
    cheapest = min([*groups, *_proposed(project, truth, helper)], key=_price)
    if not cleaning_pays(len(cheapest.by_hand), len(cheapest.members)):
        split_group(project, paths[0], way)
        return
    by_hand(project, cheapest.by_hand, truth)
    rest = _without(cheapest.members, cheapest.by_hand)
    if cheapest.as_proposed:
        project.accept(images=rest)
    else:
        project.promote(rest, most_frequent(rest, truth))


@dataclass(frozen=True, slots=True)
class Mixed:
    """Images without a label, those of them that would be labeled by hand, and what becomes of the rest."""

    members: tuple[int, ...]
    by_hand: tuple[int, ...]
    as_proposed: bool


def _mixed(members: tuple[int, ...], truth: Truth, helper: Helper) -> Mixed:
    odd = odd_images(members, truth)
    wrong = [i for i in members if helper.proposed.get(i) != truth[i]]
    fewest = min(wrong, odd, key=len) if len(wrong) < len(members) else odd
    return Mixed(members, tuple(fewest), fewest is wrong)


def _proposed(project: Project, truth: Truth, helper: Helper) -> list[Mixed]:
    """Return what is still proposed, of each class and of all together."""
    if not helper.proposed:
        return []
    table = project.proposals()
    open_ones = table[table["state"] == "open"]
    parts = [open_ones, *(rows for _, rows in open_ones.groupby("class", sort=True))]
    sets = [tuple(sorted(int(i) for i in rows["id"])) for rows in parts if len(rows) >= FEW]
    return [Mixed(one, tuple(i for i in one if truth[i] != helper.proposed[i]), as_proposed=True) for one in sets]


def _price(one: Mixed) -> float:
    """Return decisions for each image."""
    return (1 + len(one.by_hand)) / len(one.members)


def _without(members: Collection[int], some: Collection[int]) -> list[int]:
    return sorted(set(members) - set(some))
