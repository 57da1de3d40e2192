import pickle

import pytest
import timm
import torch
from safetensors.torch import save_file

from grouping.encoders.catalogue import card
from grouping.encoders.network import build_network
from grouping.encoders.state import UnfitWeightsError, checksum, load_state, read_state

RESNET = card("resnet50")


@pytest.fixture(scope="module")
def resnet():
    torch.manual_seed(0)
    return timm.create_model("resnet50", pretrained=False).state_dict()


def filled(state_file, encoder=RESNET):
    network, model = build_network(encoder)
    load_state(network, model, state_file, encoder)
    return network


def test_every_file_format_and_wrapping_gives_the_very_tensors_and_one_checksum(resnet, tmp_path):
    headless = {name: tensor for name, tensor in resnet.items() if not name.startswith("fc.")}
    uncounted = {name: tensor for name, tensor in resnet.items() if not name.endswith("num_batches_tracked")}
    torch.save(resnet, tmp_path / "plain.pth")
    torch.save({"state_dict": {f"module.{k}": v for k, v in resnet.items()}, "epoch": 3}, tmp_path / "wrapped.pth")
    torch.save(uncounted, tmp_path / "uncounted.pt")
    save_file(headless, tmp_path / "headless.safetensors")
    sums = set()
    for file in tmp_path.iterdir():
        network = filled(file)
        assert all(torch.equal(tensor, resnet[name]) for name, tensor in network.state_dict().items())
        sums.add(checksum(network))
    assert len(sums) == 1


def test_one_changed_number_changes_the_checksum(resnet, tmp_path):
    torch.save(resnet, tmp_path / "a.pth")
    network = filled(tmp_path / "a.pth")
    before = checksum(network)
    with torch.no_grad():
        next(network.parameters()).flatten()[0] += 1
    assert checksum(network) != before


def test_another_networks_file_is_refused_by_name(resnet, tmp_path):
    torch.save(resnet, tmp_path / "vgg16.pth")
    for name in ("vgg16", "vgg16_fc7", "inception_v3", "efficientnet_b7", "efficientnet_lite0"):
        with pytest.raises(UnfitWeightsError, match=rf"vgg16\.pth does not hold the weights of '{name}'.*missing"):
            filled(tmp_path / "vgg16.pth", card(name))


def test_a_larger_sibling_is_refused_although_it_holds_every_name(tmp_path):
    sibling = timm.create_model("resnet101", pretrained=False).state_dict()
    save_file(sibling, tmp_path / "resnet50.safetensors")
    with pytest.raises(UnfitWeightsError, match="is not part of it"):
        filled(tmp_path / "resnet50.safetensors")


class _Dangerous:
    def __reduce__(self):
        return (exec, ("raise SystemExit('code ran')",))


def test_code_in_a_file_is_never_run(tmp_path):
    (tmp_path / "evil.pth").write_bytes(pickle.dumps({"a": _Dangerous()}))
    torch.save({"a": _Dangerous()}, tmp_path / "zip.pth")
    for file in tmp_path.iterdir():
        with pytest.raises(UnfitWeightsError, match="cannot be read as a file of tensors"):
            read_state(file)


def test_damaged_and_foreign_files_say_so(tmp_path):
    for name, content in {"a.pth": b"", "b.pth": b"text", "c.safetensors": b"\x00" * 9}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnfitWeightsError, match=r"cannot be read.*state_dict"):
            read_state(tmp_path / name)
    torch.save([torch.zeros(1)], tmp_path / "list.pth")
    with pytest.raises(UnfitWeightsError, match="holds list"):
        read_state(tmp_path / "list.pth")


def test_torchvisions_own_file_of_vgg16_is_read_for_both_layers(tmp_path):
    """Its names as torchvision writes them; the fully connected layers are kept small by sharing one storage."""
    body = {k: v for k, v in timm.create_model("vgg16", device="meta").state_dict().items() if "features" in k}
    state = {name: torch.full(tensor.shape, 0.01) for name, tensor in body.items()}
    state |= {"classifier.0.weight": torch.zeros(1).expand(4096, 25088), "classifier.0.bias": torch.zeros(4096)}
    state |= {"classifier.3.weight": torch.zeros(1).expand(4096, 4096), "classifier.3.bias": torch.zeros(4096)}
    state |= {"classifier.6.weight": torch.zeros(1000, 4096), "classifier.6.bias": torch.zeros(1000)}
    torch.save(state, tmp_path / "vgg16-397923af.pth")
    for name in ("vgg16", "vgg16_fc7"):
        network = filled(tmp_path / "vgg16-397923af.pth", card(name))
        assert torch.equal(network.state_dict()["features.0.weight"], state["features.0.weight"])
