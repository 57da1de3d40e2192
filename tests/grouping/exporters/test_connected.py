from grouping.exporters.connected import Sets


def test_groups_that_share_a_member_are_one() -> None:
    found = Sets.linked([["a", "b"], ["c", "d"], ["d", "e"], ["b", "e"], ["f"]]).groups()
    assert sorted(sorted(group) for group in found) == [["a", "b", "c", "d", "e"], ["f"]]


def test_a_long_chain_is_one_group() -> None:
    links = [[str(n), str(n + 1)] for n in range(20_000)]
    assert len(Sets.linked(links).groups()) == 1
