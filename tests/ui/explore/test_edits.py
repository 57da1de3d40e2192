"""Edits on the Explore page: of a selection, of a group, and in conflict with somebody else's."""

from streamlit.testing.v1 import AppTest

from grouping.project import Project
from tests.ui.explore.acts import open_page, press, select


def test_a_selection_is_labeled_moved_and_discarded_with_its_count_said_before(project: Project, main: AppTest) -> None:
    project.define_class("scratch")
    page = open_page(main)
    ids = project.group("0").image_ids[:2]
    page = select(page, ids)
    page.selectbox(key="explore_class").set_value("scratch").run()
    press(page, "Label 2")
    assert project.labels()["id"].tolist() == list(ids)
    page.selectbox(key="explore_target").set_value("1").run()
    press(page, "Move 2 images")
    assert set(ids) <= set(project.group("1").image_ids)
    page = select(page, ids[:1])
    press(page, "Discard 1")
    assert project.discarded() == [ids[0]]
    assert not page.error
    assert not page.exception


def test_an_edit_of_what_somebody_changed_meanwhile_is_refused_in_a_sentence(project: Project, main: AppTest) -> None:
    page = open_page(main, group="0")
    ids = project.group("0").image_ids[:2]
    page = select(page, ids)
    Project.open("coils", user="ben").move(ids, "1")
    press(page, "Discard 2")
    assert "ben moved 2 images" in page.error[0].value
    assert not project.discarded()


def test_a_group_is_promoted_renamed_and_merged(project: Project, main: AppTest) -> None:
    project.define_class("scale")
    page = open_page(main, group="0")
    size = project.group("0").size
    page.selectbox(key="explore_promote_0").set_value("scale").run()
    press(page, f"Promote {size} images")
    assert len(project.labels()) == size
    page.text_input(key="explore_name_0_").set_value("*star* <b>").run()
    press(page, "Rename")
    assert project.group("0").name == "*star* <b>"
    assert page.subheader[0].value == "\\*star\\* \\<b\\>"
    page.multiselect(key="explore_merge_0").set_value(["1"]).run()
    press(page, f"Merge 2 groups ({size + project.group('1').size} images)")
    assert not page.error
    assert "0" not in project.tree().groups
    assert page.subheader[0].value.startswith("\\*star")
