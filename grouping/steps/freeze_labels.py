"""Freeze: an immutable, numbered version of a label set; and what lies between two of them."""

from grouping.edits import State
from grouping.history import FREEZE
from grouping.labels import LabelSet
from grouping.steps.decide import decided
from grouping.steps.edit_groups import counted
from grouping.store.decisions import add_event
from grouping.store.images import sha256s_by_id
from grouping.store.versions import add_version, version_content, versions
from grouping.store.workspace import Workspace
from grouping.versions import Content, Difference, FrozenLabel, Version, difference


def content_of(workspace: Workspace, project_id: int, labels: LabelSet) -> Content:
    """Return what a version of a label set would hold now."""
    shas = sha256s_by_id(workspace.database, project_id)
    frozen = (
        FrozenLabel(image_id, shas[image_id], label.class_name, label.event, label.confidence)
        for image_id, label in sorted(labels.labels.items())
    )
    return Content(labels.classes, tuple(frozen))


def freeze(workspace: Workspace, project_id: int, label_set: str, user: str) -> Version:
    """Keep a label set as it is now, without discarded images; returns the newest version where nothing changed since.

    Raises UnknownNameError when there is no such label set.
    """
    with decided(workspace, project_id) as (session, past):
        state: State = past.state
        content = content_of(workspace, project_id, state.in_work(label_set))
        there = versions(session, project_id, label_set)
        if there and there[-1].content_hash == content.hash:
            return there[-1]
        number, event_number = len(there) + 1, past.number + 1
        made = add_version(session, project_id, label_set, number, content, event_number, user)
        left_out = len(state.label_set(label_set).labels) - made.n_images
        but = f", {left_out:,} discarded left out" if left_out else ""
        sentence = f"froze '{label_set}' as version {number} ({counted(made.n_images)}{but}, {made.content_hash[:12]})"
        payload = {"label_set": label_set, "version": number, "content_hash": content.hash, "sentence": sentence}
        add_event(session, project_id, event_number, FREEZE, payload, user)
        return made


def diff(workspace: Workspace, project_id: int, label_set: str, a: int, b: int) -> Difference:
    """Compare two versions of a label set; raises UnknownNameError when one is not there."""
    first = version_content(workspace.database, project_id, label_set, a)[1]
    return difference(first, version_content(workspace.database, project_id, label_set, b)[1])
