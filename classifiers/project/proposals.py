"""From a model to labels: proposals for unlabeled images, which people accept or correct."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from classifiers.store.proposals import ProposalRun, find_run, proposal_runs
from grouping.history import Event
from grouping.project.front import Front, needs
from grouping.project.labels import DEFAULT_SET
from grouping.types import Progress, silent

if TYPE_CHECKING:
    from classifiers.routing import Aim
    from classifiers.steps.form_of_model import Form
    from classifiers.steps.review_proposals import Accepted


class Proposals(Front):
    """What a project does with predictions; they never change labels by themselves.

    `run` is the key of a prediction, or the start of it; the label set's newest without one.
    """

    @needs("run jobs")
    def predict(
        self,
        model: str,
        *,
        images: Iterable[int] | None = None,
        threshold: float | None = None,
        strong: str | None = None,
        strong_below: float | None = None,
        form: "Form" = "own",
        progress: Progress = silent,
    ) -> ProposalRun:
        """Propose classes for the images without a label in the model's set, or for some of them.

        `strong` names a second model, asked where the first has less confidence than `strong_below`; without that
        number, than what `route` tunes for accuracy. `threshold` is the confidence below which an image is 'unknown';
        without it the model's own, or that of the route. `form` 'onnx' or 'int8' takes the file that `deploy` wrote.
        """
        from classifiers.steps.open_model import open_model
        from classifiers.steps.predict_images import Strong, predict_images
        from classifiers.steps.route_models import route_threshold

        opened, second = open_model(self.workspace, self.id, model), None
        if strong is not None:
            other, below = open_model(self.workspace, self.id, strong), strong_below
            if below is None:
                below = route_threshold(self.workspace, self.id, opened, other, form)
            second = Strong(other, float(below))
        return predict_images(
            self.workspace,
            self.id,
            opened,
            self.user,
            images=images,
            form=form,
            strong=second,
            threshold=threshold,
            progress=progress,
        )

    def predictions(self, label_set: str | None = None) -> list[ProposalRun]:
        """Return the finished predictions, the newest first."""
        return proposal_runs(self.workspace.database, self.id, label_set)

    def proposals(self, label_set: str = DEFAULT_SET, run: str | None = None) -> pd.DataFrame:
        """Return one row a proposal, the most doubtful first: id, path, class, confidence, margin, known, state..."""
        from classifiers.steps.review_proposals import proposal_table

        return proposal_table(self.workspace, self.id, find_run(self.workspace.database, self.id, label_set, run))

    @needs("label")
    def accept(
        self,
        label_set: str = DEFAULT_SET,
        *,
        class_name: str | None = None,
        above: float | None = None,
        images: Iterable[int] | None = None,
        run: str | None = None,
        base: int | None = None,
    ) -> "Accepted":
        """Label images as proposed, in one step that undo takes back: all known ones, or those that are named."""
        from classifiers.steps.review_proposals import accept

        return accept(
            self.workspace,
            self.id,
            label_set,
            self.user,
            run_key=run,
            class_name=class_name,
            above=above,
            images=images,
            base=base,
        )

    @needs("label")
    def correct(
        self,
        images: Iterable[int],
        class_name: str,
        label_set: str = DEFAULT_SET,
        *,
        run: str | None = None,
        base: int | None = None,
    ) -> Event:
        """Give images the class that a person says, in place of the one proposed."""
        from classifiers.steps.review_proposals import correct

        return correct(self.workspace, self.id, label_set, self.user, images, class_name, run_key=run, base=base)

    @needs("label")
    def reject(
        self,
        images: Iterable[int],
        label_set: str = DEFAULT_SET,
        *,
        run: str | None = None,
        base: int | None = None,
    ) -> Event:
        """Say that the proposed class of images is wrong, without giving another; they are left without a label."""
        from classifiers.steps.review_proposals import reject

        return reject(self.workspace, self.id, label_set, self.user, images, run_key=run, base=base)

    @needs("run jobs")
    def route(
        self,
        fast: str,
        strong: str,
        aim: "Aim" = "accuracy",
        allowed_loss: float = 0.005,
        *,
        fast_form: "Form" = "own",
        progress: Progress = silent,
    ) -> dict[str, Any]:
        """Return from which confidence on the fast model may answer alone, and what that gives on val and test.

        Both are timed now, in turns; `fast_form` 'int8' takes the fast network in 8 bits.
        """
        from classifiers.steps.open_model import open_model
        from classifiers.steps.route_models import route_models

        first, second = (open_model(self.workspace, self.id, name) for name in (fast, strong))
        return route_models(self.workspace, self.id, first, second, aim, allowed_loss, fast_form, progress)
