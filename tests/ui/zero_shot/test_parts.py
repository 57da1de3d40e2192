"""Refinements, the table of parts, tables of classes and prompts, and the ways back of prompts, on the page."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from classifiers.few_shot.adapter import AdapterSpec
from classifiers.project import Project
from classifiers.zero_shot.ablation import Variant, variants
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.jobs.records import recent_jobs
from grouping.worker import run_job
from tests.ui.zero_shot.conftest import CLIP, opened
from ui.zero_shot.groups import class_names, leaves
from ui.zero_shot.parts import MEANINGS, certainty, part_table


def _words(page: AppTest) -> str:
    said = [*page.markdown, *page.caption, *page.info, *page.error, *page.subheader]
    return " ".join(one.value for one in said).replace("\\", "")


def _run(project: Project, kind: str) -> None:
    """Do the newest job, as the worker does."""
    job = recent_jobs(project.workspace.database)[0]
    assert job.kind == kind
    run_job(project.workspace.home, job.id)


@pytest.fixture
def told(without_clip: Project, page: AppTest) -> AppTest:
    """The page, measuring, where each group has become a class."""
    for group, name in zip(leaves(without_clip), class_names(leaves(without_clip)), strict=True):
        without_clip.promote(group.path, name, "groups")
    return opened(page, "zero_shot.py", view="Measured", **{"from": "groups"})


def _show(page: AppTest, what: str) -> None:
    page.session_state["zs-what"] = what
    page.run()
    assert not page.exception


@pytest.mark.parametrize(
    "spec",
    [
        ZeroShotSpec(),
        ZeroShotSpec(label_set="a", context=0.5, cache=1.0, adapter=AdapterSpec(), per_class=3),
        ZeroShotSpec(label_set="a", text=False, many_prompts=False, templates=False),
        ZeroShotSpec(label_set="a", text=False, centre=True),
        ZeroShotSpec(label_set="a", many_prompts=False, templates=False),
    ],
)
def test_every_part_says_what_it_is_and_costs(spec: ZeroShotSpec) -> None:
    assert {name for name, _ in variants(spec)} <= set(MEANINGS)


def test_a_row_says_whether_its_change_is_more_than_chance() -> None:
    sure = Variant("cache on", 200, 0.9, 0.85, 0.93, 1.0, 0.9, 20, 2, 0.0001, 1.5)
    unsure = Variant("adapter on", 200, 0.9, 0.85, 0.93, 1.0, 0.9, 3, 2, 1.0, 1.5)
    none = Variant("context on", why_not="Encode the tiles first.")
    assert [certainty(one) for one in (sure, unsure, none)] == ["yes, p 0.0001", "no, p 1.00", ""]
    table = part_table([sure, none])
    assert table["95 %"].tolist() == ["85.0 to 93.0", ""]
    assert table["What it is, and costs"].tolist()[1] == "Encode the tiles first."


def test_parts_are_measured_by_the_worker_and_stand_as_a_table(told: AppTest, without_clip: Project) -> None:
    _show(told, "Parts")
    told.button(key="zs-ablate").click().run()
    _run(without_clip, "ablate")
    told.run()
    assert not told.exception
    table = told.dataframe[-1].value
    assert {"As it is", "Adapter on", "Context on"} <= set(table["Part"])
    assert "preprocessing 'grid'" in table.set_index("Part")["What it is, and costs"]["Context on"]
    assert "zs-ablate" not in {one.key for one in told.button}


def test_a_failed_measurement_says_why_and_is_tried_again(told: AppTest, without_clip: Project) -> None:
    _show(told, "Parts")
    told.button(key="zs-ablate").click().run()
    newest = recent_jobs(without_clip.workspace.database)[0]
    without_clip.cancel(newest.id)
    told.run()
    assert "Cancelled" in _words(told)
    told.button(key="waiting-again-ablate").click().run()
    assert recent_jobs(without_clip.workspace.database)[0].id > newest.id


def test_classes_have_figures_and_a_curve_each(told: AppTest, without_clip: Project) -> None:
    _show(told, "Classes")
    assert sorted(told.dataframe[-1].value["Class"]) == sorted(class_names(leaves(without_clip)))
    assert "Average precision" in _words(told)
    _show(told, "Errors")
    assert "What is confused" in _words(told)


def test_an_adapter_is_trained_and_measured_by_the_worker(told: AppTest, without_clip: Project) -> None:
    told.toggle(key="zs-adapter").set_value(True).run()
    _run(without_clip, "zero-shot")
    told.run()
    _run(without_clip, "judge")
    told.run()
    assert "On 30 labeled images" in _words(told)
    told.session_state["view"] = "Results"
    told.run()
    assert not told.exception
    assert told.button(key="zs-accept").label.startswith("Accept")


def test_context_asks_for_the_tiles_and_opens_when_they_are_there(with_clip: Project, page: AppTest) -> None:
    with_clip.add_prompts("line", ["a thin line"])
    with_clip.add_prompts("hole")
    with_clip.embed_texts(["a thin line", "hole"], CLIP)
    opened(page, "zero_shot.py")
    assert page.slider(key="zs-context").disabled
    page.button(key="zs-tiles").click().run()
    assert "being encoded" in _words(page)
    _run(with_clip, "encode")
    page.run()
    page.slider(key="zs-context").set_value(0.5).run()
    assert not page.exception
    assert page.button(key="zs-accept").label


def test_prompts_are_measured_change_by_change(with_clip: Project, page: AppTest) -> None:
    names = class_names(leaves(with_clip))
    for group, name in zip(leaves(with_clip), names, strict=True):
        with_clip.promote(group.path, name, "labels")
        with_clip.add_prompts(name, [f"{name} from above", f"{name} from below"])
    with_clip.prompt_changes()
    opened(page, "zero_shot.py", view="Measured")
    _show(page, "Each prompt")
    changes, effects = (one.value for one in page.dataframe[-2:])
    assert changes["Version"].tolist() == list(range(len(names), 0, -1))
    assert len(effects) == 2 * len(names)


def test_undo_of_prompts_is_one_press_that_names_what_it_takes_back(with_clip: Project, page: AppTest) -> None:
    opened(page, "zero_shot.py")
    assert "zp-undo" not in {one.key for one in page.button}
    with_clip.add_prompts("line", ["a thin line"])
    Project.open("coils", with_clip.workspace.home, user="ada").add_prompts("<b>hole</b>")
    page.run()
    label = page.button(key="zp-undo").label.replace("\\", "")
    assert label == "Undo: added '<b>hole</b>' (ada)"
    page.button(key="zp-undo").click().run()
    assert with_clip.prompts().library.names == ("line",)
    page.button(key="zp-undo").click().run()
    assert not with_clip.prompts().library.classes
    page.button(key="zp-redo").click().run()
    assert with_clip.prompts().library.names == ("line",)


def test_a_selected_image_shows_all_its_classes(told: AppTest, without_clip: Project, tmp_path: Path) -> None:
    told.session_state["view"] = "Results"
    told.slider(key="zs-mu").set_value(0.0)
    told.slider(key="zs-theta").set_value(0.0)
    told.session_state["zs-picked"] = (1,)
    told.run()
    table = told.dataframe[-1].value
    assert set(table["Class"]) == set(class_names(leaves(without_clip)))
    assert table["Attribution"].iloc[0] == 1
