"""What lies near what: similar images, near-duplicates, outliers, likely mislabeled; and what to look at next."""

from typing import TYPE_CHECKING

import pandas as pd

from grouping.project.front import Front
from grouping.store.images import find_images
from grouping.tree import ROOT
from grouping.types import Progress, silent

if TYPE_CHECKING:
    from grouping.neighbours.facts import GroupFacts
    from grouping.neighbours.suggest import Suggestion
    from grouping.steps.look_around import Embedded


class Neighbours(Front):
    """What a project says of distances; each takes the newest embeddings, unless an encoder is named."""

    def similar(self, image: int | str, n: int = 12, group: str = ROOT, encoder: str | None = None) -> pd.DataFrame:
        """Return the nearest images to one (by id, path, name or SHA-256): id, path, near_label, distance."""
        from grouping.steps.look_around import similar_images

        (image_id,) = find_images(self.workspace.database, self.id, [image])
        return similar_images(self._view(group, encoder), image_id, n)

    def near_duplicates(
        self,
        threshold: float | None = None,
        group: str = ROOT,
        encoder: str | None = None,
        progress: Progress = silent,
    ) -> list[tuple[int, ...]]:
        """Return groups of image ids that are near-duplicates, the largest first.

        `threshold` is explained by `grouping.neighbours.duplicates`; `duplicate_thresholds` shows what others find.
        """
        from grouping.steps.look_around import duplicate_groups

        return duplicate_groups(self._view(group, encoder), threshold, progress)

    def duplicate_thresholds(self, group: str = ROOT, encoder: str | None = None) -> pd.DataFrame:
        """Return how many pairs, groups and images each of some thresholds finds."""
        from grouping.steps.look_around import duplicate_thresholds

        return duplicate_thresholds(self._view(group, encoder))

    def outliers(self, k: int = 10, group: str = ROOT, encoder: str | None = None) -> pd.DataFrame:
        """Return the images that stand out by their distance to the k-th neighbour: id, path, near_label, score."""
        from grouping.steps.look_around import outlying_images

        return outlying_images(self._view(group, encoder), k)

    def mislabeled(
        self, label_set: str | None = None, k: int = 10, group: str = ROOT, encoder: str | None = None
    ) -> pd.DataFrame:
        """Return images whose neighbours carry another label (near-label without a set), and the one suggested."""
        from grouping.steps.look_around import mislabeled_images

        return mislabeled_images(self.workspace, self.id, self._view(group, encoder), label_set, k)

    def facts(self, n: int = 6, encoder: str | None = None) -> "dict[str, GroupFacts]":
        """Return path -> size, share, cohesion, near-label mix, C-Score figures, nearest groups, images by id.

        `central` and `outlying` name the `n` most central and most outlying images by id.
        """
        from grouping.steps.look_around import facts_of_groups

        return facts_of_groups(self.workspace, self.id, self._view(ROOT, encoder), n)

    def suggest(self, label_set: str | None = None, encoder: str | None = None) -> "list[Suggestion]":
        """Return which open group to look at next, and whether to promote it or drill in, with the reason in words."""
        from grouping.steps.look_around import suggestions

        return suggestions(self.workspace, self.id, self._view(ROOT, encoder), label_set)

    def _view(self, group: str, encoder: str | None) -> "Embedded":
        from grouping.steps.look_around import embedded

        return embedded(self.workspace, self.id, group, encoder)
