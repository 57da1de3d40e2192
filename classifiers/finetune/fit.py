"""Fine-tune a backbone on labeled images, from reading them to the best epoch's network."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from classifiers.finetune.details import details_of
from classifiers.finetune.fitted import FittedNetwork
from classifiers.finetune.loop import Loop
from classifiers.finetune.network import build
from classifiers.finetune.prepare import check_examples, prepare
from classifiers.finetune.spec import FinetuneSpec
from classifiers.finetune.task import FinetuneTask
from classifiers.types import TRAINING, Examples
from grouping.types import Progress, silent


@contextmanager
def workplace(folder: Path | None) -> Iterator[Path]:
    """Give the folder in which a training keeps what it has finished: in `folder`, or one that vanishes."""
    if folder is not None:
        yield folder / TRAINING
        return
    with tempfile.TemporaryDirectory() as temporary:
        yield Path(temporary)


def fit(
    spec: FinetuneSpec, train: Examples, val: Examples, folder: Path | None = None, progress: Progress = silent
) -> FittedNetwork:
    """Return a network trained on `train` and stopped by `val`.

    What is finished (decoded images, kept views, a checkpoint after each epoch) lies in `folder`/training, from
    where the same call goes on after a kill, to the same figures, until somebody deletes it; without a folder nothing
    can be resumed.

    Raises UntrainableError, InvalidSpecError, MissingWeightsError, DivergedError (the loss is no number any more)
    and CancelledError when `progress` does.
    """
    check_examples(train, val)
    began = time.monotonic()
    with workplace(folder) as work:
        prepared = prepare(spec, build(spec, len(train.classes)), train, val, work, progress)
        outcome = Loop(FinetuneTask(spec, prepared), spec, prepared.device, prepared.checkpoint).run(progress)
    details = details_of(spec, prepared, outcome, time.monotonic() - began)
    prepared.whole()
    built = prepared.built
    return FittedNetwork(spec, built.network, built.card, built.size, train.classes, details)
