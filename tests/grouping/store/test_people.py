from collections.abc import Iterator
from pathlib import Path

import pytest

from grouping import passwords
from grouping.errors import GrouplineError, NotAllowedError, UnknownNameError
from grouping.store.database import Database, open_database
from grouping.store.people import (
    add_person,
    check_may,
    find_person,
    has_people,
    people,
    remove_person,
    role_of,
    set_password,
    set_role,
    who_logs_in,
)


@pytest.fixture
def database(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr(passwords, "N", 2**10)
    monkeypatch.setenv("GROUPLINE_DATABASE_URL", database_url)
    database = open_database(tmp_path)
    yield database
    database.engine.dispose()


def test_people_are_added_changed_and_removed(database: Database) -> None:
    assert not has_people(database)
    anna = add_person(database, " Anna ", "labeler", "correct horse", "root")
    add_person(database, "zoe@plant.example", "viewer", None, "root")
    assert [(one.name, one.role, one.has_password) for one in people(database)] == [
        ("anna", "labeler", True),
        ("zoe@plant.example", "viewer", False),
    ]
    changed = set_role(database, "ANNA", "admin", "bob")
    assert (changed.role, changed.changed_by) == ("admin", "bob")
    assert len({anna.stamp, changed.stamp, set_password(database, "anna", "another long one", "bob").stamp}) == 3
    remove_person(database, "anna")
    assert find_person(database, "anna") is None


def test_only_the_right_password_logs_in(database: Database) -> None:
    add_person(database, "anna", "labeler", "correct horse", "root")
    add_person(database, "zoe", "viewer", None, "root")
    found = who_logs_in(database, "Anna", "correct horse")
    assert found is not None
    assert found.name == "anna"
    for name, password in (("anna", "wrong"), ("zoe", ""), ("zoe", "correct horse"), ("nobody", "correct horse")):
        assert who_logs_in(database, name, password) is None


def test_what_cannot_be_is_refused_and_nothing_is_stored(database: Database) -> None:
    add_person(database, "anna", "labeler", None, "root")
    for name, role, password in (
        ("ANNA", "viewer", None),
        ("", "viewer", None),
        ("x" * 101, "viewer", None),
        ("a\nb", "viewer", None),
        ("bob", "boss", None),
        ("bob", "viewer", "short"),
    ):
        with pytest.raises(GrouplineError):
            add_person(database, name, role, password, "root")
    with pytest.raises(UnknownNameError, match="Nobody is called 'zoe'; there are: anna"):
        set_role(database, "zoe", "viewer", "root")
    assert [one.name for one in people(database)] == ["anna"]


def test_roles_count_from_the_first_person_on(database: Database) -> None:
    check_may(database, "somebody", "manage people")
    add_person(database, "ada", "admin", None, "root")
    assert role_of(database, "somebody") is None
    with pytest.raises(NotAllowedError, match=r"somebody is not among the people .* Ask ada for a role"):
        check_may(database, "somebody", "look")
    check_may(database, "ADA", "manage people")
