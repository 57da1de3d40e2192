import pytest

from grouping.clustering import ALGORITHMS, PROFILES, algorithm_name
from grouping.clustering.resolve import resolve
from grouping.errors import UnknownNameError


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_recipe_names_a_function_that_exists(profile: str, algorithm: str) -> None:
    recipe = PROFILES[profile][algorithm]
    assert callable(resolve(recipe.function))
    if "estimator" in recipe.settings:
        assert callable(resolve(recipe.settings["estimator"]))


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_runs_the_five_algorithms(profile: str) -> None:
    assert tuple(PROFILES[profile]) == ALGORITHMS


@pytest.mark.parametrize("spelling", ["K-Means", "kmeans", "k_means", "K Means"])
def test_case_and_punctuation_do_not_matter(spelling: str) -> None:
    assert algorithm_name(spelling) == "kmeans"


def test_an_unknown_algorithm_is_refused_with_the_list_of_those_that_exist() -> None:
    with pytest.raises(UnknownNameError, match=r"'dbscan'.*kmeans, agglomerative"):
        algorithm_name("dbscan")
