import numpy as np
import pytest
from PIL import Image

from classifiers.errors import InvalidSpecError
from classifiers.finetune.augment import Augment, preview
from classifiers.finetune.plan import LIMITS, PLANS, AugmentPlan, plan
from grouping.errors import UnknownNameError


@pytest.fixture
def view():
    return np.random.default_rng(0).integers(0, 256, (24, 32, 3), dtype=np.uint8)


def test_a_plan_is_found_by_name_and_by_its_strengths():
    assert plan("strips") is PLANS["strips"]
    assert plan({"rotate": 5}) == AugmentPlan(rotate=5)


def test_an_unknown_plan_or_strength_is_refused_with_those_there_are():
    with pytest.raises(UnknownNameError, match=r"'sheets'.*none, strips, parts"):
        plan("sheets")
    with pytest.raises(UnknownNameError, match=r"no blur.*flip_sides"):
        plan({"blur": 1})


@pytest.mark.parametrize("name", LIMITS)
def test_a_strength_out_of_its_limits_is_refused(name):
    with pytest.raises(InvalidSpecError, match=rf"{name} is .*0 \(off\) to"):
        AugmentPlan(**{name: LIMITS[name] * 1.01})
    with pytest.raises(InvalidSpecError):
        AugmentPlan(**{name: -0.01})


def test_strips_are_never_turned_far():
    assert PLANS["strips"].rotate <= 5
    assert PLANS["strips"].perspective == 0


@pytest.mark.parametrize("name", PLANS)
def test_a_view_has_the_shape_of_the_image_and_comes_from_its_seed(name, view):
    augment = Augment(PLANS[name], 24, 32)
    first = augment(view, 0, 1)
    assert first.shape == view.shape
    assert first.dtype == np.uint8
    assert np.array_equal(first, augment(view, 0, 1))
    assert np.array_equal(first, augment(view, 0, 2)) != PLANS[name].changes


@pytest.mark.parametrize(("strength", "axis"), [("flip_sides", 1), ("flip_ends", 0)])
def test_a_sure_flip_is_the_mirror_image(strength, axis, view):
    assert np.array_equal(Augment(AugmentPlan(**{strength: 1.0}), 24, 32)(view, 0), np.flip(view, axis))


def test_noise_has_the_strength_that_the_plan_says():
    grey = np.full((200, 200, 3), 128, np.uint8)
    augment = Augment(AugmentPlan(noise=8), 200, 200)
    spread = sorted(float(augment(grey, seed).std()) for seed in range(20))
    assert spread[0] == 0  # half of the views have none
    assert spread[-1] == pytest.approx(8, rel=0.05)


def test_bending_shows_no_border():
    grey = np.full((40, 40, 3), 200, np.uint8)
    augment = Augment(AugmentPlan(rotate=180, scale=0.1), 40, 40)
    assert all((augment(grey, seed) == 200).all() for seed in range(10))


def test_drawing_a_view_leaves_torchs_own_random_numbers_alone(view):
    import torch

    before = torch.get_rng_state()
    Augment(PLANS["parts"], 24, 32)(view, 3)
    assert torch.equal(before, torch.get_rng_state())


def test_a_preview_gives_views_of_the_images_own_size(view):
    shown = preview(PLANS["parts"], Image.fromarray(view), n=3)
    assert [image.size for image in shown] == [(32, 24)] * 3
    assert len({image.tobytes() for image in shown}) == 3


def test_a_preview_turns_a_strip_as_training_does_inside_its_square(view):
    strip = np.zeros((64, 1600, 3), np.uint8)
    strip[30:34] = 255
    for shown in preview(AugmentPlan(rotate=3), Image.fromarray(strip), n=6):
        rows = np.asarray(shown)[:, :, 0].astype(float)
        ends = [np.average(np.arange(64), weights=rows[:, column] + 1e-9) for column in (80, 1520)]
        assert abs(ends[0] - ends[1]) < 4.5  # three degrees of a square are 5 % of the height, not 80 pixels
