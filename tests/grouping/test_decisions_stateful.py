"""Random events on a real database: nothing is lost, nothing is in two places, and undo and redo are exact."""

import hashlib
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import insert

from grouping import Project
from grouping.edits import Edit, Split, State
from grouping.errors import GrouplineError
from grouping.history import RETURN, History
from grouping.steps.decide import decide
from grouping.store.decisions import keep_partition, partition
from grouping.store.models import ImageRow, now
from grouping.tree import ROOT
from grouping.types import Ints

N_IMAGES = 24
CLASSES = ("ok", "rust", "scale")
EXAMPLES = int(os.environ.get("GROUPLINE_TEST_EXAMPLES", "6"))
STEPS = int(os.environ.get("GROUPLINE_TEST_STEPS", "60"))


def _fill(project: Project) -> None:
    with project.workspace.database.write() as session:
        session.execute(
            insert(ImageRow),
            [
                {
                    "project_id": project.id, "sha256": f"{i:064x}", "size_bytes": 1, "width": 1, "height": 1,
                    "mode": "grey 8-bit", "format": "PNG", "bits": 8, "frames": 1, "brightness": 0.5, "contrast": 0.1,
                    "sharpness": 0.1, "dark_share": 0.0, "bright_share": 0.0, "notes": [], "near_label": None,
                    "stored_uri": None, "added_at": now(),
                }
                for i in range(N_IMAGES)
            ],
        )  # fmt: skip


def split_at_random(project: Project, path: str, k: int, seed: int) -> None:
    """Split a group by a partition drawn from a seed, through the same store as any other."""
    members = np.array(project.group(path).image_ids)
    labels = np.random.default_rng(seed).integers(0, k, len(members))
    key = keep_partition(project.workspace.database, project.id, members, labels, {"seed": seed})

    def make(past: History) -> tuple[list[Edit], str]:
        return [Split(path, key, "random")], f"split '{path}' at random"

    decide(project.workspace, project.id, project.user, make)


def state_hash(state: State) -> str:
    """Return a hash of all that was decided, which does not depend on how it came about."""
    groups = sorted((g.path, g.name, g.image_ids) for g in state.tree.walk())
    labels = sorted(
        (name, [c.name for c in one.classes], sorted((i, v.class_name) for i, v in one.labels.items()))
        for name, one in state.label_sets.items()
    )
    return hashlib.sha256(repr((groups, sorted(state.tree.discarded.items()), labels)).encode()).hexdigest()


class Decisions(RuleBasedStateMachine):
    """A person who does anything at any time; `project` is set by the test for each database."""

    open_project: ClassVar[Callable[[], Project]]

    def __init__(self) -> None:
        super().__init__()
        self.project = type(self).open_project()
        self.count = 0

    def _try(self, edit: Callable[[], object]) -> None:
        """Make an edit that may be refused with a reason; a refusal changes nothing."""
        before = state_hash(self.project.state())
        try:
            edit()
            self.count += 1
        except GrouplineError as error:
            assert str(error)  # noqa: PT017 - a refusal is one of two good ends here
            assert state_hash(self.project.state()) == before

    def _images(self, seed: int) -> list[int]:
        present = self.project.group(ROOT).image_ids
        return random.Random(seed).sample(present, min(len(present), 1 + seed % 4))

    def _group(self, seed: int) -> str:
        return random.Random(seed).choice([group.path for group in self.project.tree().walk()])

    @rule(seed=st.integers(0, 10**6), k=st.integers(1, 4))
    def split(self, seed: int, k: int) -> None:
        self._try(lambda: split_at_random(self.project, self._group(seed), k, seed))

    @rule(seed=st.integers(0, 10**6))
    def merge(self, seed: int) -> None:
        self._try(lambda: self.project.merge([self._group(seed), self._group(seed + 1)], "merged"))

    @rule(seed=st.integers(0, 10**6))
    def move(self, seed: int) -> None:
        self._try(lambda: self.project.move(self._images(seed), self._group(seed)))

    @rule(seed=st.integers(0, 10**6))
    def rename(self, seed: int) -> None:
        self._try(lambda: self.project.rename(self._group(seed), f"name {seed}"))

    @rule(seed=st.integers(0, 10**6))
    def discard(self, seed: int) -> None:
        self._try(lambda: self.project.discard(self._images(seed)))

    @rule(seed=st.integers(0, 10**6))
    def restore(self, seed: int) -> None:
        gone = self.project.discarded()
        self._try(lambda: self.project.restore(random.Random(seed).sample(gone, min(2, len(gone)))))

    @rule(seed=st.integers(0, 10**6), name=st.sampled_from(CLASSES))
    def promote(self, seed: int, name: str) -> None:
        self._try(lambda: self.project.promote(self._group(seed), name))

    @rule(seed=st.integers(0, 10**6), name=st.sampled_from(CLASSES))
    def relabel(self, seed: int, name: str) -> None:
        self._try(lambda: self.project.relabel(self._images(seed), name))

    @rule(seed=st.integers(0, 10**6))
    def unlabel(self, seed: int) -> None:
        self._try(lambda: self.project.unlabel(self._images(seed)))

    @rule(name=st.sampled_from(CLASSES))
    def remove_class(self, name: str) -> None:
        self._try(lambda: self.project.remove_class(name))

    @rule(seed=st.integers(0, 10**6))
    def restore_to(self, seed: int) -> None:
        number = seed % (self.project.version() + 1)
        wanted = state_hash(self.project.state(at=number))
        self._try(lambda: self.project.restore_to(number))
        assert state_hash(self.project.state()) == wanted

    @rule()
    def undo(self) -> None:
        self._try(self.project.undo)

    @rule()
    def redo(self) -> None:
        self._try(self.project.redo)

    @invariant()
    def no_image_is_lost_or_in_two_groups_of_one_level(self) -> None:
        tree = self.project.tree()
        assert sorted([*tree.group(ROOT).image_ids, *tree.discarded]) == sorted(tree.all_ids)
        for group in tree.walk():
            below = [i for child in tree.children(group.path) for i in child.image_ids]
            assert len(below) == len(set(below))
            assert set(below) <= set(group.image_ids)
            assert group.image_ids or group.path == ROOT

    @invariant()
    def every_label_is_of_a_class_of_its_set(self) -> None:
        for one in self.project.label_sets():
            assert {label.class_name for label in one.labels.values()} <= {kind.name for kind in one.classes}

    def teardown(self) -> None:
        """Undo to the start and redo to the end: equal states on both ways; and a fresh reader sees the same."""
        project, down = self.project, [state_hash(self.project.state())]
        while any(valid and (event.edits or event.kind == RETURN) for event, _, valid in project.history()):
            project.undo()
            down.append(state_hash(project.state()))
        assert not project.tree().groups
        up = [down[-1]]
        for _ in down[1:]:
            project.redo()
            up.append(state_hash(project.state()))
        assert up == down[::-1]
        again = History(lambda key: _partition(project, key), project.tree().all_ids)
        again.extend(event for event, _, _ in project.history())
        assert state_hash(again.state) == up[-1]


def _partition(project: Project, key: str) -> tuple[Ints, Ints]:
    with project.workspace.database.read() as session:
        return partition(session, project.id, key)


def test_random_events_keep_every_image_and_undo_and_redo_exactly(
    database_url: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROUPLINE_DATABASE_URL", database_url)
    names = iter(range(10**6))

    def open_project() -> Project:
        project = Project.create(f"random {next(names)}", home=home)
        _fill(project)
        return project

    Decisions.open_project = staticmethod(open_project)
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Decisions,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=checks, database=None
        ),
    )
    Project.open("random 0", home=home).workspace.database.engine.dispose()
