import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import timm
import torch
from safetensors.torch import save_file

from classifiers.answering import answer, answer_all
from classifiers.errors import DamagedModelError, InvalidSpecError, UntrainableError
from classifiers.finetune.checkpoint import load_checkpoint
from classifiers.finetune.files import load
from classifiers.finetune.fit import fit
from classifiers.finetune.loop import DivergedError
from classifiers.finetune.spec import FinetuneSpec
from grouping.encoders.state import UnfitWeightsError
from grouping.errors import CancelledError, MissingWeightsError
from tests.classifiers.networks import KINDS, SIZE, TINY, draw, halves

SCRATCH = FinetuneSpec(
    backbone=TINY, start="scratch", frozen=0, size=SIZE, epochs=3, batch=9, augmentation="none", learning_rate=0.003
)


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    return halves(draw(tmp_path_factory.mktemp("pictures")))


@pytest.fixture
def weights(tmp_path, monkeypatch):
    """A folder with the tiny network's weights, as a plant without internet has one."""
    torch.manual_seed(1)
    save_file(timm.create_model(TINY, num_classes=5).state_dict(), tmp_path / f"{TINY}.safetensors")
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(tmp_path))
    return tmp_path


def _figures(fitted):
    return [{name: value for name, value in epoch.items() if name != "seconds"} for epoch in fitted.details["history"]]


class _CancelIn:
    """Cancels when the message names an epoch."""

    def __init__(self, epoch: int) -> None:
        self.word = f"epoch {epoch} of"

    def __call__(self, done: int, total: int | None, message: str = "") -> None:
        if message.startswith(self.word):
            raise CancelledError("Cancelled; what was finished is kept.")


def test_the_bundled_backbone_learns_three_kinds_within_seconds(parts):
    spec = FinetuneSpec(size=48, epochs=5, batch=9, frozen=5, augmentation="none", learning_rate=0.003)
    fitted = fit(spec, *parts)
    train, val = parts
    assert fitted.details["frozen_stages_computed_once"]
    assert fitted.details["start"] == "pre-trained weights"
    assert (fitted.logits(train.inputs).argmax(axis=1) == train.y).mean() > 0.85
    assert fitted.details["val_macro_f1"] == max(epoch["macro_f1"] for epoch in fitted.details["history"])
    assert (fitted.logits(val.inputs).argmax(axis=1) == val.y).mean() == pytest.approx(0.9, abs=0.25)


def test_the_same_recipe_gives_the_same_bytes_and_saved_files_the_same_logits(parts, tmp_path):
    first, second = fit(SCRATCH, *parts), fit(SCRATCH, *parts)
    checksum = first.save(tmp_path / "a")
    assert checksum == second.save(tmp_path / "b")
    loaded = load(tmp_path / "a", checksum)
    assert loaded.classes == KINDS
    assert loaded.spec == SCRATCH
    assert np.array_equal(loaded.logits(parts[1].inputs), first.logits(parts[1].inputs))


def test_a_cancelled_training_goes_on_to_the_very_same_network(parts, weights, tmp_path):
    spec = replace(SCRATCH, start="pretrained", frozen=2, augmentation="strips", views=2, balanced=True)
    undisturbed = fit(spec, *parts, tmp_path / "whole")
    with pytest.raises(CancelledError):
        fit(spec, *parts, tmp_path / "broken", _CancelIn(epoch=3))
    (kept,) = (tmp_path / "broken" / "training").glob("checkpoint-*.pt")
    assert len(load_checkpoint(kept)["history"]) == 2
    seen: list[str] = []
    resumed = fit(spec, *parts, tmp_path / "broken", lambda done, total, message="": seen.append(message))
    assert not [message for message in seen if message.startswith(("epoch 1 of", "epoch 2 of"))]
    assert _figures(resumed) == _figures(undisturbed)
    assert resumed.save(tmp_path / "broken") == undisturbed.save(tmp_path / "whole")


def test_the_figures_of_each_epoch_can_be_read_while_it_trains(parts, tmp_path):
    with pytest.raises(CancelledError):
        fit(SCRATCH, *parts, tmp_path, _CancelIn(epoch=2))
    (figures,) = json.loads((tmp_path / "training" / "history.json").read_text())
    assert figures["epoch"] == 1
    assert 0 <= figures["macro_f1"] <= 1


def test_a_loss_that_is_no_number_stops_with_what_to_do_and_keeps_the_last_good_checkpoint(parts, tmp_path):
    wild = replace(SCRATCH, epochs=5, learning_rate=1e30, warm_up=0)
    with pytest.raises(DivergedError, match=r"no number any more, in epoch \d.*1e\+30.*Train with .* 1e\+29 or less"):
        fit(wild, *parts, tmp_path)


def test_training_stops_when_patience_ends(parts):
    still = replace(SCRATCH, epochs=30, patience=2, learning_rate=1e-9)
    fitted = fit(still, *parts)
    assert fitted.details["epochs"] <= fitted.details["best_epoch"] + 2 < 30


def test_mixed_precision_trains_on_a_cpu_too(parts):
    fitted = fit(replace(SCRATCH, precision="mixed", epochs=1, augmentation="parts", views=0), *parts)
    assert np.isfinite(fitted.details["history"][0]["loss"])


def test_a_network_from_scratch_names_no_weights(parts):
    fitted = fit(replace(SCRATCH, epochs=1), *parts)
    assert fitted.details["weights_checksum"] is None
    assert fitted.details["start"] == "random weights (from scratch)"


def test_without_weights_nothing_is_trained_from_random_ones(parts, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("grouping.encoders.hub._check_reach", _out_of_reach)
    with pytest.raises(MissingWeightsError, match="GROUPLINE_WEIGHTS_DIR"):
        fit(replace(SCRATCH, start="pretrained"), *parts)


def _out_of_reach(url: str) -> None:
    raise MissingWeightsError(f"{url} does not answer")


def test_the_weights_of_another_network_are_refused(parts, weights):
    (weights / f"{TINY}.safetensors").rename(weights / "test_resnet.safetensors")
    with pytest.raises(UnfitWeightsError, match=r"does not hold the weights of 'timm:test_resnet'"):
        fit(replace(SCRATCH, backbone="test_resnet", start="pretrained"), *parts)


def test_more_frozen_stages_than_there_are_are_refused(parts, weights):
    with pytest.raises(InvalidSpecError, match=r"stages; frozen is 40"):
        fit(replace(SCRATCH, start="pretrained", frozen=40), *parts)


def test_one_class_or_no_validation_images_cannot_train(parts):
    train, val = parts
    with pytest.raises(UntrainableError, match="one class only"):
        fit(SCRATCH, train.rows(np.flatnonzero(train.y == 0)), val)
    with pytest.raises(UntrainableError, match="no validation images"):
        fit(SCRATCH, train, val.rows(np.array([], dtype=int)))


def test_an_image_that_is_gone_stops_training_by_its_name_and_is_never_taken_for_an_answer(parts, tmp_path):
    examples = draw(tmp_path, per_kind=4, seed=5)
    fitted = fit(replace(SCRATCH, epochs=1), *parts)
    Path(examples.inputs.uris[1]).unlink()
    with pytest.raises(UntrainableError, match=r"1 of 12 images cannot be read, the first: .*spots00.png"):
        fit(SCRATCH, *halves(examples, 3))
    logits, lost = answer(fitted, examples.inputs)
    assert list(lost) == [1]
    assert "cannot be read any more" in lost[1]
    assert np.isnan(logits[1]).all()
    assert np.isfinite(logits[[0, 2]]).all()
    with pytest.raises(UntrainableError, match=r"1 of 12 images cannot be read, the first: .*spots00.png"):
        answer_all(fitted, examples.inputs)


def test_changed_files_are_not_opened(parts, tmp_path):
    fitted = fit(replace(SCRATCH, epochs=1), *parts)
    checksum = fitted.save(tmp_path)
    path = tmp_path / "network.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(DamagedModelError, match="not those that were trained"):
        load(tmp_path, checksum)
    path.unlink()
    with pytest.raises(DamagedModelError, match=r"network.safetensors cannot be read"):
        load(tmp_path, checksum)


def test_a_damaged_checkpoint_says_what_to_do(tmp_path):
    (tmp_path / "checkpoint.pt").write_bytes(b"nothing")
    with pytest.raises(DamagedModelError, match="Delete it to train from the start"):
        load_checkpoint(tmp_path / "checkpoint.pt")
