"""From embeddings to a tree of groups, and every edit of it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from grouping.history import Event
from grouping.project.front import Front, needs
from grouping.store.sweeps import SweepRecord, sweep_records
from grouping.tree import ROOT, Group, Tree
from grouping.types import Progress, silent

if TYPE_CHECKING:
    from grouping.steps.edit_groups import Target
    from grouping.steps.grow_tree import Growth
    from grouping.steps.split_group import By
    from grouping.steps.sweep_group import GroupSweep

DEFAULT_CLUSTERS = range(2, 51)


class Groups(Front):
    """What a project does with groups.

    Every edit takes `base`, the number of the last event its maker had seen (`version()`): if somebody changed
    since what the edit is about, it is refused with ConflictError, which tells what changed. Without `base` the edit
    is made on whatever is there.
    """

    @needs("run jobs")
    def sweep(
        self,
        *,
        encoder: str | None = None,
        preprocessing: str | None = None,
        group: str = ROOT,
        clusters: Iterable[int] = DEFAULT_CLUSTERS,
        algorithms: Iterable[str] | None = None,
        profile: str = "recommended",
        components: int | None = None,
        seed: int = 0,
        use_near_labels: bool = True,
        progress: Progress = silent,
    ) -> "GroupSweep":
        """Let the algorithms compete on a group's images; a sweep that was done before is read back.

        `encoder` and `preprocessing` default to those encoded last. Near-labels only score, they never cluster;
        `use_near_labels=False` keeps them out altogether.
        """
        from grouping.clustering.catalogue import ALGORITHMS
        from grouping.steps.sweep_group import sweep_group
        from grouping.sweep import SweepSpec

        names = ALGORITHMS if algorithms is None else tuple(algorithms)
        spec = SweepSpec(names, tuple(clusters), profile=profile, components=components, seed=seed)
        return sweep_group(
            self.workspace,
            self.id,
            self.group(group),
            spec,
            encoder=encoder,
            preprocessing=preprocessing,
            use_near_labels=use_near_labels,
            progress=progress,
        )

    def sweeps(self, group: str | None = None) -> list[SweepRecord]:
        """Return the finished sweeps, or those of one group, the newest first."""
        return sweep_records(self.workspace.database, self.id, group)

    def open_sweep(self, group: str = ROOT, key: str | None = None) -> "GroupSweep":
        """Read back a group's newest sweep, or the one with this key; raises GrouplineError when there is none."""
        from grouping.steps.sweep_group import open_sweep

        return open_sweep(self.workspace, self.id, self.group(group), key)

    @needs("edit groups")
    def split(
        self, group: str, sweep: "GroupSweep | None" = None, by: "By" = "min-max", base: int | None = None
    ) -> list[Group]:
        """Split a group by one partition of its sweep (the newest, without one) and return the new groups.

        `by`: "min-max", with near-labels "convergence" or "decisions" (the fewest that a steward is expected to need),
        "kmeans:12" or ("kmeans", 12).
        """
        from grouping.steps.split_group import split_group

        return split_group(self.workspace, self.id, group, sweep or self.open_sweep(group), by, self.user, base)

    @needs("edit groups")
    def grow(
        self,
        group: str = ROOT,
        *,
        by: str = "min-max",
        min_size: int | None = None,
        min_silhouette: float | None = None,
        max_depth: int | None = None,
        encoder: str | None = None,
        preprocessing: str | None = None,
        clusters: Iterable[int] = DEFAULT_CLUSTERS,
        profile: str = "recommended",
        components: int | None = None,
        seed: int = 0,
        use_near_labels: bool = True,
        progress: Progress = silent,
    ) -> "Growth":
        """Split a group, and what comes of it, until each part is small or holds together; one step to undo.

        Finished sweeps are kept, so that a run after a kill or a cancel goes on from there; the tree changes at the
        end, all at once. See `grouping.steps.grow_tree.GrowSpec` for the rule and its defaults.
        """
        from grouping.steps.grow_tree import GrowSpec, grow_tree
        from grouping.sweep import SweepSpec

        given = {"min_size": min_size, "min_silhouette": min_silhouette, "max_depth": max_depth}
        chosen: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
        spec = GrowSpec(by, **chosen)
        sweep_spec = SweepSpec(clusters=tuple(clusters), profile=profile, components=components, seed=seed)
        return grow_tree(
            self.workspace,
            self.id,
            group,
            spec,
            sweep_spec,
            self.user,
            encoder=encoder,
            preprocessing=preprocessing,
            use_near_labels=use_near_labels,
            progress=progress,
        )

    @needs("edit groups")
    def merge(self, groups: Iterable[str], name: str = "", base: int | None = None) -> Group:
        """Join groups into a new one beside the topmost of them, and return it."""
        from grouping.steps.edit_groups import merge_groups

        return self.group(merge_groups(self.workspace, self.id, groups, name, self.user, base))

    @needs("edit groups")
    def move(self, images: "Target", to: str, base: int | None = None) -> Event:
        """Put images (ids, or all of a group) into one group, out of all others; 'root' takes them out of all."""
        from grouping.steps.edit_groups import move_images

        return move_images(self.workspace, self.id, images, to, self.user, base)

    @needs("edit groups")
    def rename(self, group: str, name: str, base: int | None = None) -> Event:
        """Give a group a name; '' takes it away. Its path stays."""
        from grouping.steps.edit_groups import rename_group

        return rename_group(self.workspace, self.id, group, name, self.user, base)

    @needs("edit groups")
    def discard(self, images: "Target", base: int | None = None) -> Event:
        """Take images (ids, or all of a group) out of the work; they stay on record."""
        from grouping.steps.edit_groups import discard_images

        return discard_images(self.workspace, self.id, images, self.user, base)

    @needs("edit groups")
    def restore(self, images: Iterable[int], base: int | None = None) -> Event:
        """Bring discarded images back to where they were."""
        from grouping.steps.edit_groups import restore_images

        return restore_images(self.workspace, self.id, images, self.user, base)

    def discarded(self) -> list[int]:
        """Return the ids of the discarded images, ascending."""
        return sorted(self.tree().discarded)

    def tree(self, at: int | None = None) -> Tree:
        """Return the tree of groups as it stands, or as it stood right after event number `at`."""
        return self.state(at).tree

    def groups(self) -> list[Group]:
        """Return the groups that were not split further; the root alone before the first split."""
        return self.tree().leaves()

    def version(self) -> int:
        """Return the number of the newest event, to be given as `base` with the next edit; 0 before the first."""
        from grouping.steps.decide import history

        return history(self.workspace, self.id).number

    @needs("undo")
    def undo(self, anyone: bool = False) -> Event:
        """Undo this user's last step (or anyone's), of groups or of labels, and return it.

        Raises GrouplineError when there is none, ConflictError when a later step of somebody else builds on it.
        """
        from grouping.steps.decide import undo

        if anyone:
            self.may("undo what others did")

        return undo(self.workspace, self.id, self.user, anyone)

    @needs("undo")
    def redo(self) -> Event:
        """Redo the step that this user undid last, and return it."""
        from grouping.steps.decide import redo

        return redo(self.workspace, self.id, self.user)

    @needs("undo")
    def restore_to(self, number: int, base: int | None = None) -> Event:
        """Bring groups and labels back to how they stood right after event `number` (0: the start), as one event.

        Undo takes it back. Frozen versions, images and embeddings stay. Raises UnknownNameError for an event there is
        not, GrouplineError where nothing would change, ConflictError when anything changed after event `base`.
        """
        from grouping.steps.decide import history, restore_to

        later = history(self.workspace, self.id).events[max(number, 0) :]
        if any(event.user != self.user for event in later):
            self.may("undo what others did")
        return restore_to(self.workspace, self.id, number, self.user, base)

    def history(self) -> list[tuple[Event, str, bool]]:
        """Return (event, what it did in words, whether it is in effect) of every event, oldest first."""
        from grouping.steps.decide import history

        return history(self.workspace, self.id).entries()
