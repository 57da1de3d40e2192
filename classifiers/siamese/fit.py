"""Train a Siamese network on labeled images, from reading them to the references of the best epoch."""

import time
from pathlib import Path

from classifiers.finetune.details import details_of
from classifiers.finetune.fit import workplace
from classifiers.finetune.loop import Loop
from classifiers.finetune.prepare import check_examples, prepare
from classifiers.siamese.encoder import build_encoder
from classifiers.siamese.fitted import FittedSiamese
from classifiers.siamese.spec import SiameseSpec
from classifiers.siamese.task import SiameseTask
from classifiers.types import Examples
from grouping.types import Progress, silent


def fit(
    spec: SiameseSpec, train: Examples, val: Examples, folder: Path | None = None, progress: Progress = silent
) -> FittedSiamese:
    """Return a network trained on pairs of `train`, stopped by `val`, with references among `train`.

    Keeps what is finished in `folder`/training and goes on from there, as fine-tuning does.

    Raises UntrainableError, InvalidSpecError, MissingWeightsError, DivergedError (the loss is no number any more)
    and CancelledError when `progress` does.
    """
    check_examples(train, val)
    began = time.monotonic()
    with workplace(folder) as work:
        prepared = prepare(spec, build_encoder(spec), train, val, work, progress)
        task = SiameseTask(spec, prepared)
        outcome = Loop(task, spec, prepared.device, prepared.checkpoint).run(progress)
        references = task.references()
    details = details_of(spec, prepared, outcome, time.monotonic() - began)
    details["references"] = [prepared.inputs.sha256s[row] for row in references.rows]
    prepared.whole()
    built = prepared.built
    return FittedSiamese(spec, built.network, built.card, built.size, train.classes, references, details)
