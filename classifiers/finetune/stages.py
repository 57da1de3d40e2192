"""The stages of a network: which there are, how the first ones are frozen, and where it can be cut behind them."""

from collections.abc import Iterator
from copy import deepcopy
from typing import NoReturn

import torch
from timm.models import group_parameters
from torch import Tensor, nn

from classifiers.errors import InvalidSpecError

_TOLERANCE = 1e-5


class _ReachedError(Exception):
    """Carries a stage's output out of a network that need not run to its end."""

    def __init__(self, output: Tensor) -> None:
        super().__init__("reached")
        self.output = output


def stage_parameters(model: nn.Module) -> list[list[str]]:
    """Return the names of the parameters of each stage, in order, as timm groups them; the stem is in the first.

    What is in no stage is the classifier (of some networks, the last layer before it too) and is always trained.
    """
    groups = group_parameters(model, model.group_matcher(coarse=True))  # type: ignore[operator]
    ordered = [list(groups[number]) for number in sorted(groups)]
    return [ordered[0] + ordered[1], *ordered[2:-1]]


def freeze(model: nn.Module, count: int) -> None:
    """Take the first `count` stages out of training.

    Raises InvalidSpecError when the network has fewer stages.
    """
    stages = stage_parameters(model)
    if count > len(stages):
        raise InvalidSpecError(f"This backbone has {len(stages)} stages; frozen is {count}. Use 0 to {len(stages)}.")
    frozen = {name for stage in stages[:count] for name in stage}
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name not in frozen)


def _frozen(module: nn.Module) -> bool:
    own = [parameter.requires_grad for parameter in module.parameters()]
    return bool(own) and not any(own)


def frozen_modules(model: nn.Module) -> Iterator[str]:
    """Yield the names of the largest modules of which nothing is trained."""
    for name, child in model.named_children():
        if _frozen(child):
            yield name
        else:
            yield from (f"{name}.{inner}" for inner in frozen_modules(child))


def train_mode(model: nn.Module) -> None:
    """Set a network to training, but frozen modules to evaluation: their batch normalization keeps its statistics."""
    model.train()
    for name in frozen_modules(model):
        model.get_submodule(name).eval()


def _finishing_order(model: nn.Module, probe: Tensor) -> list[str]:
    """Run once, and return the names of the modules in the order in which they returned."""
    order: list[str] = []
    hooks = [
        module.register_forward_hook(lambda *_, name=name: order.append(name))
        for name, module in model.named_modules()
        if name
    ]
    with torch.inference_mode():
        model(probe)
    for hook in hooks:
        hook.remove()
    return order


def _without(model: nn.Module, order: list[str], cut: str) -> nn.Module:
    """Return a copy in which everything up to the cut passes on what it gets."""
    rest = deepcopy(model)
    for name in order[: order.index(cut) + 1]:
        parent, _, own = name.rpartition(".")
        if not f"{cut}.".startswith(f"{name}.") or name == cut:
            setattr(rest.get_submodule(parent), own, nn.Identity())
    return rest


def run_until(model: nn.Module, cut: str, images: Tensor) -> Tensor:
    """Return what the module called `cut` gives for a batch; nothing behind it is computed."""

    def leave(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> NoReturn:
        raise _ReachedError(output)

    hook = model.get_submodule(cut).register_forward_hook(leave)
    try:
        with torch.inference_mode():
            model(images)
    except _ReachedError as reached:
        return reached.output
    finally:
        hook.remove()
    raise RuntimeError(f"{cut} was not reached")


def cut_behind(model: nn.Module, size: int) -> tuple[str, nn.Module] | None:
    """Return the last frozen module's name and a network of all that follows it; None where nothing can be cut.

    The rest is a copy whose parameters keep their names. It is checked on a random image of side `size`: a network
    that uses an earlier output again behind the cut, as transformers do, cannot be cut.
    """
    model.eval()
    frozen = set(frozen_modules(model))
    probe = torch.rand(2, 3, size, size, generator=torch.Generator().manual_seed(0)) * 2 - 1
    order = _finishing_order(model, probe)
    last = [name for name in order if name in frozen]
    if not last or len(set(order)) != len(order):
        return None
    rest = _without(model, order, last[-1])
    with torch.inference_mode():
        whole = model(probe)
        try:
            parts = rest(run_until(model, last[-1], probe).clone())
        except (AssertionError, AttributeError, IndexError, RuntimeError, TypeError, ValueError):
            return None  # the rest wants more than one tensor, or one of another shape
        error = (parts - whole).abs().max() / whole.abs().max().clamp_min(1e-12)
    return (last[-1], rest) if float(error) < _TOLERANCE else None
