"""ONNX and 8 bits against eager PyTorch, and a fast network before a strong one, in one run.

    python -m benchmarks.deploy ../shared/data/xsdd [--strong resnet50] [--epochs 15] [--home FOLDER]

The fast network is EfficientNet-Lite0 (5 stages frozen, bundled weights, small images), the strong one the same at
`--strong-size`, or another backbone with `--strong` (from scratch, which its line says, unless `--start pretrained`).
All forms of a network answer for the same test images; they take turns at single images on one core, and times are
medians.
Routing: the threshold is tuned on val, once for accuracy and once for latency, and reported on test.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.finetune import few_of_each
from benchmarks.labeled_project import labeled_project
from classifiers import Project
from classifiers.deploy.deploy import ONNX_FILE, latencies
from classifiers.deploy.session import OnnxNetwork
from classifiers.predictions import Judged
from classifiers.routing import AIMS, route_at, tune
from classifiers.steps.open_model import open_model
from grouping.types import Floats, Ints


def forms(project: Project, model: str, title: str) -> None:
    _, report = project.deploy(model)
    print(f"\n{title}: {report.n_judged} test images, 8 bits calibrated on {report.n_calibration} x 3 exposures")
    print(f"largest difference of a logit between ONNX and PyTorch: {report.largest_difference:.2e}")
    print(f"{'form':8} {'accuracy':>8}  {'change':>8}  {'macro-F1':>8}  {'ms':>7}  {'times as fast':>13}  {'MB':>6}")
    for one in report.forms:
        change, faster = report.accuracy_change(one.name), report.speedup(one.name)
        print(
            f"{one.name:8} {one.accuracy:8.4f}  {change:+8.4f}  {one.macro_f1:8.4f}  {one.latency_ms:7.2f}  "
            f"{faster:13.2f}  {one.megabytes:6.1f}",
            flush=True,
        )
    print(f"8 bits over ONNX: {report.speedup('int8', 'onnx'):.2f} times as fast")


def routes(project: Project, fast: str, strong: str) -> None:
    """Route between both networks as ONNX, with times of one run; the threshold is tuned on val alone."""
    opened = [open_model(project.workspace, project.id, key) for key in (fast, strong)]
    folders = [project.deploy(key)[0] for key in (fast, strong)]
    networks = [OnnxNetwork(folder / ONNX_FILE) for folder in folders]
    views = [np.zeros((1, one.size, one.size, 3), np.uint8) for one in networks]
    took = latencies({"fast": (networks[0], views[0]), "strong": (networks[1], views[1])})
    print(f"\none image on one core, as ONNX: fast {took['fast']:.2f} ms, strong {took['strong']:.2f} ms")
    print(f"{'routing, tuned for':20} {'threshold':>9}  {'fast share':>10}  {'accuracy':>8}  {'times as fast':>13}")
    val, test = ([Judged.load(one.folder / name) for one in opened] for name in ("val.npz", "test.npz"))
    for aim in AIMS:
        tuned = tune(*_rights(*val), took["fast"], took["strong"], aim)
        tested = route_at(tuned.threshold, *_rights(*test), took["fast"], took["strong"])
        for part, one in (("val", tuned), ("test", tested)):
            print(
                f"{f'{aim}, on {part}':20} {one.threshold:9.4f}  {one.fast_share:10.1%}  {one.accuracy:8.4f}  "
                f"{one.speedup:13.2f}   fast alone {one.fast_accuracy:.4f}, strong alone {one.strong_accuracy:.4f}",
                flush=True,
            )


def _rights(fast: Judged, strong: Judged) -> tuple[Floats, Ints, Ints]:
    """Return the fast network's confidence, and which images each of the two got right."""
    if fast.sha256s != strong.sha256s:
        raise SystemExit("The two networks were judged on different images.")
    rights = ((one.label == one.y).astype(np.int64) for one in (fast, strong))
    return fast.probabilities.max(axis=1), *rights


def run(options: argparse.Namespace, home: Path) -> None:
    folder = few_of_each(options.folder, options.images, home / "few") if options.images else options.folder
    project = labeled_project("deploy", folder, home)
    fast = {"size": options.size, "epochs": options.epochs, "frozen": 5}
    strong: dict[str, Any] = {"size": options.strong_size, "epochs": options.epochs, "frozen": 3}
    if options.strong != "efficientnet_lite0":
        strong |= {"backbone": options.strong, "start": options.start, "frozen": 0}
    keys = []
    for title, spec in (("fast", fast), ("strong", strong)):
        model = project.train(spec, recipe="finetune")
        keys.append(model.key)
        forms(project, model.key, f"{title}: {model.title}, {spec['size']} pixels")
    routes(project, *keys)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--images", type=int, help="of each class; all without it")
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--strong", default="efficientnet_lite0")
    parser.add_argument("--strong-size", type=int, default=192)
    parser.add_argument("--start", default="scratch", choices=("scratch", "pretrained"))
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = options.home or Path(temporary)
        home.mkdir(parents=True, exist_ok=True)
        run(options, home)


if __name__ == "__main__":
    main()
