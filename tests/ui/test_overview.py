from hypothesis import given
from hypothesis import strategies as st

from ui.overview import spread


@given(ids=st.lists(st.integers(), unique=True).map(sorted).map(tuple), wanted=st.integers(0, 9))
def test_examples_are_as_many_as_wanted_or_there_are_and_keep_their_order(ids: tuple[int, ...], wanted: int) -> None:
    chosen = spread(ids, wanted)
    assert len(chosen) == min(wanted, len(ids))
    assert list(chosen) == sorted(set(chosen) & set(ids))


def test_examples_come_from_all_over_the_group() -> None:
    assert spread(tuple(range(100)), 4) == (12, 37, 62, 87)
