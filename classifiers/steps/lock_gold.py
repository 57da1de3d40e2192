"""Lock: images of a label set that no model ever learns from, for one final figure each."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from classifiers.errors import GoldError
from classifiers.store.gold import add_gold, gold_images, is_locked
from grouping.exporters.connected import Sets
from grouping.labels import LabelSet
from grouping.steps.decide import decided
from grouping.steps.export_labels import near_duplicate_shas
from grouping.store.images import sha256s_by_id
from grouping.store.workspace import Workspace


def lock_gold(
    workspace: Workspace,
    project_id: int,
    label_set: str,
    user: str,
    *,
    images: Iterable[int] | None = None,
    per_class: int | None = None,
    balanced: bool = False,
    seed: int = 0,
) -> dict[str, int]:
    """Lock labeled images that are not discarded, by id or `per_class` of each class; return class -> number locked.

    `per_class` takes images in an order made by hashing `seed` and SHA-256. `balanced` refuses a list that does not
    hold as many images of each class as of the others. A gold set is locked once: what was measured on it would
    otherwise mean something else afterwards.

    Raises GoldError, and locks nothing, where that cannot be done.
    """
    if (images is None) == (per_class is None):
        raise GoldError("Say which images are gold, or how many of each class: one of the two.")
    _refuse_locked(label_set, len(gold_images(workspace.database, project_id, label_set)))
    copies = Sets.linked(near_duplicate_shas(workspace, project_id)).groups()
    with decided(workspace, project_id) as (session, past):
        labels: LabelSet = past.state.in_work(label_set)
        _refuse_locked(label_set, is_locked(session, project_id, label_set))
        shas = sha256s_by_id(workspace.database, project_id)
        named = {i: label.class_name for i, label in labels.labels.items()}
        chosen = _given(named, images) if images is not None else _drawn(named, shas, per_class or 0, seed)
        _refuse_closed(named, shas, chosen, copies)
        counts = {one.name: 0 for one in labels.classes} | dict(Counter(chosen.values()))
        if balanced and len(set(counts.values())) > 1:
            told = ", ".join(f"{name} {count}" for name, count in counts.items())
            raise GoldError(f"The gold set is to be balanced, but would hold {told}.")
        add_gold(session, project_id, label_set, {shas[i]: name for i, name in chosen.items()}, user)
        return counts


def _refuse_locked(label_set: str, there: int) -> None:
    if there:
        raise GoldError(
            f"The gold set of '{label_set}' is locked already, with {there:,} images; it stays as it is, for what was "
            "measured on it would mean something else. Another gold set needs another label set."
        )


def _refuse_closed(
    named: Mapping[int, str], shas: Mapping[int, str], gold: Mapping[int, str], groups: Iterable[Collection[str]]
) -> None:
    """Raise GoldError where a class would have images beside its gold ones, but near-copies of gold images alone."""
    golden = {shas[i] for i in gold}
    closed = {sha for group in groups if not golden.isdisjoint(group) for sha in group}
    beside: dict[str, list[bool]] = {}
    for i, name in named.items():
        if i not in gold:
            beside.setdefault(name, []).append(shas[i] in closed)
    for name, copies in beside.items():
        if all(copies):
            raise GoldError(
                f"All {len(copies)} images of class '{name}' that are not gold would be near-copies of gold ones, "
                "which no model may learn from: none of the class would be left. Lock other images, or label more."
            )


def _given(named: Mapping[int, str], images: Iterable[int]) -> dict[int, str]:
    wanted = sorted({int(i) for i in images})
    strange = [i for i in wanted if i not in named]
    if strange or not wanted:
        said = (
            f"{len(strange)} of them are not labeled, or discarded, such as image {strange[0]}"
            if strange
            else "none were named"
        )
        raise GoldError(f"Gold images are labeled images of the set: {said}.")
    return {i: named[i] for i in wanted}


def _drawn(named: Mapping[int, str], shas: Mapping[int, str], per_class: int, seed: int) -> dict[int, str]:
    if per_class < 1:
        raise GoldError(f"A gold set has one image of each class at least; got {per_class}.")
    chosen: dict[int, str] = {}
    for name in sorted(set(named.values())):
        members = sorted(
            (i for i, own in named.items() if own == name),
            key=lambda i: hashlib.sha256(f"gold:{seed}:{shas[i]}".encode()).digest(),
        )
        if len(members) <= per_class:
            raise GoldError(
                f"Class '{name}' has {len(members)} images: {per_class} of them as gold would leave none to learn from."
            )
        chosen |= dict.fromkeys(members[:per_class], name)
    return chosen
