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
