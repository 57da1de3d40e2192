"""A real dual encoder without a hub: trained on captions made of attributes, then used through the product's own path.

    python -m benchmarks.tiny_clip ../shared/data [--steps 200] [--keep FOLDER]

The image tower is EfficientNet-Lite0 with its bundled weights, frozen, and a new projection; the text tower a small
transformer from nothing. Both learn from captions that name some of what an image shows, in several words for each.
Two classes are kept out of training altogether, and told by what other classes taught: seven times, so that each class
is kept out at least once, and all seven are reported. The last model is saved as open_clip saves it, found in
GROUPLINE_WEIGHTS_DIR, and judged with `Project.encode` and `Project.judge_zero_shot` on images that it has not seen.
Steps and rates were set on the other classes; that captions are full and that images are also shown turned and inverted
was settled after a look at the classes kept out (four tries), so their figure is somewhat optimistic.
"""

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import open_clip
import torch
from scipy.stats import t as student

from benchmarks.tiny_clip_captions import CLASSES, PAIRS, PARTS, PLAIN, SHEETS, prompts, views
from benchmarks.tiny_clip_training import Seen, build, embedded, features, saved, train
from classifiers import Project
from classifiers.directions.prototypes import mean_prototypes
from classifiers.few_shot.adapter import AdapterSpec
from classifiers.zero_shot.evaluation import Evaluation, wilson
from classifiers.zero_shot.scores import similarities
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.types import Floats

NAME = "open_clip:tiny"
MOST_NEW = 60
"""New images of a class at most."""
Pair = tuple[str, ...]


@dataclass(frozen=True)
class Images:
    """Class -> images to learn from, and images to judge with: new ones, or, of a class kept out, any."""

    learn: Mapping[str, Sequence[Path]]
    new: Mapping[str, Sequence[Path]]
    out: Mapping[str, Sequence[Path]]

    def to_learn(self, unseen: Pair) -> dict[str, Sequence[Path]]:
        """Return those of the classes that are not kept out."""
        return {name: paths for name, paths in self.learn.items() if name not in unseen}

    def to_judge(self, unseen: Pair) -> dict[str, Sequence[Path]]:
        """Return new ones of all classes, and of those kept out as many of any."""
        return {name: (self.out if name in unseen else self.new)[name] for name in CLASSES}


def split(data: Path, seed: int = 0) -> Images:
    """Divide the images of each class: three quarters to learn from, the others are new."""
    random, learn, new, out = np.random.default_rng(seed), {}, {}, {}
    for name in CLASSES:
        paths = sorted(p for p in data.glob(f"*/{name}/*") if p.suffix.lower() in (".jpg", ".png", ".bmp"))
        order = [paths[row] for row in random.permutation(len(paths))]
        cut = len(order) * 3 // 4
        learn[name], new[name], out[name] = order[:cut], order[cut:][:MOST_NEW], order[:MOST_NEW]
    return Images(learn, new, out)


@dataclass(frozen=True)
class Looked:
    """What the frozen trunk saw, once for all seven trainings: of images to learn from, in all views; of new ones."""

    learn: Mapping[str, Seen]
    new: Mapping[str, Floats]

    def to_judge(self, name: str, unseen: Pair) -> Floats:
        """Return what the trunk saw of the images that `Images.to_judge` names: (n_images, dim)."""
        if name not in unseen:
            return self.new[name]
        return np.concatenate([self.learn[name][PLAIN].numpy(), self.new[name]])[:MOST_NEW]


def look(images: Images, model: open_clip.CustomTextCLIP) -> Looked:
    learn = {name: features(model, paths, views(name)) for name, paths in images.learn.items()}
    return Looked(learn, {name: features(model, paths)[PLAIN].numpy() for name, paths in images.new.items()})


def trained(folder: Path, looked: Looked, unseen: Pair, steps: int) -> open_clip.CustomTextCLIP:
    model = build(folder)
    losses = train(model, {name: seen for name, seen in looked.learn.items() if name not in unseen}, steps)
    quarters = np.array_split(losses, 4)
    print(f"without {' and '.join(unseen)}; loss by quarter {' '.join(f'{each.mean():.2f}' for each in quarters)}")
    return model


def called(model: open_clip.CustomTextCLIP, looked: Looked, unseen: Pair) -> dict[str, list[str]]:
    """Return class -> what each of its images is called, among all classes."""
    rows = {name: looked.to_judge(name, unseen) for name in CLASSES}
    X, told = embedded(model, torch.from_numpy(np.concatenate(list(rows.values()))), prompts())
    best = similarities(X, mean_prototypes(told)).argmax(axis=1)
    names = iter(tuple(CLASSES)[number] for number in best)
    return {name: [next(names) for _ in own] for name, own in rows.items()}


def show_pair(answers: Mapping[str, list[str]], unseen: Pair) -> list[float]:
    """Print what became of both classes that the model has never seen, and of the others; return both shares."""
    others = [(name, one) for name, own in answers.items() if name not in unseen for one in own]
    print(f"  seen classes, new images: {share(sum(name == one for name, one in others), len(others))}")
    for name in unseen:
        own, group = answers[name], PARTS if name in PARTS else SHEETS
        most = ", ".join(f"{count} {one}" for one, count in Counter(own).most_common(3))
        print(f"  never seen: {name:34} {share(own.count(name), len(own))}: {most} (of {len(group)} of its kind)")
    return [answers[name].count(name) / len(answers[name]) for name in unseen]


def show_mean(shares: Sequence[float]) -> None:
    values = np.array(shares)
    half = student.ppf(0.975, len(values) - 1) * values.std(ddof=1) / len(values) ** 0.5
    told = f"{100 * values.mean():.1f} ± {100 * half:.1f} % (Student's t over the {len(values)} classes kept out)"
    print(f"never seen, mean over all {len(PAIRS)} pairs: {told}; chance {100 / len(CLASSES):.1f} %", flush=True)


def opened(home: Path, images: Images, unseen: Pair) -> Project:
    """Return a project of new images, labeled in `new`, and of some that the model learned from, labeled in `seen`."""
    Project.create("tiny", home=home)
    project = Project.open("tiny", home=home)
    some = {name: paths[:15] for name, paths in images.to_learn(unseen).items()}
    new = images.to_judge(unseen)
    project.import_images([str(path) for part in (some, new) for paths in part.values() for path in paths])
    for label_set, part in (("seen", some), ("new", new)):
        for name, paths in part.items():
            project.promote(project.image_ids([str(path) for path in paths]), name, label_set)
    for how in ("grid", "stretch"):
        project.encode(NAME, preprocessing=how)
    for name, texts in prompts().items():
        project.add_prompts(name, texts)
    return project


def share(right: int, total: int) -> str:
    low, high = wilson(right, total)
    return f"{100 * right / total:5.1f} % [{100 * low:.1f}, {100 * high:.1f}] of {total}"


def of_classes(found: Evaluation, unseen: Pair, kept_out: bool) -> str:
    own = [one for one in found.classes if (one.name in unseen) == kept_out]
    return share(round(sum(one.recall * one.images for one in own)), sum(one.images for one in own))


def show_ablation(project: Project, unseen: Pair) -> None:
    base = ZeroShotSpec(label_set="seen", image_weight=0.0)
    variants = {
        "prompts many": base,
        "prompts one": ZeroShotSpec(label_set="seen", image_weight=0.0, many_prompts=False),
        "context on": ZeroShotSpec(label_set="seen", image_weight=0.0, context=0.5),
        "adapter on": ZeroShotSpec(label_set="seen", image_weight=0.0, adapter=AdapterSpec()),
        "images mixed in": ZeroShotSpec(label_set="seen"),
    }
    print(f"{'through the product':24} {'seen classes':>34} {'never seen':>34}   macro-F1")
    for name, spec in variants.items():
        found = project.judge_zero_shot("new", spec).evaluation()
        seen, never = (of_classes(found, unseen, kept_out) for kept_out in (False, True))
        print(f"{name:24} {seen:>34} {never:>34}   {found.macro_f1:.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--keep", type=Path, help="a folder for the model; a temporary one without")
    chosen = parser.parse_args()
    began, images = time.perf_counter(), split(chosen.data)

    def passed(what: str) -> None:
        wall, own = time.perf_counter() - began, time.process_time()
        print(f"[{wall:.0f} s, {own:.0f} s of processor, load {os.getloadavg()[0]:.1f}] {what}", flush=True)

    with tempfile.TemporaryDirectory() as name:
        weights = chosen.keep or Path(name) / "weights"
        looked = look(images, build(weights / "tiny"))
        passed("every image seen once by the frozen tower")
        shares: list[float] = []
        for unseen in PAIRS:
            model = trained(weights / "tiny", looked, unseen, chosen.steps)
            shares += show_pair(called(model, looked, unseen), unseen)
            passed(f"{len(shares) // 2} of {len(PAIRS)} pairs")
        show_mean(shares)
        saved(model, weights / "tiny")
        os.environ["GROUPLINE_WEIGHTS_DIR"] = str(weights)
        project = opened(Path(name) / "home", images, unseen)
        passed("the last model saved, found, and its images and sentences encoded by the product")
        show_ablation(project, unseen)
        passed("done")


if __name__ == "__main__":
    main()
