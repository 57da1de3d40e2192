import numpy as np
import onnx
import pytest
import torch

from classifiers.deploy.deploy import deploy
from classifiers.deploy.export import ExportError, export_onnx
from classifiers.deploy.int8 import EXPOSURES, exposed, quantize
from classifiers.deploy.report import read_deployment
from classifiers.deploy.session import OnnxNetwork
from classifiers.errors import DamagedModelError, UntrainableError
from classifiers.finetune.fit import fit
from classifiers.finetune.spec import FinetuneSpec
from tests.classifiers.networks import KINDS, SIZE, TINY, draw, halves

SPEC = FinetuneSpec(
    backbone=TINY, start="scratch", frozen=0, size=SIZE, epochs=4, batch=9, augmentation="none", learning_rate=0.003
)


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    return halves(draw(tmp_path_factory.mktemp("pictures")))


@pytest.fixture(scope="module")
def fitted(parts):
    return fit(SPEC, *parts)


@pytest.fixture(scope="module")
def deployed(parts, fitted, tmp_path_factory):
    folder = tmp_path_factory.mktemp("deployed")
    return folder, deploy(fitted.pixel_models()[0], parts[0].inputs, parts[1], folder)


def test_the_onnx_file_gives_the_networks_own_logits_for_any_number_of_images(deployed, fitted, parts):
    folder, report = deployed
    exported = OnnxNetwork(folder / "network.onnx")
    onnx.checker.check_model(onnx.load(folder / "network.onnx"), full_check=True)
    assert exported.classes == KINDS
    assert exported.size == SIZE
    for n in (1, 9):
        inputs = parts[1].inputs.rows(np.arange(n))
        assert exported.logits(inputs) == pytest.approx(fitted.logits(inputs), abs=1e-4)
    assert report.largest_difference < 1e-4


def test_eight_bits_are_smaller_and_answer_nearly_alike(deployed, fitted, parts):
    folder, report = deployed
    small = OnnxNetwork(folder / "network.int8.onnx")
    kinds = {node.op_type for node in onnx.load(folder / "network.int8.onnx").graph.node}
    assert {"QuantizeLinear", "DequantizeLinear"} <= kinds
    assert report.form("int8").megabytes < report.form("onnx").megabytes
    ours, theirs = fitted.logits(parts[0].inputs), small.logits(parts[0].inputs)
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.97


def test_the_report_tells_what_was_measured_and_can_be_read_again(deployed, parts):
    folder, report = deployed
    assert read_deployment(folder) == report
    assert read_deployment(folder / "elsewhere") is None
    assert (report.n_judged, report.n_calibration) == (len(parts[1]), len(parts[0]))
    told = report.summary()["against_eager"]["int8"]
    assert told["accuracy_change"] == report.form("int8").accuracy - report.form("eager").accuracy
    assert told["speedup"] == report.form("eager").latency_ms / report.form("int8").latency_ms


def test_calibration_shows_each_image_as_it_is_darker_and_brighter():
    squares = np.full((2, 4, 4, 3), 200, np.uint8)
    lit = exposed(squares)
    assert lit.shape == (2 * len(EXPOSURES), 4, 4, 3)
    assert [int(one[0, 0, 0]) for one in lit[::2]] == [200, 100, 255]


def test_a_file_that_answers_otherwise_than_the_network_is_not_kept(fitted, tmp_path, monkeypatch):
    monkeypatch.setattr("classifiers.deploy.export.TOLERANCE", 0.0)
    views = np.random.default_rng(0).integers(0, 256, (4, SIZE, SIZE, 3), dtype=np.uint8)
    with torch.no_grad(), pytest.raises(ExportError, match="was not kept"):
        export_onnx(fitted.pixel_models()[0], tmp_path / "network.onnx", views)
    assert not list(tmp_path.iterdir())


def test_a_damaged_file_and_missing_images_say_what_to_do(tmp_path, fitted, parts):
    (tmp_path / "network.onnx").write_bytes(b"nothing")
    with pytest.raises(DamagedModelError, match="Export it again"):
        OnnxNetwork(tmp_path / "network.onnx")
    with pytest.raises(UntrainableError, match="Calibration needs training images"):
        quantize(tmp_path / "network.onnx", tmp_path / "small.onnx", np.empty((0, 8, 8, 3), np.uint8))
    gone = draw(tmp_path / "gone", per_kind=1, seed=9)
    for path in (tmp_path / "gone").iterdir():
        path.unlink()
    with pytest.raises(UntrainableError, match="None of the 3 test images can be read"):
        deploy(fitted.pixel_models()[0], parts[0].inputs, gone, tmp_path)
