from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from classifiers.finetune.stages import stage_parameters
from classifiers.siamese.fit import fit
from classifiers.siamese.fitted import load
from classifiers.siamese.losses import build_pair_loss
from classifiers.siamese.pairs import draw_pairs
from classifiers.siamese.references import ABSENT, SCALE, References, choose_references
from classifiers.siamese.small import SmallEncoder
from classifiers.siamese.spec import LOSSES, SiameseSpec
from grouping.errors import CancelledError
from tests.classifiers.networks import draw, halves

SPEC = SiameseSpec(convolutions=4, dim=16, size=32, epochs=2, batch=16, augmentation="none", learning_rate=0.003)
labels = st.lists(st.integers(0, 3), min_size=2, max_size=40).map(np.array).filter(lambda y: len(np.unique(y)) > 1)


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    return halves(draw(tmp_path_factory.mktemp("pictures"), per_kind=8))


@given(labels, st.integers(2, 80))
def test_pairs_are_half_alike_and_every_class_has_as_many_as_the_others(y, count):
    pairs = draw_pairs(y, count, seed=0, epoch=1)
    assert len(pairs) == count
    assert pairs.same.sum() == (count + 1) // 2
    assert np.array_equal(y[pairs.a] == y[pairs.b], pairs.same == 1)
    for alike in (0, 1):
        first = np.bincount(y[pairs.a[pairs.same == alike]], minlength=4)[np.unique(y)]
        assert first.max() - first.min() <= 1
    alone = pairs.a == pairs.b
    assert all((y == y[row]).sum() == 1 for row in pairs.a[alone])


def test_each_epoch_draws_other_pairs_and_the_same_epoch_the_same():
    y = np.arange(30) % 3
    first, again, next_ = (draw_pairs(y, 60, 0, epoch) for epoch in (0, 0, 1))
    assert np.array_equal(first.b, again.b)
    assert not np.array_equal(first.b, next_.b)


def test_the_margin_loss_is_the_distance_of_like_pairs_and_what_different_ones_lack():
    a, b = torch.tensor([[2.0, 0.0], [3.0, 0.0], [1.0, 0.0]]), torch.tensor([[0.0, 1.0], [1.0, 0.1], [-1.0, 0.0]])
    loss = build_pair_loss("contrastive", margin=1.0)(a, b, torch.tensor([1, 0, 0]))
    near = float((functional.normalize(b[1], dim=0) - torch.tensor([1.0, 0.0])).norm())
    # the like pair lies a right angle apart; of the different ones the opposite pair costs nothing and is not counted
    assert float(loss) == pytest.approx(2**0.5 + (1 - near), abs=1e-4)


def test_the_similarity_losses_fall_as_like_images_come_together():
    same = torch.tensor([1, 0] * 2)
    apart = torch.tensor([[1.0, 0.0]] * 4), torch.tensor([[-1.0, 0.0], [1.0, 0.0]] * 2)
    together = torch.tensor([[1.0, 0.0]] * 4), torch.tensor([[1.0, 0.0], [-1.0, 0.0]] * 2)
    for name in LOSSES:
        loss = build_pair_loss(name, 1.0)
        assert float(loss(*together, same).detach()) < float(loss(*apart, same).detach())
    bce = build_pair_loss("bce", 1.0)
    expected = functional.binary_cross_entropy_with_logits(torch.tensor([-5.0, 5.0] * 2), same.float())
    assert float(bce(*apart, same).detach()) == pytest.approx(float(expected))


def test_references_are_the_images_nearest_to_the_centres_of_their_class():
    rng = np.random.default_rng(0)
    angles = np.concatenate([rng.normal(centre, 0.02, 20) for centre in (0.0, 1.0, 2.0)])
    embeddings = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    found = choose_references(embeddings, np.zeros(60, dtype=int), 3, seed=0)
    assert sorted(np.round(angles[found.rows]).tolist()) == [0, 1, 2]
    few = choose_references(embeddings[:2], np.array([0, 1]), 3, seed=0)
    assert few.rows.tolist() == [0, 1]


def test_an_image_scores_by_its_mean_similarity_to_each_class():
    references = References(np.arange(3), np.array([[1.0, 0], [0, 1.0], [0, -1.0]]), np.array([0, 0, 2]))
    logits = references.logits(np.array([[1.0, 0.0], [0.0, 1.0]]), n_classes=3)
    assert logits == pytest.approx(SCALE * np.array([[0.5, ABSENT, 0], [0.5, ABSENT, -1]]))


@pytest.mark.parametrize("convolutions", range(4, 11))
def test_the_small_encoder_has_the_convolutions_that_were_asked_for(convolutions):
    encoder = SmallEncoder(convolutions, dim=7, dropout=0.3).eval()
    layers = [one for one in encoder.modules() if isinstance(one, torch.nn.Conv2d)]
    assert len(layers) == convolutions
    assert len([one for one in encoder.modules() if isinstance(one, torch.nn.AvgPool2d)]) == 4
    assert encoder(torch.rand(2, 3, 32, 48)).shape == (2, 7)
    assert len(stage_parameters(encoder)) == convolutions - 1


def test_a_siamese_network_learns_what_is_alike_and_comes_back_from_its_files(parts, tmp_path):
    train, val = parts
    fitted = fit(replace(SPEC, epochs=8, pairs_per_image=4), train, val)
    logits = fitted.logits(val.inputs)
    assert (fitted.logits(train.inputs).argmax(axis=1) == train.y).mean() > 0.6  # by chance a third
    assert set(fitted.details["references"]) <= set(train.inputs.sha256s)
    assert np.bincount(fitted.references.y).max() <= 3
    assert np.array_equal(load(tmp_path, fitted.save(tmp_path)).logits(val.inputs), logits)


@pytest.mark.parametrize("loss", LOSSES)
def test_a_cancelled_siamese_training_goes_on_to_the_very_same_network(loss, parts, tmp_path):
    def stop(done: int, total: int | None, message: str = "") -> None:
        if message.startswith("epoch 2"):
            raise CancelledError("Cancelled; what was finished is kept.")

    spec = replace(SPEC, loss=loss)
    undisturbed = fit(spec, *parts, tmp_path / "whole").save(tmp_path / "whole")
    with pytest.raises(CancelledError):
        fit(spec, *parts, tmp_path / "broken", stop)
    assert fit(spec, *parts, tmp_path / "broken").save(tmp_path / "broken") == undisturbed


def test_a_backbone_with_frozen_stages_can_be_shared_too(parts):
    spec = SiameseSpec(backbone="efficientnet_lite0", start="pretrained", frozen=7, size=32, epochs=1, dim=8)
    fitted = fit(spec, *parts)
    assert fitted.details["frozen_stages_computed_once"]
    assert fitted.embeddings(np.zeros((2, 32, 32, 3), np.uint8)).shape == (2, 8)
