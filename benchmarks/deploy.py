"""ONNX and 8 bits against eager PyTorch, and a fast network before a strong one, in one run.

    python -m benchmarks.deploy ../shared/data/xsdd [--strong resnet50] [--epochs 15] [--home FOLDER]

The fast network is EfficientNet-Lite0 (5 stages frozen, bundled weights, small images), the strong one the same at
`--strong-size`, or another backbone with `--strong` (from scratch, which its line says, unless `--start pretrained`).
All forms of a network answer for the same test images; they take turns at single images on one core, and times are
medians.
Routing: a head, the fast network and its 8 bits before the strong network; the threshold is tuned on val, once for
accuracy and once for latency, and reported on test, with the times of both models taken in turns in the same run.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any, cast

from benchmarks.finetune import few_of_each
from benchmarks.labeled_project import labeled_project
from classifiers import Project
from classifiers.routing import AIMS
from classifiers.steps.form_of_model import Form


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


def routes(project: Project, head: str, fast: str, strong: str) -> None:
    """Route from a head, the fast network and its 8 bits to the strong one; each pair timed in turns, in this run."""
    print(
        "\nrouting to the strong network; the threshold is tuned on val, test had no part in it; times from the file on"
    )
    print(
        f"{'fast model, tuned for, on':34} {'threshold':>9}  {'fast share':>10}  {'accuracy':>8}  {'fast':>6}  "
        f"{'strong':>6}  {'mean ms':>8}  {'strong ms':>9}  {'times as fast':>13}"
    )
    for name, key, form in (("head", head, "own"), ("network", fast, "own"), ("network, 8 bits", fast, "int8")):
        for aim in AIMS:
            found = project.route(key, strong, aim, fast_form=cast(Form, form))
            for part in ("val", "test"):
                one = found[part]
                print(
                    f"{f'{name}, {aim}, {part}':34} {found['threshold']:9.4f}  {one['fast_share']:10.1%}  "
                    f"{one['accuracy']:8.4f}  {one['fast_accuracy']:6.4f}  {one['strong_accuracy']:6.4f}  "
                    f"{one['latency_ms']:8.2f}  {one['strong_latency_ms']:9.2f}  {one['speedup']:13.2f}",
                    flush=True,
                )


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
    routes(project, project.train("logistic_regression").key, *keys)


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
