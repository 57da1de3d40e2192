"""What lies near what: similar images, near-duplicates, outliers, likely mislabeled; and what to look at next."""

from typing import TYPE_CHECKING

import pandas as pd

from grouping.project.front import Front, needs
from grouping.store.images import find_images
from grouping.tree import ROOT
from grouping.types import Progress, silent

if TYPE_CHECKING:
    from grouping.neighbours.facts import GroupFacts
    from grouping.neighbours.outliers import Scores
    from grouping.neighbours.planes import Layout
    from grouping.neighbours.suggest import Suggestion
    from grouping.steps.look import Look
    from grouping.steps.look_around import Embedded


class Neighbours(Front):
    """What a project says of distances; each takes the newest embeddings, unless an encoder is named.

    `prepare_look` finds the neighbour graph and the map once, as the job "look" does after every encoding. `look`,
    `layout` and `outlier_scores` only read what it found, so the dashboard asks these; the others answer from it where
    it suffices and compute the same numbers where it does not.
    """

    @needs("run jobs")
    def prepare_look(
        self, group: str = ROOT, encoder: str | None = None, progress: Progress = silent
    ) -> dict[str, object]:
        """Find the neighbour graph of the project and its map by principal components, or the map of one group alone.

        What is there already is not found twice; where few images are new, only these are searched for. Returns
        {"images", "group", "encoder"}. Raises GrouplineError where nothing is encoded, CancelledError as `progress`
        does; a search that was broken off goes on where it stopped.
        """
        from grouping.steps.prepare_look import prepare_look

        return prepare_look(self.workspace, self.id, group, encoder, "pca", progress)

    @needs("run jobs")
    def prepare_umap(
        self, group: str = ROOT, encoder: str | None = None, progress: Progress = silent
    ) -> dict[str, object]:
        """Lay the project, or one group alone, out by UMAP; like `prepare_look`, which it does first where need be."""
        from grouping.steps.prepare_look import prepare_look

        return prepare_look(self.workspace, self.id, group, encoder, "umap", progress)

    def look(self, encoder: str | None = None) -> "Look | None":
        """Return what the neighbour graph tells of single images, as look-ups; None until `prepare_look` found it.

        One that is older than some images tells in `n_missing` how many it does not know.
        """
        from grouping.steps.look import look

        return look(self.workspace, self.id, encoder)

    def layout(self, method: str = "pca", group: str = ROOT, encoder: str | None = None) -> "Layout | None":
        """Return the map by "pca" or "umap", of the project or of one group's images alone; None until it is made.

        That of the project may be older than some images, which are not in it then; a group's is of just its images.
        """
        from grouping.steps.prepare_look import made_layout

        return made_layout(self.workspace, self.id, group, encoder, method)

    def outlier_scores(self, encoder: str | None = None) -> "Scores | None":
        """Return how far out each image lies, higher is farther, by the scale of `outliers`; None without a graph."""
        found = self.look(encoder)
        return None if found is None else found.scores()

    def look_is_current(self, encoder: str | None = None) -> bool:
        """Whether the neighbour graph and the map know all images that have embeddings."""
        from grouping.steps.prepare_look import is_current

        return is_current(self.workspace, self.id, encoder)

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
