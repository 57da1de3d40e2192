import dataclasses

import pytest

from grouping.errors import UnknownNameError
from grouping.files import key_of
from grouping.sweep import InvalidSweepError, SweepSpec


def test_spellings_and_lists_come_to_one_form() -> None:
    spec = SweepSpec(algorithms=["K-Means", "ward"], clusters=[5, 3, 3])
    assert spec == SweepSpec(algorithms=("kmeans", "agglomerative"), clusters=(3, 5))
    assert hash(spec) == hash(SweepSpec(algorithms=("kmeans", "agglomerative"), clusters=(3, 5)))
    assert key_of(SweepSpec(clusters=range(2, 5))) == key_of(SweepSpec(clusters=[2, 3, 4]))


def test_a_spec_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        SweepSpec().seed = 1  # type: ignore[misc]  # the point of the test


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"clusters": [1, 2]}, "from 2 on"),
        ({"clusters": []}, "from 2 on"),
        ({"algorithms": []}, "No algorithm"),
        ({"components": 0}, "components is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"micro_clusters": 50}, "micro_clusters is 50"),
    ],
)
def test_values_out_of_range_are_refused_with_what_is_allowed(settings: dict, message: str) -> None:
    with pytest.raises(InvalidSweepError, match=message):
        SweepSpec(**settings)


def test_an_unknown_profile_is_refused_with_the_list() -> None:
    with pytest.raises(UnknownNameError, match="recommended, paper"):
        SweepSpec(profile="fast")
