"""Fine-tuned networks on the folds that `benchmarks.heads` judges heads on: frozen stages, backbones, starts.

    python -m benchmarks.finetune stages ../shared/data/xsdd [--frozen 0,3,5,7] [--home FOLDER]
    python -m benchmarks.finetune backbones ../shared/data/xsdd [--pretrain-on FOLDER] [--home FOLDER]

`stages`: EfficientNet-Lite0 with its bundled ImageNet weights and some stages frozen. `backbones`: MobileNetV3,
EfficientNet-B0 and ResNet50, each from scratch and from a weights file that this program makes by training the
network on the images of another folder; EfficientNet-Lite0 from scratch and from its bundled ImageNet weights, which
shows what those of millions of photographs are worth; and what the hub answers where there is no such file.

Five folds, each judged by a network that saw neither it nor a near-copy of it and that was stopped by the fold after
it; accuracy and macro-F1 of all images together with 95 % bootstrap intervals; seconds are of one training.
`--images` takes the first so many of each class, `--epochs`, `--size` and `--views` make it shorter. `--home` keeps
the workspace: a run that was killed goes on.
"""

import argparse
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from safetensors.torch import save_file

from benchmarks.labeled_folders import ENCODER
from benchmarks.labeled_project import labeled_project
from classifiers import Project
from classifiers.steps.open_model import open_model
from grouping.errors import MissingWeightsError

BACKBONES = ("mobilenetv3_large_100", "efficientnet_b0", "resnet50")

_STARTS = {"scratch": "scratch", "pretrained": "its bundled ImageNet weights"}


def measured(project: Project, spec: dict[str, Any], recipe: str = "finetune") -> tuple[dict[str, Any], dict[str, Any]]:
    """Train and cross-validate; returns card and folds."""
    model = project.train(spec, recipe=recipe)
    return project.model_card(model.key), project.evaluate(model.key, on="folds", folds=5, repeats=1)


def line(title: str, card: dict[str, Any], folds: dict[str, Any]) -> str:
    pooled, details = folds["pooled"], card["details"]
    ends, seconds = pooled["intervals"], folds["seconds"] / len(folds["folds"])
    return (
        f"{title:54} {_with(pooled['accuracy'], ends['accuracy'])}  {_with(pooled['macro_f1'], ends['macro_f1'])}  "
        f"{seconds:7.0f}  {details['epochs']:6}  {details['parameters_trained'] / 1e6:7.2f}  "
        f"{card['speed']['latency_ms']:6.1f}"
    )


def _with(value: float, ends: list[float]) -> str:
    return f"{value:.4f} [{ends[0]:.4f}, {ends[1]:.4f}]"


def header() -> None:
    print(
        f"{'network':54} {'accuracy':25}  {'macro-F1':25}  seconds  epochs  M learn      ms",
        flush=True,
    )


def stages(project: Project, shared: dict[str, Any], frozen: Iterable[int]) -> None:
    header()
    for number in frozen:
        spec = {**shared, "frozen": number}
        print(line(f"efficientnet_lite0, {number} of 7 stages frozen", *measured(project, spec)), flush=True)


def pretrain(backbone: str, folder: Path, home: Path, shared: dict[str, Any], to: Path) -> str:
    """Train a backbone on another folder's images from scratch, write its weights file, and say what came out."""
    project = labeled_project("pretraining", folder, home)
    model = project.train({**shared, "backbone": backbone, "start": "scratch", "frozen": 0}, recipe="finetune")
    fitted: Any = open_model(project.workspace, project.id, model.key).fitted
    save_file({name: one.contiguous() for name, one in fitted.network.model.state_dict().items()}, to)
    return f"{to.name}: trained on {len(project.images())} images of {folder.name}, macro-F1 {_f1(model.figures)}"


def _f1(figures: dict[str, Any]) -> str:
    return f"{figures['macro_f1']:.3f} on its test images" if "macro_f1" in figures else "unknown"


def backbones(project: Project, shared: dict[str, Any], pretrain_on: Path, home: Path) -> None:
    weights = home / "weights"
    weights.mkdir(exist_ok=True)
    os.environ["GROUPLINE_WEIGHTS_DIR"] = str(weights)
    told = [_hub_answer(project, name, shared) for name in BACKBONES if not (weights / f"{name}.safetensors").exists()]
    for name in BACKBONES:
        path = weights / f"{name}.safetensors"
        if not path.exists():
            print(pretrain(name, pretrain_on, home, shared, path), flush=True)
    header()
    for name in BACKBONES:
        scratch = {**shared, "backbone": name, "start": "scratch", "frozen": 0}
        print(line(f"{name} from scratch", *measured(project, scratch)), flush=True)
        from_file = {**shared, "backbone": name, "frozen": 0}
        print(line(f"{name} from {name}.safetensors", *measured(project, from_file)), flush=True)
    for start in ("scratch", "pretrained"):
        bundled = {**shared, "backbone": ENCODER, "start": start, "frozen": 0}
        print(line(f"{ENCODER} from {_STARTS[start]}", *measured(project, bundled)), flush=True)
    print("\nWithout a weights file, each said:", *told, sep="\n  ")


def _hub_answer(project: Project, name: str, shared: dict[str, Any]) -> str:
    """Return what a training without a weights file says; where the hub can be reached, that it gave the weights."""
    try:
        project.train({**shared, "backbone": name, "frozen": 0, "epochs": 1, "warm_up": 0}, recipe="finetune")
    except MissingWeightsError as error:
        return str(error)
    return f"{name}: the hub gave its weights"


def few_of_each(folder: Path, count: int, to: Path) -> Path:
    """Link the first `count` images of each class into a folder of their own."""
    for path in sorted(one for one in folder.glob("*/*") if one.is_file()):
        target = to / path.parent.name
        target.mkdir(parents=True, exist_ok=True)
        if len(list(target.iterdir())) < count:
            (target / path.name).symlink_to(path.resolve())
    if not to.is_dir():
        raise SystemExit(f"{folder} holds no folder with images.")
    return to


def run(options: argparse.Namespace, home: Path) -> None:
    folder = few_of_each(options.folder, options.images, home / "few") if options.images else options.folder
    project = labeled_project("finetune", folder, home)
    shared = {
        "size": options.size,
        "epochs": options.epochs,
        "views": options.views,
        "learning_rate": options.learning_rate,
        "augmentation": options.augmentation,
        "patience": options.epochs if options.patience is None else options.patience,
    }
    print(f"{len(project.images())} images of {folder.name}; {shared}; 5 folds", flush=True)
    if options.show == "stages":
        stages(project, shared, [int(one) for one in options.frozen.split(",")])
    else:
        pretrain_on = options.pretrain_on
        if options.images:
            pretrain_on = few_of_each(pretrain_on, options.images, home / "few-others")
        backbones(project, {**shared, "views": 0}, pretrain_on, home)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("show", choices=("stages", "backbones"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--frozen", default="0,3,5,7")
    parser.add_argument("--pretrain-on", type=Path)
    parser.add_argument("--images", type=int, help="of each class; all without it")
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--patience", type=int, default=5)
    parser.add_argument("--views", type=int, default=4)
    parser.add_argument("--learning-rate", type=float, default=0.001)
    parser.add_argument("--augmentation", default="strips")
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    if options.show == "backbones" and options.pretrain_on is None:
        parser.error("backbones needs --pretrain-on, a folder with a folder for each class of other images")
    with tempfile.TemporaryDirectory() as temporary:
        home = options.home or Path(temporary)
        home.mkdir(parents=True, exist_ok=True)
        run(options, home)


if __name__ == "__main__":
    main()
