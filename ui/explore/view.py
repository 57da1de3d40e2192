"""What the page looks at, read once a run into plain values: the group, its images, their labels."""

import hashlib
from dataclasses import dataclass

import numpy as np

from grouping.labels import LabelSet
from grouping.project import Project
from grouping.tree import Group, Tree
from grouping.types import Ints
from ui.components.gallery.view import NAMED, Codes, ImageList, label_changes, label_codes
from ui.explore.desk import Desk
from ui.explore.pictures import Pictures


@dataclass(frozen=True, slots=True)
class View:
    """A group of a project, as it stands."""

    project: Project
    tree: Tree
    group: Group
    labels: LabelSet
    pictures: Pictures
    rows: Ints
    """(n_images,): where the group's images stand in `pictures`, ascending."""
    images: ImageList
    """As it was sent to the browser, with the labels of that time."""
    codes: Codes
    """(n_images,): the label code of each image now."""
    class_names: list[str]

    @property
    def changed(self) -> list[tuple[int, int]]:
        """(place, label code) of the labels that changed since the list was sent."""
        return label_changes(self.images.codes, self.codes)


def look(project: Project, path: str, label_set: str, desk: Desk) -> View:
    """Read a group; raises UnknownNameError when it is gone."""
    state = project.state()
    group = state.tree.group(path)
    labels = state.label_sets.get(label_set, LabelSet(label_set))
    known = project.picture_columns()
    rows = known.rows(group.image_ids)
    ids = known.ids[rows]
    new = [one.name for one in labels.classes if one.name not in desk.class_names]
    desk.class_names.extend(new)
    codes = label_codes(ids, labels.labels, desk.class_names)
    images = _sent(project, known, rows, codes, desk)
    return View(project, state.tree, group, labels, known, rows, images, codes, list(desk.class_names))


def _sent(project: Project, known: Pictures, rows: Ints, codes: Codes, desk: Desk) -> ImageList:
    """Return the list with the labels it was first sent with, so that the browser is sent it once."""
    ids = known.ids[rows]
    rev = hashlib.sha256("/".join(desk.about).encode() + ids.tobytes()).hexdigest()[:16]
    if desk.sent is None or desk.sent[0] != rev:
        desk.sent = (rev, np.array(codes))
    names = [known.names[row].rpartition("/")[2] for row in rows] if len(rows) <= NAMED else []
    return ImageList(rev, ids, known.digests[rows], names, desk.sent[1])
