"""Edit groups: merge, move, rename, discard, restore; each one event, told in a sentence."""

from collections.abc import Iterable

from grouping.edits import Discard, Edit, Merge, Move, Rename, Restore, State
from grouping.history import Event, History
from grouping.steps.decide import decide
from grouping.store.workspace import Workspace

Target = str | Iterable[int]
"""A group's path, or image ids."""


def images_of(state: State, target: Target) -> tuple[tuple[int, ...], str | None]:
    """Return the images that are meant, ascending, and the group's path where a group was named."""
    if isinstance(target, str):
        return state.tree.group(target).image_ids, target
    return tuple(sorted({int(i) for i in target})), None


def counted(n: int) -> str:
    """Return '1 image', '1,234 images'."""
    return f"{n:,} image{'' if n == 1 else 's'}"


def merge_groups(
    workspace: Workspace, project_id: int, paths: Iterable[str], name: str, user: str, base: int | None
) -> str:
    """Join groups into a new one beside the topmost of them and return its path."""
    wanted = tuple(dict.fromkeys(paths))
    made = ""

    def make(past: History) -> tuple[list[Edit], str]:
        nonlocal made
        tree = past.state.tree
        made = tree.next_path(wanted)
        total = sum(tree.group(path).size for path in wanted)
        sentence = f"merged {', '.join(wanted)} ({counted(total)}) into '{name or made}'"
        return [Merge(wanted, made, name.strip())], sentence

    decide(workspace, project_id, user, make, base)
    return made


def move_images(workspace: Workspace, project_id: int, target: Target, to: str, user: str, base: int | None) -> Event:
    """Put images into one group, out of all others."""

    def make(past: History) -> tuple[list[Edit], str]:
        ids, path = images_of(past.state, target)
        return [Move(ids, to)], f"moved {_what(ids, path)} to '{past.state.tree.group(to).title}'"

    return decide(workspace, project_id, user, make, base)


def rename_group(workspace: Workspace, project_id: int, path: str, name: str, user: str, base: int | None) -> Event:
    """Give a group a name."""

    def make(past: History) -> tuple[list[Edit], str]:
        before = past.state.tree.group(path)
        return [
            Rename(path, name)
        ], f"renamed group '{before.title}' ({counted(before.size)}) to '{name.strip() or path}'"

    return decide(workspace, project_id, user, make, base)


def discard_images(workspace: Workspace, project_id: int, target: Target, user: str, base: int | None) -> Event:
    """Take images, or all of a group, out of the work; they stay on record."""

    def make(past: History) -> tuple[list[Edit], str]:
        ids, path = images_of(past.state, target)
        return [Discard(ids)], f"discarded {_what(ids, path)}"

    return decide(workspace, project_id, user, make, base)


def restore_images(
    workspace: Workspace, project_id: int, image_ids: Iterable[int], user: str, base: int | None
) -> Event:
    """Bring discarded images back to where they were."""
    ids = tuple(sorted({int(i) for i in image_ids}))
    return decide(workspace, project_id, user, lambda _: ([Restore(ids)], f"restored {counted(len(ids))}"), base)


def _what(image_ids: tuple[int, ...], path: str | None) -> str:
    return counted(len(image_ids)) + (f" of group '{path}'" if path is not None else "")
