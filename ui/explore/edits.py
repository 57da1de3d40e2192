"""What can be done with a selection and with a group; each edit is made on what the session had seen."""

import streamlit as st

from grouping.project import Project
from grouping.tree import ROOT, within
from ui.explore.desk import PART, SELECTED, desk
from ui.explore.view import View
from ui.place import place
from ui.wording import counted


def label_selection(project: Project, image_ids: tuple[int, ...], class_name: str, label_set: str) -> None:
    """Give images a class, whatever they had before."""
    told = f"Labeled {counted(len(image_ids), 'image')} as {class_name}"
    desk().edit(lambda base: project.relabel(image_ids, class_name, label_set, base=base).number, told)


def unlabel_selection(project: Project, image_ids: tuple[int, ...], label_set: str) -> None:
    """Take the label off images."""
    told = f"Took the label off {counted(len(image_ids), 'image')}"
    desk().edit(lambda base: project.unlabel(image_ids, label_set, base=base), told)


def move_selection(project: Project, image_ids: tuple[int, ...], to: str) -> None:
    """Put images into a group."""
    if desk().edit(lambda base: project.move(image_ids, to, base=base), f"Moved {counted(len(image_ids), 'image')}"):
        desk().drop_selection()


def discard_selection(project: Project, image_ids: tuple[int, ...]) -> None:
    """Take images out of the work."""
    told = f"Discarded {counted(len(image_ids), 'image')}"
    if desk().edit(lambda base: project.discard(image_ids, base=base), told):
        desk().drop_selection()


def promote_group(project: Project, path: str, class_name: str, label_set: str, overwrite: bool) -> None:
    """Give all images of a group a class."""
    desk().edit(
        lambda base: project.promote(path, class_name, label_set, overwrite=overwrite, base=base).number,
        f"Promoted the group to {class_name}",
    )


def rename_group(project: Project, path: str, name: str) -> None:
    """Give a group a name."""
    desk().edit(lambda base: project.rename(path, name, base=base), f"Renamed the group to {name or path}")


def merge_groups(project: Project, paths: list[str], name: str) -> None:
    """Join groups into one and go there."""
    made: list[str] = []

    def merge(base: int) -> int:
        made.append(project.merge(paths, name, base=base).path)
        return project.version()

    if desk().edit(merge, f"Merged {counted(len(paths), 'group')}"):
        go_to(made[0])


def split_group(project: Project, path: str, by: str) -> None:
    """Split a group by a partition of its newest sweep."""

    def split(base: int) -> int:
        project.split(path, by=by, base=base)
        return project.version()

    if desk().edit(split, "Split the group"):
        st.query_params.pop("view", None)  # so that the new groups come as cards


def go_to(path: str) -> None:
    """Look at another group; the address says so."""
    desk().error = ""
    st.query_params.from_dict({**_kept(), **place().query(group=path)})


def _kept() -> dict[str, str]:
    gone = ("group", SELECTED, PART, "like")
    return {key: value for key, value in st.query_params.items() if key not in gone}


def targets(view: View, image_ids: tuple[int, ...]) -> dict[str, str]:
    """Return path -> why it can take images in: every group but the one that all of them are in already."""
    homes = set(view.tree.deepest(image_ids).values())
    stay = homes.pop() if len(homes) == 1 else ""
    groups = [group for group in view.tree.walk() if group.path not in (stay, ROOT)]
    near = view.group.parent or ROOT
    return {group.path: group.title for group in sorted(groups, key=lambda group: not within(group.path, near))}
