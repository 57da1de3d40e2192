"""The page of one image, without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from grouping.project import Project
from tests.ui.explore.acts import open_page, press, words_of


def test_the_page_of_an_image_shows_facts_and_labels_it_by_a_new_class(project: Project, main: AppTest) -> None:
    first = project.group("0").image_ids[0]
    page = open_page(main, "image", image=str(first), group="0")
    assert not page.exception
    assert "1 of" in words_of(page)
    page.text_input[0].set_value("pit_1")
    press(page, "Add")
    assert project.labels()["class"].tolist() == ["pit_1"]
    assert "labeled 1 image" in words_of(page)
    press(page, "Unlabel")
    assert project.labels().empty
    press(page, "Next")
    assert "2 of" in words_of(page)


def test_a_discarded_image_can_be_restored_on_its_page(project: Project, main: AppTest) -> None:
    first = project.group("0").image_ids[0]
    project.discard([first])
    page = open_page(main, "image", image=str(first))
    press(page, "Restore")
    assert not project.discarded()


@pytest.mark.parametrize("image", ["", "x", "999999"])
def test_the_page_of_no_image_says_so(project: Project, main: AppTest, image: str) -> None:
    page = open_page(main, "image", image=image)
    assert not page.exception
    assert len([*page.info, *page.error]) == 1
