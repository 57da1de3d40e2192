import json
import math
import subprocess
import sys

import pytest

from classifiers.errors import InvalidSpecError
from classifiers.finetune.network_spec import BACKBONES, backbone_card
from classifiers.finetune.plan import PLANS
from classifiers.finetune.spec import EnsembleSpec, FinetuneSpec, stage_sweep
from classifiers.recipes import make_spec, plain, recipe_of, title_of
from classifiers.siamese.spec import SiameseSpec
from grouping.errors import UnknownNameError

SPECS = [
    FinetuneSpec(),
    FinetuneSpec(weighting="given", class_weights={"good": 1, "bad": 5}, augmentation="parts", views=0),
    EnsembleSpec(backbones=("resnet50", "efficientnet_lite0"), frozen_stages=(2, 3), keep=2),
    SiameseSpec(loss="bce"),
]


@pytest.mark.parametrize("spec", SPECS, ids=recipe_of)
def test_a_recipe_survives_the_way_through_json(spec):
    assert make_spec(recipe_of(spec), json.loads(json.dumps(plain(spec)))) == spec


def test_the_recipes_are_read_without_torch():
    script = (
        "import sys; from classifiers.recipes import make_spec;"
        "[make_spec(name, {}) for name in ('finetune', 'ensemble', 'siamese')];"
        "sys.exit(any(name in sys.modules for name in ('torch', 'timm', 'sklearn', 'onnxruntime')))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"epochs": 0}, "epochs is 0"),
        ({"batch": 1}, "batch is 1"),
        ({"learning_rate": 0}, "learning_rate is 0"),
        ({"learning_rate": math.nan}, "learning_rate is nan"),
        ({"warm_up": 21}, "warm_up is 21"),
        ({"size": 16}, "size is 16"),
        ({"dropout": 0.95}, "dropout is 0.95"),
        ({"views": 1}, "views=1 is the unchanged image alone"),
        ({"start": "scratch"}, "5 stages of random weights would stay random"),
        ({"weighting": "given"}, "class_weights and weighting='given' go together"),
        ({"class_weights": {"a": 1}}, "class_weights and weighting='given' go together"),
        ({"weighting": "given", "class_weights": {"a": 0}}, "more than 0"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(values, message):
    with pytest.raises(InvalidSpecError, match=message):
        FinetuneSpec(**values)


@pytest.mark.parametrize("name", ["precision", "start", "loss", "weighting", "preprocessing"])
def test_an_unknown_name_is_refused_with_those_there_are(name):
    with pytest.raises(UnknownNameError, match=r"'wrong'.*Choose one of"):
        FinetuneSpec(**{name: "wrong"})


def test_a_model_of_texts_is_no_backbone():
    with pytest.raises(UnknownNameError, match="open_clip"):
        FinetuneSpec(backbone="clip_vit_b32")


def test_backbones_go_by_their_name_in_timm_too():
    assert backbone_card("tf_efficientnet_lite0") is backbone_card("efficientnet_lite0")
    assert backbone_card("timm:resnet50") is backbone_card("resnet50")
    assert {backbone_card(name).library for name in BACKBONES} == {"timm"}


def test_a_network_from_scratch_says_so_in_its_title():
    assert title_of(FinetuneSpec(start="scratch", frozen=0)) == "efficientnet_lite0 from scratch"
    assert "scratch" in title_of(SiameseSpec())
    assert "scratch" in title_of(EnsembleSpec(start="scratch", frozen=0, frozen_stages=(0,), keep=1))


def test_a_small_siamese_encoder_cannot_start_pre_trained():
    with pytest.raises(InvalidSpecError, match="no pre-trained weights"):
        SiameseSpec(start="pretrained")


def test_the_learning_rate_rises_through_the_warm_up_and_falls_as_a_cosine():
    spec = FinetuneSpec(epochs=5, warm_up=1)
    shares = [spec.share_of_rate(step, steps=4) for step in range(20)]
    assert shares[:4] == [0.25, 0.5, 0.75, 1.0]
    assert shares[4] == 1.0
    assert shares[12] == pytest.approx(0.5)  # halfway from step 4 to step 20
    assert shares[19] == pytest.approx(0.5 * (1 + math.cos(math.pi * 15 / 16)))


def test_a_sweep_over_frozen_stages_changes_nothing_else():
    swept = stage_sweep(FinetuneSpec(seed=7), (0, 3))
    assert [(one.frozen, one.seed) for one in swept] == [(0, 7), (3, 7)]


def test_an_ensemble_trains_every_backbone_with_every_number_of_frozen_stages():
    spec = EnsembleSpec(backbones=("resnet50", "efficientnet_lite0"), frozen_stages=(2, 3), keep=4)
    assert [(one.backbone, one.frozen) for one in spec.members()] == [
        ("resnet50", 2),
        ("resnet50", 3),
        ("efficientnet_lite0", 2),
        ("efficientnet_lite0", 3),
    ]
    with pytest.raises(InvalidSpecError, match="keep is 5"):
        EnsembleSpec(backbones=("resnet50", "efficientnet_lite0"), frozen_stages=(2, 3), keep=5)


def test_kept_views_need_no_number_where_nothing_is_changed():
    assert FinetuneSpec(augmentation="none", views=0).kept_views == 1
    assert FinetuneSpec(augmentation=PLANS["parts"], views=0).kept_views == 0
