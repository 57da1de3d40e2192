from dataclasses import replace

import pytest

from grouping.errors import GrouplineError, UnknownNameError
from grouping.exporters.labeled import LabelClass, LabeledSet


def test_a_class_name_that_no_file_can_carry_is_refused(plain_set: LabeledSet) -> None:
    with pytest.raises(GrouplineError, match=r"No file can carry the class names \['a\\uffff'\]"):
        replace(plain_set, classes=(*plain_set.classes, LabelClass("a\uffff", "#4e79a7")))


@pytest.mark.parametrize(("field", "value"), [("sha256", "abc"), ("split", "validation")])
def test_an_image_that_cannot_be_is_refused(field: str, value: str, plain_set: LabeledSet) -> None:
    with pytest.raises(GrouplineError, match=f"Image 100 .*'{value}'"):
        replace(plain_set.images[0], **{field: value})


def test_a_set_names_each_image_and_class_once(plain_set: LabeledSet) -> None:
    first = plain_set.images[0]
    with pytest.raises(GrouplineError, match="each image once"):
        replace(plain_set, images=(first, replace(plain_set.images[1], image_id=first.image_id)))
    with pytest.raises(GrouplineError, match="each image with SHA-256 once"):
        replace(plain_set, images=(first, replace(first, image_id=7)))
    with pytest.raises(GrouplineError, match="each class once"):
        replace(plain_set, classes=plain_set.classes * 2)


def test_an_image_has_a_class_of_the_set(plain_set: LabeledSet) -> None:
    with pytest.raises(UnknownNameError, match=r"classes that the set lacks: \['rust'\]"):
        replace(plain_set, images=(replace(plain_set.images[0], class_name="rust"),))


def test_splits_are_for_all_images_or_none(plain_set: LabeledSet) -> None:
    with pytest.raises(GrouplineError, match="47 of 48 images of 'defects' have no split"):
        replace(plain_set, images=(replace(plain_set.images[0], split="val"), *plain_set.images[1:]))
