import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torchvision.ops import sigmoid_focal_loss

from classifiers.errors import InvalidSpecError
from classifiers.finetune.losses import FocalLoss, build_loss, class_weights
from classifiers.finetune.sampling import batches, epoch_order

CLASSES = ("bad", "good")
labels = st.lists(st.integers(0, 3), min_size=2, max_size=60).map(np.array)


def test_the_rare_class_weighs_more_by_the_inverse_of_its_frequency():
    y = np.array([0] * 10 + [1] * 90)
    # inverse: 1/10 and 1/90, scaled so that the 100 images weigh 1 on average: both classes weigh 50 in all
    assert class_weights(y, CLASSES, "inverse") == pytest.approx([5.0, 50 / 90])
    root = class_weights(y, CLASSES, "inverse-sqrt")
    assert root[0] / root[1] == pytest.approx(3.0)
    given_ones = class_weights(y, CLASSES, "given", (("good", 1.0), ("bad", 5.0)))
    assert given_ones[0] / given_ones[1] == pytest.approx(5.0)
    assert class_weights(y, CLASSES, "none") == pytest.approx([1, 1])


@given(labels, st.sampled_from(["none", "inverse", "inverse-sqrt"]))
def test_the_weights_of_the_images_average_one(y, weighting):
    weights = class_weights(y, ("a", "b", "c", "d"), weighting)
    assert weights[y].mean() == pytest.approx(1)


def test_weights_for_other_classes_are_refused():
    with pytest.raises(InvalidSpecError, match=r"given for good, but the classes are bad, good"):
        class_weights(np.array([0, 1]), CLASSES, "given", (("good", 1.0),))


def test_focal_loss_without_focus_is_weighted_cross_entropy():
    logits, targets = torch.randn(20, 2, generator=torch.Generator().manual_seed(0)), torch.arange(20) % 2
    weights = np.array([3.0, 0.5])
    ours, theirs = build_loss("focal", weights, 0.0), build_loss("ce", weights, 0.0)
    assert isinstance(ours, FocalLoss)
    assert isinstance(theirs, nn.CrossEntropyLoss)
    assert float(ours(logits, targets)) == pytest.approx(float(theirs(logits, targets)), rel=1e-6)


def test_focal_loss_of_two_classes_is_torchvisions_of_their_difference():
    logits, targets = torch.randn(20, 2, generator=torch.Generator().manual_seed(1)), torch.arange(20) % 2
    theirs = sigmoid_focal_loss(logits[:, 1] - logits[:, 0], targets.float(), alpha=-1, gamma=2, reduction="mean")
    assert float(build_loss("focal", np.ones(2), 2.0)(logits, targets)) == pytest.approx(float(theirs), rel=1e-5)


@given(labels, st.integers(0, 5))
def test_a_plain_epoch_shows_every_image_once(y, epoch):
    assert sorted(epoch_order(y, 0, epoch, balanced=False)) == list(range(len(y)))


@given(labels, st.integers(0, 5))
def test_a_balanced_epoch_shows_every_class_equally_often(y, epoch):
    order = epoch_order(y, 0, epoch, balanced=True)
    shown = np.bincount(y[order])[np.unique(y)]
    assert len(order) == len(y)
    assert shown.max() - shown.min() <= 1
    for one in np.unique(y):
        times = np.bincount(order[y[order] == one], minlength=len(y))[y == one]
        assert times.max() - times.min() <= 1


def test_epochs_differ_and_come_from_their_seed():
    y = np.arange(40) % 4
    assert not np.array_equal(epoch_order(y, 0, 0, balanced=True), epoch_order(y, 0, 1, balanced=True))
    assert np.array_equal(epoch_order(y, 0, 1, balanced=True), epoch_order(y, 0, 1, balanced=True))


@given(st.integers(2, 200), st.integers(2, 64))
def test_no_batch_holds_one_image_alone(n, size):
    parts = batches(np.arange(n), size)
    assert np.concatenate(parts).tolist() == list(range(n))
    assert max(map(len, parts)) <= size
    assert min(map(len, parts)) >= 2 or n < 2 or size == 2
