"""The history of a project: its events folded into a state, with undo and redo, and told in sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from typing import Any

from immutables import Map

from grouping.edit_json import from_json
from grouping.edits import Edit, Partitions, State
from grouping.errors import GrouplineError, UnknownNameError
from grouping.touch import Touch, clashes, joined
from grouping.tree import Tree

UNDO, REDO, FREEZE, RETURN = "undo", "redo", "freeze", "restore to"


class ConflictError(GrouplineError):
    """Somebody changed meanwhile what this edit is about; the message says who did what. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Event:
    """One decision: what was done, by whom, when; `number` counts from 1 within the project."""

    number: int
    kind: str
    payload: Mapping[str, Any]
    user: str
    at: datetime

    @property
    def edits(self) -> list[Edit]:
        """The edits it consists of; none for an undo, a redo, a freeze or a return."""
        return [from_json(values) for values in self.payload.get("edits", ())]

    @property
    def target(self) -> int:
        """The number of the event that an undo or redo is about, or that a return goes back to."""
        return int(self.payload["event"])


@dataclass(frozen=True, slots=True)
class Standing:
    """The state at one point of a history, and the numbers of the events whose work is in it."""

    state: State
    numbers: "Map[int, None]" = Map()


class History:
    """Folds events as they come, and keeps the state after each that is in effect.

    States share their structure, so that keeping them costs little and the last undo is one step back. An event that
    is not the last one can be undone too, as long as nothing later is about the same groups, images or classes. A
    return brings back all of an earlier state at once; what lies before it can be undone after the return itself.
    """

    def __init__(self, partitions: Partitions, image_ids: frozenset[int] = frozenset()) -> None:
        self._partitions = partitions
        self.image_ids = image_ids
        """The images the project has by now; set it anew when some were imported."""
        self.events: list[Event] = []
        self._effective: list[Event] = []
        self._standings: list[Standing] = []
        """After each effective event."""
        self._after: list[Standing] = []
        """After each event."""
        self._stood: dict[int, list[int]] = {}
        """Number of a return -> the effective events when it was made."""
        self._touches: dict[int, Touch] = {}
        self._undone: dict[str, list[int]] = {}

    @property
    def state(self) -> State:
        """The state as it stands."""
        return self._now(self._standing.state)

    @property
    def _standing(self) -> Standing:
        return self._standings[-1] if self._standings else Standing(State(Tree(frozenset())))

    def _standing_after(self, number: int) -> Standing:
        place = min(number, self.number) - self.events[0].number if self.events else -1
        return self._after[place] if place >= 0 else Standing(State(Tree(frozenset())))

    def _now(self, state: State) -> State:
        return replace(state, tree=state.tree.over(self.image_ids))

    @property
    def number(self) -> int:
        """The number of the newest event; 0 before the first."""
        return self.events[-1].number if self.events else 0

    def extend(self, events: Iterable[Event]) -> None:
        """Take events in, oldest first."""
        for event in events:
            self._fold(event)
            self.events.append(event)
            self._after.append(self._standing)

    def try_edits(self, edits: Iterable[Edit], number: int, base: int | None = None) -> tuple[State, Touch]:
        """Return the state after edits and what they touch; changes nothing.

        Raises what an edit raises; and ConflictError when an event after number `base` is about the same.
        """
        state, touch = self.state, Touch()
        for edit in edits:
            touch = joined(touch, edit.touches(state))
            if base is not None:  # before the edit is tried: that it cannot be made may be due to the change
                self.refuse_conflicts(touch, base)
            state = edit.apply(state, number, self._partitions)
        return state, touch

    def _fold(self, event: Event) -> None:
        if event.kind == UNDO:
            place = next(i for i, one in enumerate(self._effective) if one.number == event.target)
            del self._effective[place]
            self._rebuild(place)
            self._undone.setdefault(event.user, []).append(event.target)
        elif event.kind == REDO:
            again = self.event(event.target)
            place = sum(one.number < again.number for one in self._effective)
            self._effective.insert(place, again)
            self._rebuild(place)
            self._undone[event.user].remove(event.target)
        elif event.kind != FREEZE:
            if event.kind == RETURN:
                self._stood[event.number] = [one.number for one in self._effective]
            standing, touch = self._made(event)
            self._effective.append(event)
            self._standings.append(standing)
            self._touches[event.number] = touch
            self._undone[event.user] = []

    def _made(self, event: Event) -> tuple[Standing, Touch]:
        """Return how things stand after an event that comes next, and what it touches."""
        if event.kind == RETURN:
            back = self._standing_after(event.target)
            return Standing(back.state, back.numbers.set(event.number, None)), self.touched_since(event.target)
        state, touch = self.try_edits(event.edits, event.number)
        return Standing(state, self._standing.numbers.set(event.number, None)), touch

    def _rebuild(self, place: int) -> None:
        del self._standings[place:]
        for event in self._effective[place:]:
            self._standings.append(self._made(event)[0])

    def event(self, number: int) -> Event:
        """Return an event by number."""
        return self.events[number - self.events[0].number]

    def touched_by(self, event: Event) -> Touch:
        """Return what an event changed; an undo or redo changes what its target did."""
        return self._touches.get(event.target if event.kind in (UNDO, REDO) else event.number, Touch())

    def touched_since(self, number: int) -> Touch:
        """Return what the events after number `number` changed, all together."""
        later = (self.touched_by(event) for event in self.events if event.number > number)
        return reduce(joined, later, Touch())

    def to_return(self, number: int, base: int | None = None) -> str:
        """Return the sentence of a return to the state right after event `number`; 0 is before the first.

        Raises UnknownNameError for a number there is not, GrouplineError where nothing would change, ConflictError
        when something happened after event `base`.
        """
        if not 0 <= number <= self.number:
            raise UnknownNameError(f"There is no step {number}; the steps are 1 to {self.number}, 0 is the start.")
        if base is not None:
            self.refuse_conflicts(self.touched_since(number), base)
        if self.at(number) == self.state:
            raise GrouplineError(f"Everything is as it was after step {number} already.")
        if not number:
            return "went back to the start"
        event = self.event(number)
        return f"went back to step {number} ({event.user} {self.sentence(event)})"

    def refuse_conflicts(self, touch: Touch, base: int) -> None:
        """Raise ConflictError when an event after number `base` is about the same as `touch`."""
        met = [event for event in self.events if event.number > base and clashes(touch, self.touched_by(event))]
        if met:
            raise ConflictError(
                f"This changed since you looked: {self._tell(met)}. Nothing was done; look again, then decide."
            )

    def _tell(self, events: list[Event]) -> str:
        told = "; ".join(f"{event.user} {self.sentence(event)} ({event.at:%H:%M:%S})" for event in events[-3:])
        return told if len(events) <= 3 else f"{told}; and {len(events) - 3} more"

    def to_undo(self, user: str | None) -> Event:
        """Return what an undo by this user (None: by anyone) would undo.

        Raises GrouplineError when there is nothing, ConflictError when a later event builds on it.
        """
        own = [event for event in self._effective if user in (None, event.user)]
        if not own:
            others = f"; the last step is by {self._effective[-1].user}" if self._effective else ""
            raise GrouplineError(f"There is nothing to undo{' of ' + user if user else ''}{others}.")
        self._refuse_builders(own[-1], "undone")
        return own[-1]

    def to_redo(self, user: str) -> Event:
        """Return what a redo by this user would bring back; raises like `to_undo`."""
        undone = self._undone.get(user)
        if not undone:
            raise GrouplineError(f"There is nothing to redo of {user}.")
        event = self.event(undone[-1])
        before = [one.number for one in self._effective if one.number < event.number]
        if self._stood.get(event.number, before) != before:
            raise ConflictError(f"'{self.sentence(event)}' cannot be redone: the steps before it are others by now.")
        self._refuse_builders(event, "redone")
        return event

    def _refuse_builders(self, event: Event, what: str) -> None:
        touch = self._touches[event.number]
        later = [
            one
            for one in self._effective
            if one.number > event.number and (one.kind == RETURN or clashes(touch, self._touches[one.number]))
        ]
        if later:
            raise ConflictError(
                f"'{self.sentence(event)}' cannot be {what}: meanwhile {self._tell(later)}. Undo that first."
            )

    def in_effect(self, number: int) -> list[Event]:
        """Return the events that were in effect right after event `number`, oldest first; 0 is before the first."""
        standing = self._standing_after(number).numbers
        return [one for one in self.events if one.number in standing]

    def number_at(self, moment: datetime) -> int:
        """Return the number of the newest event that was made by a moment; 0 before the first."""
        return max((one.number for one in self.events if one.at <= moment), default=0)

    def entries(self) -> list[tuple[Event, str, bool]]:
        """Return (event, sentence, whether it is in effect) of every event, oldest first."""
        effective, lasting = self._standing.numbers, (UNDO, REDO, FREEZE)
        return [(one, self.sentence(one), one.number in effective or one.kind in lasting) for one in self.events]

    def sentence(self, event: Event) -> str:
        """Tell what an event did, after the name of the one who did it: 'moved 3 images to 5'."""
        if event.kind in (UNDO, REDO):
            verb = "undid" if event.kind == UNDO else "redid"
            return f"{verb} step {event.target}: {self.sentence(self.event(event.target))}"
        return str(event.payload.get("sentence", event.kind))

    def at(self, number: int) -> State:
        """Return the state right after event `number`, with the images there are now; 0 is before the first."""
        return self._now(self._standing_after(number).state)
