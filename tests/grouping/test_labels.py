import pytest

from grouping.errors import GrouplineError, UnknownNameError
from grouping.labels import LabelClass, LabelSet


@pytest.fixture
def labels() -> LabelSet:
    """Classes 'ok' and 'rust'; images 1, 2 are ok and 3 is rust."""
    empty = LabelSet("labels")
    both = empty.define(empty.new_class("ok"))
    both = both.define(both.new_class("rust"))
    return both.assign([1, 2], "ok", 1).assign([3], "rust", 2)


def test_new_classes_get_their_own_colour_and_the_next_key(labels: LabelSet) -> None:
    assert [(one.name, one.key) for one in labels.classes] == [("ok", 1), ("rust", 2)]
    assert labels.classes[0].color != labels.classes[1].color
    assert labels.new_class("third").key == 3


def test_the_tenth_class_has_no_key() -> None:
    labels = LabelSet("many")
    for number in range(11):
        labels = labels.define(labels.new_class(f"class {number}"))
    assert [one.key for one in labels.classes][-3:] == [9, None, None]


def test_an_image_has_at_most_one_class(labels: LabelSet) -> None:
    again = labels.assign([1], "rust", 3)
    assert again.counts() == {"ok": 1, "rust": 2}
    assert again.labels[1].event == 3


def test_a_renamed_class_takes_its_images_along(labels: LabelSet) -> None:
    renamed = labels.define(LabelClass("scale", "#ff0000", 2), was="rust")
    assert renamed.counts() == {"ok": 2, "scale": 1}


def test_a_removed_class_leaves_its_images_unlabeled(labels: LabelSet) -> None:
    assert labels.remove("ok").counts() == {"rust": 1}


def test_clearing_takes_labels_off_and_ignores_images_without(labels: LabelSet) -> None:
    assert labels.clear([1, 99]).counts() == {"ok": 1, "rust": 1}


def test_confidences_stay_with_their_images(labels: LabelSet) -> None:
    sure = labels.assign([7, 8], "ok", 4, [0.9, 0.6])
    assert (sure.labels[7].confidence, sure.labels[8].confidence, sure.labels[1].confidence) == (0.9, 0.6, None)


def test_unknown_and_clashing_names_are_refused(labels: LabelSet) -> None:
    with pytest.raises(UnknownNameError, match="no class 'oil'; there are: ok, rust"):
        labels.assign([1], "oil", 3)
    with pytest.raises(GrouplineError, match="has a class 'ok' already"):
        labels.define(labels.new_class("ok"))
    with pytest.raises(GrouplineError, match="Key 1 belongs to class 'ok'"):
        labels.define(LabelClass("new", "#000000", 1))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (("", "#000000"), "1 to 200"),
        (("a\nb", "#000000"), "control"),
        (("a", "red"), "#rrggbb"),
        (("a", "#000000", 10), "1 to 9"),
    ],
)
def test_a_class_checks_its_values(values: tuple[str, str], message: str) -> None:
    with pytest.raises(GrouplineError, match=message):
        LabelClass(*values)
