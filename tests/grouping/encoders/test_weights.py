import time

import pytest

from grouping.encoders import hub
from grouping.encoders.catalogue import card
from grouping.encoders.weights import available, find_weights
from grouping.errors import MissingWeightsError


@pytest.fixture(autouse=True)
def _no_weights_of_this_machine(monkeypatch, tmp_path):
    monkeypatch.delenv("GROUPLINE_WEIGHTS_DIR", raising=False)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))


def test_the_lite_encoders_are_bundled():
    for name in ("efficientnet_lite0", "efficientnet_lite1", "efficientnet_lite2"):
        assert available(name) == "bundled"
        assert find_weights(card(name)).suffix == ".pth"


@pytest.mark.parametrize("file", ["vgg16.pth", "vgg16.tv_in1k.safetensors", "vgg16-397923af.pth", "vgg16.pt"])
def test_a_file_is_found_in_the_weights_folder_by_the_encoders_or_timms_name(tmp_path, monkeypatch, file):
    (tmp_path / file).touch()
    (tmp_path / "vgg16_bn.pth").touch()
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(tmp_path))
    assert available("vgg16") == available("vgg16_fc7") == "file"
    assert find_weights(card("vgg16")) == tmp_path / file
    assert available("resnet50") == "hub"


def test_a_single_file_serves_the_encoder_it_is_named_for_and_no_other(tmp_path, monkeypatch):
    (tmp_path / "resnet50.pth").touch()
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(tmp_path / "resnet50.pth"))
    assert available("resnet50") == "file"
    assert available("efficientnet_lite0") == "bundled"


def test_a_plants_own_file_goes_before_the_bundled_one(tmp_path, monkeypatch):
    (tmp_path / "efficientnet_lite0.pth").touch()
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(tmp_path))
    assert available("efficientnet_lite0") == "file"


def test_an_earlier_download_is_found_in_the_cache(tmp_path):
    file = tmp_path / "hub/models--timm--vgg16.tv_in1k/snapshots/abc/model.safetensors"
    file.parent.mkdir(parents=True)
    file.touch()
    assert available("vgg16") == "cached"
    assert available("timm:vgg16") == "cached"
    assert find_weights(card("vgg16")) == file


def test_no_weights_names_all_three_ways_quickly(monkeypatch):
    monkeypatch.setattr(
        "huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", "http://127.0.0.1:9/{repo_id}/{filename}"
    )
    started = time.monotonic()
    with pytest.raises(MissingWeightsError) as caught:
        find_weights(card("vgg16"))
    assert time.monotonic() - started < hub.SECONDS_TO_ANSWER + 1
    message = str(caught.value)
    for word in ("efficientnet_lite0", "internet", "GROUPLINE_WEIGHTS_DIR", "vgg16.pth", "127.0.0.1:9"):
        assert word in message
