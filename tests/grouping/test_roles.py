import pytest

from grouping.errors import GrouplineError
from grouping.roles import LEAST, ROLES, check_role, covers, refusal


def test_each_role_may_do_what_the_one_before_it_may() -> None:
    for action in LEAST:
        allowed = [not refusal("anna", role, action, ()) for role in ROLES]
        assert allowed == sorted(allowed), action
        assert allowed[-1], action


def test_nobody_may_do_nothing() -> None:
    assert all(refusal("anna", None, action, ()) for action in LEAST)
    assert not covers(None, "viewer")


def test_a_refusal_says_who_what_which_role_and_whom_to_ask() -> None:
    assert refusal("vera", "viewer", "label", ["ada", "bob"]) == (
        "vera is a viewer and may not label: that takes the role labeler. Ask ada or bob for it."
    )
    assert "Ask whoever runs Groupline" in refusal("vera", None, "look", ())


def test_another_role_is_refused_with_those_there_are() -> None:
    with pytest.raises(GrouplineError, match="no role 'boss'; the roles are viewer, labeler, admin"):
        check_role("boss")
