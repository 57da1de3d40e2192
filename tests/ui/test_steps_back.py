from datetime import UTC, datetime

from grouping.history import Event
from ui.steps_back import to_redo, to_undo


def _entry(number: int, kind: str, user: str, in_effect: bool = True, target: int = 0) -> tuple[Event, str, bool]:
    event = Event(number, kind, {"event": target}, user, datetime(2026, 1, 1, tzinfo=UTC))
    return event, f"step {number}", in_effect


def test_the_next_undo_is_of_ones_own_last_step_in_effect() -> None:
    entries = [_entry(1, "edit", "ann"), _entry(2, "edit", "ann", False), _entry(3, "edit", "ben")]
    assert to_undo(entries, "ann") == "step 1"
    assert to_undo(entries, "cy") == ""


def test_freezing_and_undoing_are_not_undone() -> None:
    entries = [_entry(1, "edit", "ann"), _entry(2, "freeze", "ann"), _entry(3, "undo", "ann", target=9)]
    assert to_undo(entries, "ann") == "step 1"


def test_the_next_redo_is_of_the_step_undone_last() -> None:
    entries = [
        _entry(1, "edit", "ann", False),
        _entry(2, "edit", "ann", False),
        _entry(3, "undo", "ann", target=2),
        _entry(4, "undo", "ann", target=1),
    ]
    assert to_redo(entries, "ann") == "step 1"
    assert to_redo([*entries, _entry(5, "redo", "ann", target=1)], "ann") == "step 2"


def test_a_new_step_forgets_what_was_undone_but_one_of_somebody_else_does_not() -> None:
    entries = [_entry(1, "edit", "ann", False), _entry(2, "undo", "ann", target=1)]
    assert to_redo([*entries, _entry(3, "edit", "ann")], "ann") == ""
    assert to_redo([*entries, _entry(3, "edit", "ben")], "ann") == "step 1"


def test_what_lies_before_a_return_of_somebody_else_is_not_offered_to_be_undone() -> None:
    entries = [_entry(1, "edit", "ann"), _entry(2, "edit", "ann", False), _entry(3, "restore to", "ben", target=1)]
    assert to_undo(entries, "ann") == ""
    assert to_undo(entries, "ben") == "step 3"
    assert to_undo([*entries, _entry(4, "edit", "ann")], "ann") == "step 4"
