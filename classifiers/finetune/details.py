"""What a training did, as plain values for the model card."""

from dataclasses import asdict
from typing import Any

from classifiers.finetune.loop import Outcome
from classifiers.finetune.network_spec import NetworkSpec
from classifiers.finetune.prepare import Prepared
from classifiers.finetune.stages import stage_parameters


def details_of(spec: NetworkSpec, prepared: Prepared, outcome: Outcome, seconds: float) -> dict[str, Any]:
    """Return the network, its start, its stages and parameters, and the epochs; `seconds` are of this run.

    Where it went on from a checkpoint, the seconds of the epochs before are added.
    """
    built = prepared.built
    parameters = list(built.network.parameters())
    return {
        "network": built.card.timm_name,
        "start": "random weights (from scratch)" if built.checksum is None else "pre-trained weights",
        "weights_checksum": built.checksum,
        "frozen_stages": spec.frozen,
        "stages": len(stage_parameters(built.network.model)),
        "frozen_stages_computed_once": prepared.rest is not built.network,
        "parameters": sum(one.numel() for one in parameters),
        "parameters_trained": sum(one.numel() for one in prepared.rest.parameters() if one.requires_grad),
        "size": built.size,
        "device": str(prepared.device),
        "epochs": len(outcome.history),
        "best_epoch": outcome.best.epoch,
        "val_macro_f1": outcome.best.macro_f1,
        "history": [asdict(epoch) for epoch in outcome.history],
        "seconds": seconds + outcome.earlier,
    }
