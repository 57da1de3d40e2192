from copy import deepcopy

import pytest
import timm
import torch

from classifiers.errors import InvalidSpecError
from classifiers.finetune.stages import cut_behind, freeze, run_until, stage_parameters, train_mode

STAGES = {"tf_efficientnet_lite0": 7, "mobilenetv3_large_100": 7, "resnet50": 4}


def _model(name):
    torch.manual_seed(0)
    return timm.create_model(name, num_classes=3).eval()


@pytest.mark.parametrize("name", STAGES)
def test_the_rest_behind_the_frozen_stages_gives_what_the_whole_network_gives(name):
    model = _model(name)
    assert len(stage_parameters(model)) == STAGES[name]
    freeze(model, 3)
    cut, rest = cut_behind(model, 64)
    images = torch.rand(2, 3, 64, 64)
    with torch.inference_mode():
        assert torch.allclose(rest(run_until(model, cut, images)), model(images), atol=1e-5)
    trained = {name for name, parameter in model.named_parameters() if parameter.requires_grad}
    assert {name for name, _ in rest.named_parameters()} == trained


def test_freezing_no_stage_trains_all_and_cuts_nothing():
    model = _model("test_efficientnet")
    freeze(model, 0)
    assert all(parameter.requires_grad for parameter in model.parameters())
    assert cut_behind(model, 64) is None


def test_freezing_every_stage_leaves_the_classifier():
    model = _model("test_efficientnet")
    freeze(model, len(stage_parameters(model)))
    trained = [name for name, parameter in model.named_parameters() if parameter.requires_grad]
    assert trained == ["classifier.weight", "classifier.bias"]


def test_more_stages_than_there_are_cannot_be_frozen():
    model = _model("test_resnet")
    with pytest.raises(InvalidSpecError, match=r"has 4 stages; frozen is 5. Use 0 to 4"):
        freeze(model, 5)


def test_a_transformer_is_not_cut():
    model = _model("test_vit")
    freeze(model, 2)
    assert cut_behind(model, 160) is None


def test_frozen_stages_stay_as_they_were_and_the_others_learn():
    model = _model("test_resnet")
    freeze(model, 2)
    before = deepcopy(model.state_dict())
    train_mode(model)
    optimizer = torch.optim.SGD([one for one in model.parameters() if one.requires_grad], lr=0.1)
    model(torch.rand(4, 3, 64, 64)).square().sum().backward()
    optimizer.step()
    frozen = tuple({"conv1.", "bn1.", "layer1.", "layer2."})
    changed = {name for name, tensor in model.state_dict().items() if not torch.equal(tensor, before[name])}
    assert changed
    assert not [name for name in changed if name.startswith(frozen)]
    assert "layer3.0.bn1.running_mean" in changed
