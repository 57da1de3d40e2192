"""A selection in the address: short ones written out, long ones kept under a key."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grouping.errors import UnknownNameError
from grouping.project import Project
from grouping.store import selections
from ui.explore.selection_link import KEPT, LONGEST, coded, decoded, link_of, linked


@given(st.sets(st.integers(0, 5_000), max_size=300))
def test_what_is_written_is_read_back_in_order(ids: set[int]) -> None:
    assert decoded(coded(tuple(ids))) == tuple(sorted(ids))


def test_runs_are_short() -> None:
    assert coded((7, 8, 9, 40)) == "7-2.v"
    assert len(coded(range(1_000, 9_000))) < 10
    assert len(coded(range(0, 900, 3))) <= LONGEST


@pytest.mark.parametrize("code", ["!", "1.-", "7-2.v%", "zzzzzzzz-zzzzzzzz", "-5"])
def test_what_was_cut_or_changed_is_told(code: str) -> None:
    with pytest.raises(UnknownNameError, match="cannot be read"):
        decoded(code)


def test_a_long_selection_is_kept_and_found_by_its_key(home: Path) -> None:
    project = Project.create("coils")
    ids = tuple(range(0, 90_000, 7))
    link = link_of(project, ids)
    assert link.startswith(KEPT)
    assert len(link) < 20
    assert linked(project, link) == ids
    assert link_of(project, ids[::-1]) == link


@pytest.mark.parametrize("link", ["~", "~0123456789abcdef", "~../../../etc/passwd"])
def test_a_selection_that_is_not_kept_is_told(home: Path, link: str) -> None:
    with pytest.raises(UnknownNameError, match="not kept any more"):
        linked(Project.create("coils"), link)


def test_the_oldest_selections_go_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selections, "KEPT", 2)
    project = Project.create("coils")
    keys = []
    for number in range(3):
        keys.append(selections.keep_selection(project.workspace, project.id, [number]))
        os.utime(project.workspace.selection(project.id, keys[-1]), (number, number))
    selections.keep_selection(project.workspace, project.id, [1])
    assert selections.kept_selection(project.workspace, project.id, keys[1]) == (1,)
    with pytest.raises(UnknownNameError):
        selections.kept_selection(project.workspace, project.id, keys[0])
