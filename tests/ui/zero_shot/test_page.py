"""The page of recognition: empty, without CLIP, by images, by prompts, working, failed; and what becomes of labels."""

import io
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from classifiers.project import Project
from grouping.jobs.records import recent_jobs
from grouping.worker import run_job
from tests.ui.zero_shot.conftest import CLIP, opened
from ui.zero_shot.groups import class_names, leaves


def _captions(page: AppTest) -> str:
    return " ".join(one.value for one in page.caption)


def _key(page: AppTest, start: str) -> AppTest:
    return next(one for one in page.button if one.key and one.key.startswith(start))


@pytest.fixture
def told(without_clip: Project, page: AppTest) -> AppTest:
    """The page where each group has become a class."""
    opened(page, "zero_shot.py")
    page.button(key="zs-groups").click().run()
    assert not page.exception
    return page


def test_a_workspace_without_a_project_leads_to_images(migrated_home: Path, page: AppTest) -> None:
    page.switch_page("../pages/zero_shot.py").run()
    assert "no project yet" in page.info[0].value
    assert not page.exception


def test_images_without_embeddings_lead_to_encode(migrated_home: Path, page: AppTest, tmp_path: Path) -> None:
    Image.new("L", (40, 30), 90).save(tmp_path / "one.png")
    Project.create("coils", home=migrated_home).import_images(tmp_path / "one.png")
    opened(page, "zero_shot.py")
    assert "encode them first" in page.info[0].value


def test_without_clip_the_three_ways_are_told_and_images_lead_on(without_clip: Project, page: AppTest) -> None:
    opened(page, "zero_shot.py", by="Prompts")
    text = " ".join(one.value for one in page.markdown)
    assert "clip_vit_b32" in text
    assert "GROUPLINE_WEIGHTS_DIR" in text
    assert "let images tell the classes" in text
    page.button(key="zs-by-images").click().run()
    assert "no image tells what a class looks like" in page.info[0].value


def test_groups_become_classes_that_tell_the_images(told: AppTest, without_clip: Project) -> None:
    names = set(class_names(leaves(without_clip)))
    assert set(without_clip.labels("groups")["class"]) == names
    assert "Uncalibrated" in _captions(told)
    assert told.button(key="zs-accept").label.startswith("Accept all ")
    assert told.query_params["from"] == "groups"


def test_accepting_labels_what_is_shown_in_one_step_that_undo_takes_back(told: AppTest, without_clip: Project) -> None:
    told.slider(key="zs-mu").set_value(0.0)
    told.slider(key="zs-theta").set_value(0.0).run()
    assert told.button(key="zs-accept").label == "Accept all 30"
    told.button(key="zs-accept").click().run()
    assert not told.error
    assert len(without_clip.labels("labels")) == 30
    assert told.button(key="zs-accept").disabled
    without_clip.undo()
    assert len(without_clip.labels("labels")) == 0


def test_a_selection_says_why_and_is_corrected(told: AppTest, without_clip: Project) -> None:
    told.slider(key="zs-mu").set_value(0.0)
    told.slider(key="zs-theta").set_value(0.0)
    told.session_state["zs-picked"] = (1, 2)
    told.run()
    assert "nearer than" in _captions(told)
    assert told.button(key="zs-accept").label == "Accept 2"
    other = class_names(leaves(without_clip))[0]
    told.selectbox(key="zs-correct-to").set_value(other).run()
    given = without_clip.labels("labels").set_index("id")["class"]
    assert given.to_dict() == {1: other, 2: other}


def test_what_a_colleague_labeled_meanwhile_stays(told: AppTest, without_clip: Project) -> None:
    colleague = Project.open("coils", without_clip.workspace.home, user="ada")
    colleague.relabel([1], "of ada", "labels")
    told.slider(key="zs-mu").set_value(0.0)
    told.slider(key="zs-theta").set_value(0.0)
    told.button(key="zs-accept").click().run()
    assert not told.exception
    given = without_clip.labels("labels").set_index("id")["class"]
    assert given[1] == "of ada"


def test_the_review_list_holds_what_has_no_label(told: AppTest, without_clip: Project) -> None:
    told.button(key="zs-review").click().run()
    assert not told.exception
    (run,) = without_clip.predictions("labels")
    assert run.summary["n"] == 30
    assert told.session_state["view"] == "Review"
    assert told.button(key="accept-above").label.startswith("Accept all")


def test_measured_draws_figures_and_chooses_the_point(told: AppTest, without_clip: Project) -> None:
    told.session_state["view"] = "Measured"
    told.run()
    assert "On 30 labeled images" in _captions(told)
    told.button(key="zs-choose").click().run()
    assert "Chosen on 30 images of 'groups'" in _captions(told).replace("\\", "")


def test_without_labels_measured_says_what_to_do(with_clip: Project, page: AppTest) -> None:
    with_clip.add_prompts("line", ["a thin line"])
    with_clip.add_prompts("hole")
    with_clip.embed_texts(["a thin line", "hole"], CLIP)
    opened(page, "zero_shot.py", view="Measured")
    assert "stays uncalibrated" in page.info[0].value


def test_a_new_sentence_is_read_by_the_worker_and_the_images_are_told_by_it(with_clip: Project, page: AppTest) -> None:
    with_clip.add_prompts("line", ["a thin line"])
    with_clip.add_prompts("hole", ["a dark hole"])
    opened(page, "zero_shot.py")
    (job,) = recent_jobs(with_clip.workspace.database)
    assert (job.kind, sorted(job.arguments["texts"])) == ("embed-text", ["a dark hole", "a thin line"])
    page.run()
    assert len(recent_jobs(with_clip.workspace.database)) == 1  # asked for once
    run_job(with_clip.workspace.home, job.id)
    page.run()
    page.text_input(key="zp-line-0").set_value("a bright line").run()
    assert with_clip.prompts().library.find("line").prompts[0].text == "a bright line"
    (newest, *_) = recent_jobs(with_clip.workspace.database)
    assert newest.arguments["texts"] == ["a bright line"]
    assert page.button(key="zs-accept").label  # the last recognition is still there
    run_job(with_clip.workspace.home, newest.id)
    page.run()
    assert not page.error


def test_a_failed_reading_says_why_and_is_tried_again(
    with_clip: Project, page: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_clip.add_prompts("line", ["a thin line"])
    with_clip.add_prompts("hole")
    opened(page, "zero_shot.py")
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(tmp_path))
    (job,) = recent_jobs(with_clip.workspace.database)
    run_job(with_clip.workspace.home, job.id)
    page.run()
    assert "has no model" in page.error[0].value.replace("\\", "")
    page.button(key="waiting-again-embed-text").click().run()
    assert len(recent_jobs(with_clip.workspace.database)) == 2


def test_classes_prompts_and_templates_are_edited_as_versions(with_clip: Project, page: AppTest) -> None:
    opened(page, "zero_shot.py")
    assert "There is no class yet" in page.info[0].value
    page.text_input(key="zp-new").set_value("<b>dent</b>")
    page.text_input(key="zp-first").set_value("a dent")
    page.button[[one.label for one in page.button].index("Add")].click().run()
    assert with_clip.prompts().library.names == ("<b>dent</b>",)
    page.text_area(key="zp-texts").set_value("a hollow\n\na bulge")
    page.button[[one.label for one in page.button].index("Add", 1)].click().run()
    page.text_area(key="zp-templates").set_value("a photo of a {}").run()
    assert with_clip.prompts().library.texts()["<b>dent</b>"][0] == "a photo of a a dent"
    page.text_area(key="zp-templates").set_value("a photo").run()
    assert "A template holds" in page.error[0].value.replace("\\", "")
    _key(page, "zp-back-1").click().run()
    assert [one.text for one in with_clip.prompts().library.find("<b>dent</b>").prompts] == ["a dent"]


def test_a_file_is_looked_at_before_it_is_taken(with_clip: Project, page: AppTest) -> None:
    opened(page, "zero_shot.py")
    table = io.BytesIO(b"class,description,kind\nline,a thin line,defect\nline,,defect\nhole,a dark hole,defect\n")
    page.file_uploader(key="zp-file").upload("parts.csv", table.getvalue()).run()
    button = page.button(key="zp-import")
    assert button.label == "Add 2 prompts, 2 new classes"
    button.click().run()
    assert with_clip.prompts().library.names == ("line", "hole")
    page.file_uploader(key="zp-file").upload("broken.json", b"{").run()
    assert "is not JSON" in page.error[0].value.replace("\\", "")
