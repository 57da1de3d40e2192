import numpy as np
import pytest
from PIL import Image

from classifiers.finetune.ensemble import averaged, fit, load
from classifiers.finetune.fit import fit as fit_network
from classifiers.finetune.grad_cam import NoMapError, overlay
from classifiers.finetune.spec import EnsembleSpec, FinetuneSpec
from grouping.errors import GrouplineError, LengthMismatchError
from tests.classifiers.networks import SIZE, TINY, draw, halves

SHARED = {"start": "scratch", "frozen": 0, "epochs": 1, "batch": 9, "augmentation": "none"}


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    return halves(draw(tmp_path_factory.mktemp("pictures"), per_kind=8))


def test_the_mean_is_of_probabilities_not_of_logits():
    sure, unsure = np.log([[0.9, 0.1]]), np.log([[0.3, 0.7]])
    assert averaged([sure, unsure]) == pytest.approx(np.array([[0.6, 0.4]]))
    with pytest.raises(LengthMismatchError):
        averaged([sure, np.zeros((1, 3))])


def test_the_best_networks_answer_together_and_finished_ones_are_not_trained_again(parts, tmp_path):
    spec = EnsembleSpec(
        **SHARED, backbones=(TINY, "test_resnet", "test_convnext"), frozen_stages=(0,), keep=2, size=SIZE
    )
    fitted = fit(spec, *parts, tmp_path)
    scores = [one["val_macro_f1"] for one in fitted.details["networks"]]
    assert [scores[place] for place in fitted.details["kept"]] == sorted(scores, reverse=True)[:2]
    logits = fitted.logits(parts[1].inputs)
    assert np.exp(logits) == pytest.approx(averaged([one.logits(parts[1].inputs) for one in fitted.members]))
    told: list[str] = []
    again = fit(spec, *parts, tmp_path, lambda done, total, message="": told.append(message))
    assert not told
    assert np.array_equal(again.logits(parts[1].inputs), logits)
    checksum = again.save(tmp_path)
    assert not list((tmp_path / "training").glob("network*/training"))  # what a finished one went on from
    assert np.array_equal(load(tmp_path, checksum).logits(parts[1].inputs), logits)


def test_an_overlay_has_the_images_own_size_and_depends_on_the_class(parts):
    fitted = fit_network(FinetuneSpec(**SHARED, backbone=TINY, size=64), *parts)
    image = Image.open(parts[0].inputs.uris[2]).resize((50, 30))
    shown = [overlay(fitted.pixel_models(), image, name) for name in (None, *fitted.classes)]
    assert {one.size for one in shown} == {(50, 30)}
    assert len({one.tobytes() for one in shown}) > 1
    with pytest.raises(GrouplineError, match=r"no class 'rust'; it knows grain, spots, stripes"):
        overlay(fitted.pixel_models(), image, "rust")


def test_a_transformer_has_no_map_to_lay_over_an_image(parts):
    fitted = fit_network(FinetuneSpec(**SHARED, backbone="test_vit", size=32), *parts)
    with Image.open(parts[0].inputs.uris[0]) as image, pytest.raises(NoMapError, match="convolutional"):
        overlay(fitted.pixel_models(), image)
