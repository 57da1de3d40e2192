"""Kill fine-tuning at random moments with SIGKILL, train again, and compare with an undisturbed training.

    python -m benchmarks.kills_training [FOLDER] [--kills 5] [--seeds 3] [--epochs 6] [--seed 0]

A round passes when the resumed training ends with the very figures and tensors of the undisturbed one, and when no
epoch that had a checkpoint was trained again. `--seeds` undisturbed trainings with other seeds show, for comparison,
by how much the macro-F1 differs from seed to seed.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.finetune import few_of_each
from classifiers.data.labeled import LabeledData
from classifiers.finetune.checkpoint import load_checkpoint
from classifiers.finetune.fit import fit
from classifiers.finetune.fitted import FittedNetwork
from classifiers.finetune.spec import FinetuneSpec
from classifiers.steps.load_data import load_data

ENV = {**os.environ, "OMP_NUM_THREADS": "1"}


def data_of(folder: Path, home: Path) -> LabeledData:
    from benchmarks.labeled_project import labeled_project

    project = labeled_project("kills", folder, home)
    number = project.freeze().number
    return load_data(project.workspace, project.id, "labels", number, looks_at="files")


def trained(data: LabeledData, spec: FinetuneSpec, work: Path) -> FittedNetwork:
    examples = data.all_examples()
    order = np.random.default_rng(0).permutation(len(examples))
    cut = len(order) * 3 // 4
    return fit(spec, examples.rows(order[:cut]), examples.rows(order[cut:]), work)


def figures(fitted: FittedNetwork) -> list[tuple[float, ...]]:
    return [(one["loss"], one["val_loss"], one["macro_f1"]) for one in fitted.details["history"]]


def child(options: argparse.Namespace) -> None:
    """Train in this process, to be killed."""
    trained(data_of(options.folder, options.home), spec_of(options), options.work)


def spec_of(options: argparse.Namespace) -> FinetuneSpec:
    return FinetuneSpec(size=options.size, epochs=options.epochs, patience=options.epochs, frozen=5, views=2)


def killed(options: argparse.Namespace, home: Path, work: Path, after: int, more: float) -> int:
    """Train in another process, kill it `more` seconds after epoch `after`, and return how many epochs were kept."""
    command = [sys.executable, "-m", "benchmarks.kills_training", str(options.folder), "--child"]
    command += ["--home", str(home), "--work", str(work), "--epochs", str(options.epochs), "--size", str(options.size)]
    process = subprocess.Popen(command, start_new_session=True, env=ENV, stdout=subprocess.DEVNULL)
    while process.poll() is None and _epochs(work) < after:
        time.sleep(0.05)
    time.sleep(more)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    kept = [load_checkpoint(path) for path in (work / "training").glob("checkpoint-*.pt")]
    return sum(len(one["history"]) for one in kept if one)


def _epochs(work: Path) -> int:
    path = work / "training" / "history.json"
    return len(json.loads(path.read_text())) if path.exists() else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("../shared/data/xsdd"))
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--images", type=int, default=60, help="of each class")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    import torch

    torch.set_num_threads(1)
    if options.child:
        child(options)
        return
    root = Path(tempfile.mkdtemp(prefix="groupline-kills-"))
    options.folder = few_of_each(options.folder, options.images, root / "few")
    sys.exit(rounds(options, root))


def rounds(options: argparse.Namespace, root: Path) -> int:
    home = root / "workspace"
    data, spec = data_of(options.folder, home), spec_of(options)
    began = time.monotonic()
    whole = trained(data, spec, root / "undisturbed")
    length, expected = time.monotonic() - began, whole.save(root / "undisturbed")
    scores = [trained(data, replace(spec, seed=seed), root / f"seed{seed}") for seed in range(1, options.seeds)]
    spread = [one.details["val_macro_f1"] for one in (whole, *scores)]
    print(f"undisturbed: {length:.1f} s, macro-F1 {spread[0]:.4f}; over {len(spread)} seeds {np.ptp(spread):.4f} apart")
    moments, wrong = random.Random(options.seed), 0
    for number in range(options.kills):
        work, after = root / f"round{number}", moments.randrange(options.epochs)
        more = moments.uniform(0.0, whole.details["history"][after]["seconds"])
        kept = killed(options, home, work, after, more)
        resumed = trained(data, spec, work)
        same = figures(resumed) == figures(whole) and resumed.save(work) == expected
        wrong += not same
        told = "the same bytes" if same else "OTHER bytes"
        print(
            f"{number + 1:2d}. killed {more:4.1f} s behind epoch {after}, {kept} of {options.epochs} epochs kept; "
            f"resumed: macro-F1 {resumed.details['val_macro_f1']:.4f}, {told}",
            flush=True,
        )
    shutil.rmtree(root)
    print(f"{options.kills - wrong} of {options.kills} killed trainings ended in the undisturbed network")
    return 1 if wrong else 0


if __name__ == "__main__":
    main()
