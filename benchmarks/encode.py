"""Images per second: `grouping.embed.encode` against a plain loop of Pillow, timm's transform and timm's network.

Run as `python benchmarks/encode.py FOLDER [--images N] [--encoder NAME]`. Each way runs in turn, thrice; the best
counts. The plain loop has the same weights, input size, resampling and statistics, and embeds as the documentation
of timm shows: one image at a time, and in batches of 32.
"""

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torchvision import transforms

from grouping.embed.encode import Item, encode
from grouping.embed.spec import EncodeSpec
from grouping.encoders.network import Encoder, build_network, load_encoder
from grouping.encoders.state import load_state
from grouping.encoders.weights import find_weights

Embeddings = npt.NDArray[np.float32]


def ours(paths: list[Path], encoder: Encoder) -> Embeddings:
    items = (Item(str(path), partial(Image.open, path)) for path in paths)
    parts = encode(items, encoder, EncodeSpec(encoder.name))
    return np.concatenate([part.embeddings for part in parts])


def plain(paths: list[Path], network: torch.nn.Module, encoder: Encoder, batch_size: int) -> Embeddings:
    view = encoder.format
    resize = transforms.Resize((view.size, view.size), transforms.InterpolationMode(view.interpolation))
    normalize = transforms.Normalize(view.mean, view.std)
    transform = transforms.Compose([resize, transforms.ToTensor(), normalize])
    rows = []
    with torch.inference_mode():
        for start in range(0, len(paths), batch_size):
            images = [transform(Image.open(path).convert("RGB")) for path in paths[start : start + batch_size]]
            rows.append(network(torch.stack(images).to(encoder.device)).cpu())
    return torch.cat(rows).numpy()


def best_rate(run: Callable[[], Embeddings], images: int, best: dict[str, float], name: str) -> Embeddings:
    started = time.perf_counter()
    result = run()
    best[name] = max(best.get(name, 0.0), images / (time.perf_counter() - started))
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--images", type=int, default=200)
    parser.add_argument("--encoder", default="efficientnet_lite0")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    suffixes = {".jpg", ".jpeg", ".png", ".bmp"}
    paths = sorted(path for path in options.folder.rglob("*") if path.suffix.lower() in suffixes)[: options.images]
    if not paths:
        parser.error(f"{options.folder} holds no images")
    started = time.perf_counter()
    encoder = load_encoder(options.encoder)
    print(f"{encoder.name} on {encoder.device}, loaded in {time.perf_counter() - started:.1f} s; {len(paths)} images")
    network, model = build_network(encoder.card)
    load_state(network, model, find_weights(encoder.card), encoder.card)
    network.eval().to(encoder.device)
    ways = {
        "groupline": lambda: ours(paths, encoder),
        "plain loop, batches of 32": lambda: plain(paths, network, encoder, 32),
        "plain loop, one by one": lambda: plain(paths, network, encoder, 1),
    }
    best: dict[str, float] = {}
    results: dict[str, Embeddings] = {}
    for _ in range(options.rounds):
        for name, run in ways.items():
            results[name] = best_rate(run, len(paths), best, name)
    for name, rate in best.items():
        error = np.abs(results[name] - results["groupline"]).max()
        print(f"{name:28} {rate:8.1f} images/s   x{best['groupline'] / rate:.2f}   largest difference {error:.1e}")


if __name__ == "__main__":
    main()
