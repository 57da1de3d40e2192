"""The Explore page without a browser: empty, whole, one group, a link to a selection."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from grouping.project import Project
from tests.ui.explore.acts import desk_of, open_page, press, words_of
from ui.components.gallery import GalleryView
from ui.explore.selection_link import link_of


def test_an_empty_workspace_says_what_to_do(home: Path, main: AppTest) -> None:
    page = open_page(main)
    assert not page.exception
    assert "no project yet" in words_of(page)


def test_a_project_without_images_asks_for_an_import(home: Path, main: AppTest) -> None:
    Project.create("coils")
    page = open_page(main)
    assert not page.exception
    assert "no images yet" in words_of(page)


def test_the_page_shows_the_whole_and_one_group(project: Project, main: AppTest) -> None:
    page = open_page(main)
    assert not page.exception
    assert not page.error
    assert "Promote all 30" in [popover.proto.popover.label for popover in page.get("popover")] or page.button
    page = open_page(main, group="0")
    assert page.subheader[0].value == "Group 0"


def test_a_group_that_is_gone_is_told_with_the_way_back(project: Project, main: AppTest) -> None:
    page = open_page(main, group="99")
    assert not page.exception
    assert "There is no group" in page.error[0].value
    press(page, "Look at all images")
    assert not page.error


def test_a_link_opens_the_selection_that_it_names_and_clearing_takes_it_from_the_address(
    project: Project, main: AppTest, galleries: list[GalleryView]
) -> None:
    ids = project.group("0").image_ids
    page = open_page(main, group="0", selected=link_of(project, ids[:3]))
    assert desk_of(page).selected == ids[:3]
    assert galleries[-1].given == 1
    assert galleries[-1].selected is not None
    assert galleries[-1].selected.tolist() == [0, 1, 2]
    press(page, "Clear")
    assert desk_of(page).selected == ()
    assert "selected" not in page.query_params


def test_a_link_to_images_elsewhere_says_how_many_are_missing(project: Project, main: AppTest) -> None:
    ids = (*project.group("0").image_ids[:2], *project.group("1").image_ids[:1])
    page = open_page(main, group="0", selected=link_of(project, ids))
    assert desk_of(page).selected == ids[:2]
    page.run()
    assert "1 of the 3 selected images" in page.toast[0].value
    page = open_page(main, selected="~nothing")
    assert "not kept any more" in page.warning[0].value
