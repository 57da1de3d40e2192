"""From groups to labeled data sets."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from grouping.history import Event
from grouping.labels import LabelSet
from grouping.project.front import Front
from grouping.versions import Difference, Version

if TYPE_CHECKING:
    from grouping.steps.edit_groups import Target
    from grouping.steps.label_images import Promoted

DEFAULT_SET = "labels"


class Labels(Front):
    """What a project does with label sets; `base` is as for the edits of groups."""

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

    def relabel(
        self, images: "Target", class_name: str, label_set: str = DEFAULT_SET, base: int | None = None
    ) -> "Promoted":
        """Give images a class whatever they had before."""
        return self.promote(images, class_name, label_set, overwrite=True, base=base)

    def unlabel(self, images: "Target", label_set: str = DEFAULT_SET, base: int | None = None) -> Event:
        """Take the label off images; raises GrouplineError when none of them has one."""
        from grouping.steps.label_images import unlabel

        return unlabel(self.workspace, self.id, images, label_set, self.user, base)

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
        """Add a class, or change the one called `was`; colour and key are chosen where they are not given."""
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
