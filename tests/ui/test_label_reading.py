"""What the page of labels reads and sends, as pure functions."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from grouping.errors import GrouplineError
from grouping.history import Event
from grouping.labels import LabelClass, LabelSet
from grouping.project import Project
from grouping.store.pictures import columns_of
from grouping.versions import Difference
from ui.components.gallery.view import label_codes
from ui.label.classes import free_keys, removal
from ui.label.export_request import ExportRequest, allowed_target, counts_table, fractions, safe_name
from ui.label.history_html import of_labels, step_html
from ui.label.images import choice_title, dots
from ui.label.reading import ALL, UNLABELED, Labeling, choices, class_by_key, counts, n_labeled, places_of, still_there
from ui.label.sent import RESEND_AFTER, updated
from ui.label.versions import class_counts, pairs

SET = (
    LabelSet("labels", (LabelClass("ash", "#4e79a7", 1), LabelClass("rust", "#f28e2b", 2)))
    .assign([11, 13], "rust", 1)
    .assign([14], "ash", 2)
)
IDS = np.array([10, 11, 12, 13, 14])


@pytest.fixture
def labeling() -> Labeling:
    images = columns_of(IDS.tolist(), ["a" * 64] * 5, list("abcde"), [4] * 5, [2] * 5, [None] * 5)
    return Labeling(SET, images, np.arange(5), label_codes(IDS, SET.labels, ["ash", "rust"]))


def test_choices_are_everything_the_rest_and_each_class_with_its_count(labeling: Labeling) -> None:
    assert choices(SET) == [ALL, UNLABELED, "class:ash", "class:rust"]
    assert counts(labeling) == {ALL: 5, UNLABELED: 2, "class:ash": 1, "class:rust": 2}


def test_all_images_stand_class_by_class_and_the_rest_last(labeling: Labeling) -> None:
    assert IDS[places_of(labeling, ALL)].tolist() == [14, 11, 13, 10, 12]


def test_a_class_shows_its_own_images_and_unlabeled_shows_the_rest(labeling: Labeling) -> None:
    assert IDS[places_of(labeling, "class:rust")].tolist() == [11, 13]
    assert IDS[places_of(labeling, UNLABELED)].tolist() == [10, 12]


def test_a_class_that_is_gone_shows_everything(labeling: Labeling) -> None:
    assert len(places_of(labeling, "class:gone")) == 5


def test_a_selection_keeps_what_the_choice_still_means(labeling: Labeling) -> None:
    assert still_there(labeling, ALL, [14, 10, 99]) == (14, 10)
    assert still_there(labeling, "class:rust", [14, 13, 10]) == (13,)
    assert still_there(labeling, UNLABELED, (10, 11)) == (10,)
    assert still_there(labeling, UNLABELED, ()) == ()


def test_keys_and_labels_are_found() -> None:
    assert class_by_key(SET, 2) == SET.classes[1]
    assert class_by_key(SET, 9) is None
    assert n_labeled(SET, [10, 11, 14]) == 2


def test_a_new_label_is_sent_as_one_change_not_as_the_whole_list() -> None:
    sent = updated(None, "x", IDS, SET)
    after = SET.assign([10], "ash", 3)
    again = updated(sent, "x", IDS, after)
    assert again.rev == sent.rev
    assert again.changes(IDS, after) == [(0, 1)]


def test_codes_keep_their_meaning_when_a_class_goes_and_another_comes() -> None:
    sent = updated(None, "x", IDS, SET)
    after = SET.remove("ash").define(LabelClass("oxide", "#59a14f", 3)).assign([10], "oxide", 3)
    again = updated(sent, "x", IDS, after)
    assert again.names == ("ash", "rust", "oxide")
    assert again.changes(IDS, after) == [(0, 3), (4, 0)]


def test_other_images_another_set_or_very_many_changes_send_the_list_anew() -> None:
    sent = updated(None, "x", IDS, SET)
    assert updated(sent, "x", IDS[:4], SET).rev != sent.rev
    assert updated(sent, "y", IDS, SET).rev != sent.rev
    many = np.arange(RESEND_AFTER + 1)
    first = updated(None, "x", many, LabelSet("labels", SET.classes))
    assert updated(first, "x", many, LabelSet("labels", SET.classes).assign(many.tolist(), "ash", 1)).rev != first.rev


def test_a_class_name_with_marks_is_shown_letter_by_letter() -> None:
    title = choice_title("class::red[x] *y*", {"class::red[x] *y*": 3}, {})
    assert ":red[" not in title
    assert r"\*y\*" in title
    assert "<" not in dots(SET.classes).removeprefix("<style>").removesuffix("</style>")


def test_a_class_is_offered_no_key_its_own_and_free_ones() -> None:
    assert free_keys(SET, SET.classes[0]) == [None, 1, 3, 4, 5, 6, 7, 8, 9]


def test_removing_a_class_says_how_many_images_lose_their_label() -> None:
    assert (removal(0), removal(1234)) == ("Remove", "Remove, unlabel 1,234")


def _event(number: int, kind: str, user: str = "ann", **payload: object) -> Event:
    return Event(number, kind, payload, user, datetime(2026, 1, 1, 12, 0, 5, tzinfo=UTC))


def test_a_step_is_told_as_text_with_whether_it_is_in_effect() -> None:
    html = step_html(_event(1, "label", user="<i>"), "labeled 3 images as '<b>x'", False)
    assert 'data-event="1"' in html
    assert "not in effect" in html
    assert "<b>" not in html
    assert "<i>" not in html
    assert "not in effect" not in step_html(_event(2, "undo", event=1), "undid", True)


def test_only_labels_leaves_out_groups_and_their_undos() -> None:
    entries = [(_event(n, kind, event=1), "", True) for n, kind in enumerate(("split", "undo", "label", "freeze"), 1)]
    assert [event.kind for event, _, _ in of_labels(entries)] == ["label", "freeze"]


def test_two_versions_are_compared_by_class_and_by_pair_of_classes() -> None:
    changed = {"1": ("ash", "rust"), "2": ("ash", "rust")}
    found = pairs(Difference({"3": "ash"}, {"4": "rust"}, changed, 5, (), ()))
    assert found.to_numpy().tolist()[0] == ["ash", "rust", 2]
    assert ["(unlabeled)", "ash", 1] in found.to_numpy().tolist()
    table = class_counts({"ash": 3}, {"ash": 1, "rust": 2}, ("Version 1", "Version 2"))
    assert table["Change"].tolist() == [-2, 2]


def test_splits_must_sum_to_a_hundred() -> None:
    assert fractions([70, 20, 10]) == (0.7, 0.2, 0.1)
    with pytest.raises(GrouplineError, match="sum to 110 %"):
        fractions([70, 30, 10])


def test_split_counts_are_summed_by_class_and_in_all() -> None:
    table = counts_table({"ash": {"train": 3, "val": 1}, "rust": {"train": 2, "test": 1}})
    assert table["All"].tolist() == [4, 3, 7]


def test_names_of_files_are_safe_whatever_the_project_is_called() -> None:
    assert safe_name("hot/../strip 1", "..", "csv") == "hot-..-strip-1-x-csv"


def test_an_export_goes_below_the_allowed_folders_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project.create("coils")
    monkeypatch.setenv("GROUPLINE_IMPORT_ROOTS", str(home / "data"))
    assert allowed_target(project, str(home / "exports" / "one")) == (home / "exports" / "one").resolve()
    assert allowed_target(project, str(home / "data" / "one")).name == "one"
    for path in ("/etc/one", str(home / "exports" / ".." / "groupline.db"), str(home / "exports"), " ", "\0"):
        with pytest.raises(GrouplineError):
            allowed_target(project, path)


def test_a_request_says_all_that_the_export_takes() -> None:
    request = ExportRequest("labels", "csv", None, None)
    assert request.arguments(Path("/x"))["to"] == "/x"
