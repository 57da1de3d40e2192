"""From groups to labeled data sets."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from grouping.history import Event
from grouping.labels import LabelSet
from grouping.project.access import table_may_be_read, target_may_be_written
from grouping.project.front import Front, needs
from grouping.types import Progress, silent
from grouping.versions import Difference, Version

if TYPE_CHECKING:
    from grouping.exporters.manifest import Manifest
    from grouping.steps.agree import Agreement
    from grouping.steps.edit_groups import Target
    from grouping.steps.import_labels import LabelImport
    from grouping.steps.label_images import Promoted

DEFAULT_SET = "labels"


class Labels(Front):
    """What a project does with label sets; `base` is as for the edits of groups."""

    @needs("label")
    def promote(
        self,
        images: "Target",
        class_name: str,
        label_set: str = DEFAULT_SET,
        *,
        overwrite: bool = False,
        base: int | None = None,
        origin: Mapping[str, Any] | None = None,
        confidences: Mapping[int, float] | None = None,
    ) -> "Promoted":
        """Give a group, or a list of images, a class; the set and the class are made where they are not there yet.

        A group's images that a person labeled otherwise one by one keep their label, unless `overwrite`.
        """
        from grouping.steps.label_images import promote

        return promote(
            self.workspace,
            self.id,
            images,
            class_name,
            label_set,
            self.user,
            base=base,
            overwrite=overwrite,
            origin=origin,
            confidences=confidences,
        )

    @needs("label")
    def relabel(
        self, images: "Target", class_name: str, label_set: str = DEFAULT_SET, base: int | None = None
    ) -> "Promoted":
        """Give images a class whatever they had before."""
        return self.promote(images, class_name, label_set, overwrite=True, base=base)

    @needs("label")
    def unlabel(self, images: "Target", label_set: str = DEFAULT_SET, base: int | None = None) -> Event:
        """Take the label off images; raises GrouplineError when none of them has one."""
        from grouping.steps.label_images import unlabel

        return unlabel(self.workspace, self.id, images, label_set, self.user, base)

    @needs("label")
    def define_class(
        self,
        class_name: str,
        label_set: str = DEFAULT_SET,
        *,
        color: str | None = None,
        key: int | None = None,
        description: str | None = None,
        was: str | None = None,
        base: int | None = None,
    ) -> Event:
        """Add a class, or change the one called `was`.

        Colour and key are chosen, or stay, where they are not given; `key=0` leaves the class without a key.
        """
        from grouping.steps.label_images import define_class

        return define_class(
            self.workspace,
            self.id,
            label_set,
            class_name,
            self.user,
            color=color,
            key=key,
            description=description,
            was=was,
            base=base,
        )

    @needs("label")
    def remove_class(self, class_name: str, label_set: str = DEFAULT_SET, base: int | None = None) -> Event:
        """Remove a class; its images are unlabeled again."""
        from grouping.steps.label_images import remove_class

        return remove_class(self.workspace, self.id, label_set, class_name, self.user, base)

    def label_sets(self) -> list[LabelSet]:
        """Return the label sets, by name."""
        return [one for _, one in sorted(self.state().label_sets.items())]

    def labels(self, label_set: str = DEFAULT_SET) -> pd.DataFrame:
        """Return one row a labeled image: id, path, sha256, class, user, at, event, confidence, origin."""
        from grouping.steps.label_images import label_table

        return label_table(self.workspace, self.id, label_set)

    def agreement(self, label_set: str = DEFAULT_SET) -> "list[Agreement]":
        """Return how far each two people agree on the images that both labeled: share, Cohen's kappa, where not."""
        from grouping.steps.agree import agreement

        return agreement(self.workspace, self.id, label_set)

    @needs("freeze")
    def freeze(self, label_set: str = DEFAULT_SET) -> Version:
        """Keep the set as it is now, for ever, under the next number; the newest version where nothing changed."""
        from grouping.steps.freeze_labels import freeze

        return freeze(self.workspace, self.id, label_set, self.user)

    def versions(self, label_set: str | None = None) -> list[Version]:
        """Return the frozen versions, oldest first."""
        from grouping.store.versions import versions

        with self.workspace.database.read() as session:
            return versions(session, self.id, label_set)

    def diff(self, a: int, b: int, label_set: str = DEFAULT_SET) -> Difference:
        """Compare two frozen versions of a set."""
        from grouping.steps.freeze_labels import diff

        return diff(self.workspace, self.id, label_set, a, b)

    @needs("download")
    def export(
        self,
        label_set: str,
        format: str,
        to: str | Path,
        *,
        version: int | None = None,
        splits: Sequence[float] | None = (0.7, 0.2, 0.1),
        seed: int = 0,
        licence: str = "",
        links: str = "copy",
        overwrite: bool = False,
        skip_unreadable: bool = False,
        since: str = "",
        progress: Progress = silent,
    ) -> "Manifest":
        """Write a set, or one version of it, into a folder: csv, parquet, imagefolder, huggingface, coco...

        `splits` are the fractions of train, val and test, None for none; an image keeps its split in every later
        export with the same fractions and seed. The folder is complete or absent; a second export to the same place
        needs `overwrite`. `links`: copy, hard or symbolic. `since`: when work that a kill may have cut was first begun
        (ISO, UTC); the same export, finished since then, is taken as done.
        """
        from grouping.steps.export_labels import SplitPlan, check_fractions, export_labels

        target_may_be_written(self, Path(to))

        plan = None if splits is None else SplitPlan(check_fractions(splits), seed)
        return export_labels(
            self.workspace,
            self.id,
            self.name,
            label_set,
            format,
            Path(to),
            version=version,
            plan=plan,
            licence=licence,
            links=links,
            overwrite=overwrite,
            skip_unreadable=skip_unreadable,
            since=since,
            progress=progress,
        )

    def preview_export(
        self,
        label_set: str = DEFAULT_SET,
        version: int | None = None,
        splits: Sequence[float] = (0.7, 0.2, 0.1),
        seed: int = 0,
        progress: Progress = silent,
    ) -> dict[str, Any]:
        """Return what an export would hold: images by class and split, near-duplicates that lie in two splits."""
        from grouping.steps.export_labels import SplitPlan, check_fractions, preview

        plan = SplitPlan(check_fractions(splits), seed)
        return preview(self.workspace, self.id, label_set, version, plan, progress)

    @needs("import labels")
    def import_labels(
        self, source: str | Path, label_set: str = DEFAULT_SET, *, job: str = "", progress: Progress = silent
    ) -> "LabelImport":
        """Read labels from a CSV or a folder with a folder a class into a set, as one step of the history.

        `job` names work that may be begun again after a kill, so that it makes one step even then.
        """
        from grouping.steps.import_labels import import_labels

        table_may_be_read(self, str(source))

        return import_labels(self.workspace, self.id, Path(source), label_set, self.user, progress, job)
