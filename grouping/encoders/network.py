"""Encoders as networks: built by timm, filled from a weight file, run in batches on the chosen device."""

from dataclasses import replace
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt
import timm
import torch
from torch import Tensor, nn

from grouping.encoders.catalogue import TIMM, EncoderCard, ViewFormat, card
from grouping.encoders.device import OutOfMemoryError, choose_device, exact_arithmetic, is_out_of_memory
from grouping.encoders.folding import fold_normalization
from grouping.encoders.preprocess import Views
from grouping.encoders.state import checksum, load_state
from grouping.encoders.threads import lone_threads
from grouping.encoders.weights import find_weights
from grouping.errors import InvalidEmbeddingsError, UnknownNameError

_CPU_PIXELS = 8 * 224 * 224
"""Pixels of a chunk on a CPU, so that it stays in the caches: 8 small images are 1.8 times as fast as 64."""

_PROBE = 128
"""Side in pixels of the image that folding is checked on, where the network takes any size."""


class Encoder:
    """A network ready to embed: its `card` (complete), `name`, `dim`, `checksum` of the weights, and `device`."""

    def __init__(self, card: EncoderCard, view: ViewFormat, network: nn.Module, checksum: str, device: torch.device):
        self.card, self.name, self.format = card, card.name, view
        self.checksum, self.device = checksum, device
        self._network = network.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub lacks it
        self._mean = (torch.tensor(view.mean) * 255).view(1, 3, 1, 1).to(device)
        self._scale = 1 / (torch.tensor(view.std) * 255).view(1, 3, 1, 1).to(device)
        self.parallel = torch.get_num_threads() if device.type == "cpu" else 1
        """Chunks computed side by side."""
        self._pool = lone_threads(self.parallel) if device.type == "cpu" else None
        self.dim = int(card.dim or self._infer(np.zeros((1, view.size, view.size, 3), np.uint8)).shape[1])

    def _infer(self, views: Views) -> Tensor:
        """Normalize on the device and run the network; RGB bytes lie as channels_last already, so nothing is moved."""
        pixels = torch.from_numpy(np.require(views, requirements=("C", "W"))).to(self.device).permute(0, 3, 1, 2)
        with torch.inference_mode(), exact_arithmetic(self.device):
            output: Tensor = self._network((pixels.float() - self._mean) * self._scale)
            return output.float().cpu()

    def embed(self, views: Views) -> npt.NDArray[np.float32]:
        """Return the embeddings of a batch of equally large views: (n_views, dim), float32.

        `views` is (n_views, height, width, 3), uint8, as `preprocess` gives them. The arithmetic is float32 on every
        device (no TF32, no mixed precision), so that a CPU's embeddings agree with a GPU's up to rounding. When
        memory runs out, the batch halves, down to one view.

        Raises InvalidEmbeddingsError for another shape or type, OutOfMemoryError when even one view does not fit.
        """
        if views.ndim != 4 or views.shape[3] != 3 or views.dtype != np.uint8:
            raise InvalidEmbeddingsError(
                f"Views are (n, height, width, 3) of uint8; got {views.shape} of {views.dtype}. Use preprocess()."
            )
        chunks = [views[start : start + self._chunk(views)] for start in range(0, len(views), self._chunk(views))]
        if not chunks:
            return np.empty((0, self.dim), np.float32)
        try:
            done = list((self._pool.map if self._pool else map)(self._infer_or_halve, chunks))
        except OutOfMemoryError:
            done = [self._infer_or_halve(chunk) for chunk in chunks]  # alone, each has more room
        return torch.cat(done).numpy()

    def _chunk(self, views: Views) -> int:
        """Return how many views go through the network at once."""
        if self.device.type != "cpu":
            return len(views)
        height, width = views.shape[1:3]
        return max(1, _CPU_PIXELS // int(height * width))

    def _infer_or_halve(self, views: Views) -> Tensor:
        try:
            return self._infer(views)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            if len(views) == 1:
                raise OutOfMemoryError(
                    f"{self.device} has too little memory for one view of {views.shape[1]}x{views.shape[2]} pixels "
                    f"with {self.name!r}. Encode with a smaller size, another preprocessing, or on another device."
                ) from error
        if self.device.type == "cuda":
            torch.cuda.empty_cache()
        half = len(views) // 2
        return torch.cat([self._infer_or_halve(views[:half]), self._infer_or_halve(views[half:])])


class _Average(nn.Module):
    """A convolutional body and the mean over its map; tensors keep the names they have in the whole model."""

    def __init__(self, features: nn.Module):
        super().__init__()
        self.features = features

    def forward(self, images: Tensor) -> Tensor:
        return self.features(images).mean(dim=(2, 3))  # type: ignore[no-any-return]  # nn.Module calls are Any


def complete_card(encoder: EncoderCard) -> EncoderCard:
    """Fill in what only timm knows of a `timm:NAME`; other cards return as they are.

    Raises UnknownNameError, with the closest names, for a name that timm does not have.
    """
    if encoder.format is not None:
        return encoder
    config = timm.get_pretrained_cfg(encoder.timm_name) if timm.is_model(encoder.timm_name) else None
    if config is None:
        close = get_close_matches(encoder.timm_name, timm.list_models() + timm.list_pretrained(), n=3)
        hint = f" Closest: {', '.join(TIMM + name for name in close)}." if close else ""
        raise UnknownNameError(f"timm {timm.__version__} has no model {encoder.timm_name!r}.{hint}")
    mean, std = ((red, green, blue) for red, green, blue in (config.mean, config.std))
    tag = f".{config.tag}" if config.tag else ""
    view = ViewFormat(
        size=config.input_size[1],
        mean=mean,
        std=std,
        interpolation=config.interpolation,
        fixed=config.fixed_input_size,
    )
    timm_name = encoder.timm_name.partition(".")[0] + tag
    return replace(encoder, timm_name=timm_name, format=view, license=config.license, hub=config.hf_hub_id)


def build_network(encoder: EncoderCard) -> tuple[nn.Module, nn.Module]:
    """Return the network up to the encoder's layer, not yet filled, and timm's whole model.

    The catalogue's own networks are built without storage, so that they cannot hold a value that no file gave them.
    """
    place = "cpu" if encoder.name.startswith(TIMM) else "meta"
    model: nn.Module = timm.create_model(encoder.timm_name, pretrained=False, num_classes=0, device=place)
    if encoder.name == "vgg16":
        return _Average(model.get_submodule("features")), model
    return model, model


def load_encoder(name: str, *, device: str = "auto") -> Encoder:
    """Return the encoder called `name` with its pre-trained weights, on `device` (auto, cpu, cuda, cuda:N, mps).

    `auto` takes CUDA, then Apple's MPS, then the CPU.

    Raises UnknownNameError for a name or device that does not exist, MissingWeightsError where no weights can be had,
    UnfitWeightsError when a weight file belongs to another network.
    """
    chosen = choose_device(device)
    if card(name).library == "open_clip":
        return _load_image_tower(card(name), chosen)
    encoder = complete_card(card(name))
    if encoder.format is None:
        raise UnknownNameError(f"timm does not say what images {name!r} was trained on. Choose another encoder.")
    path = find_weights(encoder)
    network, model = build_network(encoder)
    load_state(network, model, path, encoder)
    network.eval().requires_grad_(False)
    weights_checksum = checksum(network)
    if any(isinstance(layer, nn.BatchNorm2d) for layer in network.modules()):
        network = fold_normalization(network, encoder.format.size if encoder.format.fixed else _PROBE)
    loaded = Encoder(encoder, encoder.format, network, weights_checksum, chosen)
    loaded.card = replace(encoder, dim=loaded.dim)
    return loaded


def _load_image_tower(encoder: EncoderCard, device: torch.device) -> Encoder:
    """Return the image half of a model of open_clip; the checksum is of both halves, for they belong together."""
    from grouping.encoders.clip import load_towers

    towers = load_towers(encoder)
    if towers.card.format is None:
        raise UnknownNameError(f"open_clip does not say what images {encoder.name!r} sees. Choose another encoder.")
    network = towers.model.get_submodule("visual")
    if any(isinstance(layer, nn.BatchNorm2d) for layer in network.modules()):
        network = fold_normalization(network, towers.card.format.size)
    loaded = Encoder(towers.card, towers.card.format, network, towers.checksum, device)
    loaded.card = replace(towers.card, dim=loaded.dim)
    return loaded
