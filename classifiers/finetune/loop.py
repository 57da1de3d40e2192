"""The training loop of every network: epochs, early stopping, a checkpoint after each epoch."""

import json
import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from timm.optim import param_groups_weight_decay  # type: ignore[attr-defined]  # not in timm's own list
from torch import Tensor, nn

from classifiers.finetune.checkpoint import load_checkpoint, save_checkpoint
from classifiers.finetune.schedule import Schedule
from grouping.errors import GrouplineError
from grouping.files import atomic_write
from grouping.types import Progress, silent


class DivergedError(GrouplineError):
    """The loss stopped being a number; the last good checkpoint is kept."""


class Task(Protocol):
    """What the loop trains: a network, the batches of an epoch, a loss, and a look at the validation images."""

    @property
    def network(self) -> nn.Module:
        """The network that is trained."""

    def batches(self, epoch: int) -> Sequence[Any]:
        """Return the batches of an epoch (from 0), equally many in each."""

    def train_mode(self) -> None:
        """Set what is trained to training, and what is frozen to evaluation."""

    def loss(self, batch: Any, epoch: int) -> Tensor:
        """Return the loss of a batch."""

    def validate(self) -> tuple[float, float]:
        """Return macro-F1 (0 to 1, 1 best) and loss of the validation images."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """The figures of one epoch, counted from 1."""

    epoch: int
    loss: float
    val_loss: float
    macro_f1: float
    """Of the validation images, 0 to 1, 1 best."""
    learning_rate: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """The epochs that were trained, and the tensors of the best one, which are in the network now."""

    history: tuple[Epoch, ...]
    best: Epoch
    earlier: float = 0.0
    """Seconds of the epochs that were trained before this run, which went on from their checkpoint."""


@contextmanager
def own_randomness(device: torch.device, *seed: int) -> Iterator[None]:
    """Draw torch's random numbers from a seed within the block, and leave the process's own as they were.

    Each epoch begins with its own seed, so that a resumed training needs no saved generator to draw the same.
    """
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        torch.manual_seed(int(np.random.SeedSequence(seed).generate_state(1)[0]))
        yield


class Loop:
    """A task under a schedule, with its optimizer, and its checkpoint at `path`."""

    def __init__(self, task: Task, schedule: Schedule, device: torch.device, path: Path) -> None:
        self._task, self._schedule, self._device, self._path = task, schedule, device, path
        self._steps = len(task.batches(0))
        groups = param_groups_weight_decay(task.network, schedule.weight_decay)
        self._optimizer = torch.optim.AdamW(groups, lr=schedule.learning_rate)
        self._scheduler = torch.optim.lr_scheduler.LambdaLR(
            self._optimizer, lambda step: schedule.share_of_rate(step, self._steps)
        )
        self._mixed = schedule.precision == "mixed"
        self._scaler = torch.amp.GradScaler(device.type, enabled=self._mixed and device.type == "cuda")
        self._history: list[Epoch] = []
        self._best_state: dict[str, Tensor] = {}

    @property
    def _best(self) -> Epoch | None:
        """The epoch of the highest macro-F1; among equals the one of the lowest loss."""
        return max(self._history, key=lambda one: (one.macro_f1, -one.val_loss), default=None)

    def run(self, progress: Progress = silent) -> Outcome:
        """Train until the last epoch or until patience ends, and put the best epoch's tensors into the network.

        Goes on behind the last checkpoint where there is one, to the very figures of an undisturbed run.

        Raises DivergedError when the loss is no number any more, and CancelledError when `progress` does.
        """
        self._resume()
        earlier = sum(epoch.seconds for epoch in self._history)
        while not self._over():
            self._epoch(len(self._history), progress)
        best = self._best
        assert best is not None, "a schedule has one epoch at least"
        self._task.network.load_state_dict(self._best_state)
        self._task.network.eval()
        return Outcome(tuple(self._history), best, earlier)

    def _over(self) -> bool:
        best, done = self._best, len(self._history)
        return done >= self._schedule.epochs or (best is not None and done - best.epoch >= self._schedule.patience)

    def _epoch(self, number: int, progress: Progress) -> None:
        began = time.monotonic()
        rate = self._optimizer.param_groups[0]["lr"]
        with own_randomness(self._device, self._schedule.seed, number):
            self._task.train_mode()
            loss = self._train(number, progress)
        self._task.network.eval()
        macro_f1, val_loss = self._task.validate()
        if not math.isfinite(val_loss):
            raise self._diverged(number, "of the validation images")
        self._history.append(Epoch(number + 1, loss, val_loss, macro_f1, rate, time.monotonic() - began))
        self._keep()

    def _train(self, number: int, progress: Progress) -> float:
        losses = []
        for step, batch in enumerate(self._task.batches(number)):
            progress(number * self._steps + step, self._schedule.epochs * self._steps, self._said(number))
            losses.append(self._step(batch, number))
            if not math.isfinite(losses[-1]):
                raise self._diverged(number, f"in batch {step + 1} of {self._steps}")
        return float(np.mean(losses))

    def _step(self, batch: Any, number: int) -> float:
        lower = torch.float16 if self._device.type == "cuda" else torch.bfloat16
        with torch.autocast(self._device.type, dtype=lower, enabled=self._mixed):
            loss = self._task.loss(batch, number)
        value = float(loss.detach())
        if math.isfinite(value):
            self._optimizer.zero_grad(set_to_none=True)
            self._scaler.scale(loss).backward()  # type: ignore[no-untyped-call]  # torch's own
            self._scaler.step(self._optimizer)
            self._scaler.update()
            self._scheduler.step()
        return value

    def _said(self, number: int) -> str:
        best = self._best
        known = f", best macro-F1 {best.macro_f1:.3f} in epoch {best.epoch}" if best else ""
        return f"epoch {number + 1} of {self._schedule.epochs}{known}"

    def _diverged(self, number: int, where: str) -> DivergedError:
        best, rate = self._best, self._schedule.learning_rate
        kept = f"The checkpoint of epoch {number} is kept" if best else "No epoch was finished"
        full = ", or full precision" if self._mixed else ""
        return DivergedError(
            f"The loss {where} is no number any more, in epoch {number + 1} with a learning rate of "
            f"{self._optimizer.param_groups[0]['lr']:.3g} (the recipe's: {rate:g}). {kept}. "
            f"Train with a learning rate of {rate / 10:g} or less{full}."
        )

    def _keep(self) -> None:
        network = self._task.network.state_dict()
        if self._best is self._history[-1]:
            self._best_state = {name: tensor.detach().cpu().clone() for name, tensor in network.items()}
        history = [asdict(epoch) for epoch in self._history]
        save_checkpoint(
            self._path,
            {
                "network": network,
                "best": self._best_state,
                "optimizer": self._optimizer.state_dict(),
                "scheduler": self._scheduler.state_dict(),
                "scaler": self._scaler.state_dict(),
                "history": history,
            },
        )
        with atomic_write(self._path.with_name("history.json")) as file:
            file.write(json.dumps(history).encode())

    def _resume(self) -> None:
        state = load_checkpoint(self._path)
        if state is None:
            return
        self._task.network.load_state_dict(state["network"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._scheduler.load_state_dict(state["scheduler"])
        self._scaler.load_state_dict(state["scaler"])
        self._best_state = state["best"]
        self._history = [Epoch(**figures) for figures in state["history"]]
