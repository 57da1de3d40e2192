import re
from typing import Any

import pytest

from classifiers.errors import InvalidSpecError
from classifiers.heads.catalogue import HEADS
from classifiers.heads.spec import HeadSpec
from classifiers.recipes import RECIPES, make_spec, plain, recipe, recipe_of, resolve, title_of


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_resolves(name: str) -> None:
    one = recipe(name)
    for place in (one.spec, one.fit, one.load):
        assert callable(resolve(place))
    assert one.looks_at in ("embeddings", "files")
    assert recipe_of(make_spec(name, {})) == name


@pytest.mark.parametrize("name", HEADS)
def test_every_head_of_the_catalogue_resolves(name: str) -> None:
    assert callable(resolve(HEADS[name].build))


def test_a_spec_survives_plain_values() -> None:
    spec = HeadSpec("mlp", seed=3, search=False)
    assert make_spec("head", plain(spec)) == spec
    assert title_of(spec) == "MLP"


def test_what_is_no_recipe_or_no_value_of_one_is_refused() -> None:
    with pytest.raises(InvalidSpecError, match="There is no recipe 'magic'; there are: head"):
        recipe("magic")
    with pytest.raises(InvalidSpecError, match="has no depth; it has: head"):
        make_spec("head", {"depth": 3})
    with pytest.raises(InvalidSpecError, match="int is no spec"):
        recipe_of(3)


@pytest.mark.parametrize(
    ("recipe", "values", "said"),
    [
        ("finetune", {"epochs": "5"}, "'epochs' is a whole number; got '5'."),
        ("finetune", {"epochs": 2.5}, "'epochs' is a whole number; got 2.5."),
        ("finetune", {"balanced": "no"}, "'balanced' is true or false; got 'no'."),
        ("finetune", {"size": 64.5}, "'size' is a whole number or null; got 64.5."),
        ("finetune", {"backbone": 5}, "'backbone' is text; got 5."),
        ("finetune", {"dropout": "much"}, "'dropout' is a number; got 'much'."),
        ("finetune", {"class_weights": "5:1"}, "class_weights are like"),
        ("finetune", {"augmentation": 5}, "An augmentation is a plan's name"),
        ("head", {"inner_folds": "3"}, "'inner_folds' is a whole number; got '3'."),
        ("head", {"seed": -1}, "The seed is a whole number from 0"),
        ("ensemble", {"backbones": "resnet50"}, "backbones are a list, such as ['resnet50']"),
        ("ensemble", {"frozen_stages": 3}, "frozen_stages are a list, such as [3]"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_name(recipe: str, values: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidSpecError, match=re.escape(said)):
        make_spec(recipe, values)


def test_a_siamese_backbone_is_pretrained_unless_somebody_says_otherwise() -> None:
    assert make_spec("siamese", {}).start == "scratch"
    assert make_spec("siamese", {"backbone": "efficientnet_lite0", "frozen": 5}).start == "pretrained"
    assert make_spec("siamese", {"backbone": "efficientnet_lite0", "start": "scratch"}).start == "scratch"


def test_an_ensemble_from_scratch_freezes_nothing() -> None:
    spec = make_spec("ensemble", {"start": "scratch", "backbones": ["resnet50", "efficientnet_b0"], "keep": 2})
    assert [(one.backbone, one.frozen) for one in spec.members()] == [("resnet50", 0), ("efficientnet_b0", 0)]
