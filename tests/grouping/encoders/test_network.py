import subprocess
import sys

import numpy as np
import pytest
import timm
import torch
from PIL import Image
from safetensors.torch import save_file
from sklearn.datasets import load_sample_images

from grouping.encoders.catalogue import CATALOGUE, ENCODERS, card
from grouping.encoders.network import Encoder, build_network, load_encoder
from grouping.encoders.preprocess import preprocess
from grouping.encoders.state import load_state, read_state
from grouping.encoders.weights import bundled_file
from grouping.errors import InvalidEmbeddingsError, MissingWeightsError, UnknownNameError

# ImageNet classes; the larger Lite networks see the palace in the temple, and the bee's world in the flower
TEMPLE, FLOWER = 442, 985  # bell cote, daisy
RECOGNISED = {
    "efficientnet_lite0": [{TEMPLE}, {FLOWER}],
    "efficientnet_lite1": [{698}, {FLOWER}],
    "efficientnet_lite2": [{698}, {599, 309, 310}],
}


@pytest.fixture(scope="module")
def photographs():
    return [Image.fromarray(image) for image in load_sample_images().images]  # temple, flower


@pytest.fixture(scope="module")
def lite0():
    return load_encoder("efficientnet_lite0", device="cpu")


@pytest.mark.parametrize("name", RECOGNISED)
def test_the_bundled_weights_with_their_classifier_recognise_two_photographs(name, photographs):
    encoder = load_encoder(name, device="cpu")
    state = read_state(bundled_file(card(name)))
    embeddings = encoder.embed(np.concatenate([preprocess(image, encoder.card) for image in photographs]))
    scores = embeddings @ state["_fc.weight"].numpy().T + state["_fc.bias"].numpy()
    for best, right in zip(scores.argmax(axis=1), RECOGNISED[name], strict=True):
        assert int(best) in right


def test_folding_changes_the_embeddings_by_rounding_alone(lite0, photographs):
    network, model = build_network(lite0.card)
    load_state(network, model, bundled_file(lite0.card), lite0.card)
    views = np.concatenate([preprocess(image, lite0.card) for image in photographs])
    mean, std = (torch.tensor(three) * 255 for three in (lite0.format.mean, lite0.format.std))
    with torch.inference_mode():
        plain = network.eval()(((torch.from_numpy(views) - mean) / std).permute(0, 3, 1, 2)).numpy()
    assert np.abs(lite0.embed(views) - plain).max() < 2e-5


def test_an_embedding_does_not_depend_on_its_neighbours_or_on_the_number_of_cores(lite0, photographs):
    views = np.concatenate([preprocess(image, lite0.card) for image in photographs * 10])
    together = lite0.embed(views)
    assert np.abs(together[:1] - lite0.embed(views[:1])).max() < 1e-5
    one_core = Encoder(lite0.card, lite0.format, lite0._network, lite0.checksum, lite0.device)
    one_core._pool = None
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    alone = one_core.embed(views)
    torch.set_num_threads(threads)
    assert (together == alone).all()


def test_wrong_views_are_refused(lite0):
    with pytest.raises(InvalidEmbeddingsError, match=r"uint8; got \(2, 224, 224, 3\) of float64"):
        lite0.embed(np.zeros((2, 224, 224, 3)))
    assert lite0.embed(np.zeros((0, 224, 224, 3), np.uint8)).shape == (0, 1280)


@pytest.mark.parametrize("name", [name for name in ENCODERS if card(name).library == "timm"])
def test_the_catalogues_dimensions_are_those_of_the_networks(name):
    encoder = CATALOGUE[name]
    network, _ = build_network(encoder)
    with torch.inference_mode():
        assert network.eval()(torch.zeros(1, 3, 96, 96, device="meta")).shape == (1, encoder.dim)
    parameters = sum(tensor.numel() for tensor in network.parameters()) / 1e6
    assert parameters == pytest.approx(encoder.parameters, abs=0.06)


@pytest.mark.parametrize("name", ["resnet50", "inception_v3", "vgg16"])
def test_an_encoder_runs_from_a_plants_own_file(name, tmp_path, monkeypatch):
    torch.manual_seed(0)
    network, _ = build_network(card(name))
    state = {key: torch.rand(t.shape) * 0.02 if t.is_floating_point() else t for key, t in network.state_dict().items()}
    save_file({key: tensor for key, tensor in state.items() if not tensor.is_meta}, tmp_path / f"{name}.safetensors")
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(tmp_path))
    encoder = load_encoder(name, device="cpu")
    embeddings = encoder.embed(np.zeros((1, 96, 96, 3), np.uint8))
    assert (embeddings.shape, embeddings.dtype, encoder.dim) == ((1, card(name).dim), np.float32, card(name).dim)


def test_any_model_of_timm_runs_from_a_file_and_completes_its_card(tmp_path, monkeypatch):
    torch.save(timm.create_model("mobilenetv3_small_050").state_dict(), tmp_path / "mobilenetv3_small_050.pth")
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(tmp_path))
    encoder = load_encoder("timm:mobilenetv3_small_050", device="cpu")
    assert encoder.card.dim == encoder.dim == 1024
    assert encoder.card.format.size == 224


def test_without_weights_nothing_is_loaded(monkeypatch, tmp_path):
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(
        "huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", "http://127.0.0.1:9/{repo_id}/{filename}"
    )
    with pytest.raises(MissingWeightsError, match=r"No weights for 'timm:resnet18'"):
        load_encoder("timm:resnet18", device="cpu")


def test_a_misspelt_model_or_device_is_answered_with_the_right_ones():
    with pytest.raises(UnknownNameError, match="timm:resnet50"):
        load_encoder("timm:resnett50", device="cpu")
    with pytest.raises(UnknownNameError, match="auto or one of"):
        load_encoder("efficientnet_lite0", device="tpu")


OUT_OF_MEMORY = """
import resource, sys
import numpy as np
from grouping.encoders import network
encoder = network.load_encoder("efficientnet_lite0", device="cpu")
network._CPU_PIXELS = 64 * 512 * 512
views = np.random.default_rng(0).integers(0, 256, (16, 512, 512, 3), np.uint8)
large = np.zeros((1, 2048, 2048, 3), np.uint8)
wanted = encoder.embed(views[:1])
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 250_000_000, resource.RLIM_INFINITY))
found = encoder.embed(views)
assert found.shape == (16, 1280) and np.abs(found[:1] - wanted).max() < 1e-4
resource.setrlimit(resource.RLIMIT_AS, (used + 30_000_000, resource.RLIM_INFINITY))
try:
    encoder.embed(large)
except network.OutOfMemoryError as error:
    assert "too little memory for one view of 2048x2048" in str(error)
    sys.exit(7)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits the address space through Linux's /proc and rlimit")
def test_a_batch_that_does_not_fit_into_memory_halves_and_goes_on():
    done = subprocess.run([sys.executable, "-c", OUT_OF_MEMORY], capture_output=True, text=True, check=False)
    assert done.returncode == 7, done.stderr
