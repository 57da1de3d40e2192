"""The front door of prompts, with a real (small) model of open_clip, real images and a real worker's functions."""

import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from classifiers.cli.app import app
from classifiers.few_shot.adapter import AdapterSpec
from classifiers.project import Project
from classifiers.zero_shot.point import OperatingPoint
from classifiers.zero_shot.recognise import NotPreparedError
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.embed.texts import TextNotEmbeddedError
from grouping.errors import GrouplineError, UnknownNameError
from grouping.history import ConflictError
from grouping.worker import WORK
from tests.classifiers.zero_shot.conftest import CLIP
from tests.clip_models import save_small_clip


def test_prompts_are_versions_that_two_people_do_not_overwrite(project):
    first = project.add_prompts("scratch", ["a thin line"], "defect", base=0)
    assert (first.number, project.prompts().library.names) == (1, ("scratch",))
    other = Project.open("coils", project.workspace.home, user="ada", shell=True)
    other.add_prompts("hole", base=1)
    with pytest.raises(ConflictError, match=r"ada has changed the prompts 'prompts'.*added 'hole'"):
        project.add_prompts("dent", base=1)
    assert project.add_prompts("scratch", ["a thin line"]).number == 2  # nothing new is no new version
    project.remove_prompt("hole")
    project.restore_prompts(2)
    assert project.prompts().library.names == ("scratch", "hole")
    assert [one.number for one in project.prompt_versions()] == [1, 2, 3, 4]
    assert project.prompts(version=1).library.names == ("scratch",)
    with pytest.raises(UnknownNameError, match="no version 9"):
        project.prompts(version=9)


def test_changes_of_prompts_are_taken_back_one_by_one_and_brought_back(project):
    told = [project.prompts().library]
    for name in ("scratch", "hole", "dent"):
        told.append(project.add_prompts(name).library)
    for earlier in reversed(told[:-1]):
        assert project.undo_prompts().library == earlier
    with pytest.raises(GrouplineError, match="left to be taken back"):
        project.undo_prompts()
    for later in told[1:]:
        assert project.redo_prompts().library == later
    with pytest.raises(GrouplineError, match="was taken back last"):
        project.redo_prompts()
    project.undo_prompts()
    project.add_prompts("seam")
    with pytest.raises(GrouplineError, match="was taken back last"):
        project.redo_prompts()
    with pytest.raises(ConflictError):
        project.undo_prompts(base=1)
    assert project.undo_prompts().library == told[2]
    project.restore_prompts(1)
    assert project.undo_prompts().library == told[2]  # going back to a version is a change as any other


def test_images_are_recognised_by_prompts_and_each_says_why(project):
    project.add_prompts("scratch", ["a thin line", "a long bright line"])
    project.add_prompts("hole")
    with pytest.raises(TextNotEmbeddedError, match="3 of 3"):
        project.zero_shot(train=False)
    found = project.zero_shot()
    assert sum(found.counts.values()) == len(found.image_ids) == 30
    again = project.zero_shot(train=False)
    assert (again.answers.best == found.answers.best).all()
    assert again.key == found.key
    table = found.table()
    assert set(table.columns) == {"id", "class", "second", "similarity", "margin", "probability", "outcome"}
    said = found.reason(int(table["id"].iloc[-1]))
    assert "nearer than" in said if table["outcome"].iloc[-1] == "accepted" else "asked for" in said
    assert "not calibrated" in found.summary()["point"]
    all_in = project.zero_shot(point=OperatingPoint(0, 0, 0.01))
    assert all_in.counts["accepted"] == 30


def test_the_answers_are_those_of_open_clip_itself(project):
    texts = {"scratch": ["a thin line", "a long bright line"], "hole": ["hole"]}
    project.add_prompts("scratch", texts["scratch"])
    project.add_prompts("hole")
    found = project.zero_shot()
    from grouping.encoders.catalogue import card
    from grouping.encoders.clip import load_towers

    towers = load_towers(card(CLIP))
    prototypes = []
    for own in texts.values():
        rows = towers.embed_texts(own).astype(np.float64)
        mean = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).mean(axis=0)
        prototypes.append(mean / np.linalg.norm(mean))
    ids, X = project.embeddings(CLIP, "stretch")
    S = X / np.linalg.norm(X, axis=1, keepdims=True) @ np.array(prototypes).T
    assert (found.image_ids == ids).all()
    assert found.answers.similarity == pytest.approx(S.max(axis=1), abs=1e-5)


def test_no_prompts_one_class_equal_prompts_and_other_scripts_each_say_so(project):
    with pytest.raises(GrouplineError, match="no prompts yet"):
        project.zero_shot()
    project.add_prompts("scratch", ["a thin line"])
    only = project.zero_shot()
    assert only.counts["accepted"] == 0
    assert "only class" in only.notes[0]
    project.add_prompts("line", ["a thin line"])
    assert "have the same prompts" in project.zero_shot().notes[0]
    project.add_prompts("傷")
    assert any("Latin" in note for note in project.zero_shot().notes)
    with pytest.raises(GrouplineError, match="empty"):
        project.add_prompts("scratch", [" "])


@pytest.mark.parametrize(
    "spec",
    [
        ZeroShotSpec(text=False, label_set="labels", centre=True),
        ZeroShotSpec(text=False, label_set="labels", per_class=2, cache=1.0),
        ZeroShotSpec(text=False, label_set="labels", adapter=AdapterSpec(steps=5), cache=0.5),
    ],
)
def test_labeled_images_tell_classes_for_an_encoder_without_text(project, spec):
    found = project.zero_shot(spec, encoder="efficientnet_lite0")
    assert set(found.answers.names) == set(project.labels()["class"])
    again = project.zero_shot(spec, encoder="efficientnet_lite0", train=False)
    assert np.abs(again.answers.similarity - found.answers.similarity).max() < 1e-5
    judged = project.judge_zero_shot(spec=spec)
    assert judged.evaluation().n_images == len(project.labels())


def test_a_class_of_prompts_alone_beside_classes_that_images_tell_is_said(project):
    for name in ("class 0", "class 1", "class 2", "scratch"):
        project.add_prompts(name)
    assert any("tells scratch." in note for note in project.zero_shot(ZeroShotSpec(label_set="labels")).notes)
    assert not project.zero_shot(ZeroShotSpec(label_set="labels", image_weight=0.0)).notes
    assert not project.zero_shot().notes


def test_what_is_trained_is_left_to_the_worker(project):
    spec = ZeroShotSpec(text=False, label_set="labels", adapter=AdapterSpec(steps=3))
    with pytest.raises(NotPreparedError, match="worker"):
        project.zero_shot(spec, train=False)
    done = WORK["zero-shot"](project, {"spec": {"text": False, "label_set": "labels", "adapter": {"steps": 3}}}, print)
    assert done["images"] == 30
    assert project.zero_shot(spec, train=False).counts["accepted"] == done["accepted"]


def test_the_worker_embeds_text_that_the_web_process_then_reads(project):
    project.add_prompts("scratch")
    project.add_prompts("hole")
    with pytest.raises(TextNotEmbeddedError) as caught:
        project.zero_shot(train=False)
    done = WORK["embed-text"](project, {"texts": list(caught.value.missing), "encoder": CLIP}, print)
    assert done["embedded"] == 2
    assert project.zero_shot(train=False).counts
    assert WORK["embed-text"](project, {"texts": ["hole"], "encoder": CLIP}, print)["embedded"] == 0
    with pytest.raises(GrouplineError, match="no text tower"):
        project.embed_texts(["hole"], "efficientnet_lite0")


def test_recognised_images_become_proposals_that_become_labels(project):
    project.add_prompts("scratch")
    project.add_prompts("hole")
    found = project.zero_shot(point=OperatingPoint(0, 0, 0.01))
    run = project.propose(found, "by prompts")
    assert run.summary["known"] == 30
    assert [one.name for one in project.state().label_sets["by prompts"].classes] == ["scratch", "hole"]
    accepted = project.accept("by prompts")
    assert sum(accepted.classes.values()) == 30
    with pytest.raises(GrouplineError, match="nothing to propose"):
        project.propose(found, "by prompts")
    project.undo()
    assert len(project.labels("by prompts")) == 0


def test_sentences_and_images_find_images(project):
    found = project.search("a thin line", n=5)
    assert len(found) == 5
    assert found["similarity"].is_monotonic_decreasing
    assert (project.search("a thin line", n=5, train=False)["id"] == found["id"]).all()
    first = int(found["id"].iloc[0])
    near = project.search(image=first, n=40, encoder="efficientnet_lite0")
    assert len(near) == 29
    assert first not in set(near["id"])
    theirs = project.similar(first, 29, encoder="efficientnet_lite0")
    assert near["similarity"].to_numpy() == pytest.approx(1 - theirs["distance"].to_numpy(), abs=1e-4)
    for wrong in ({}, {"query": "x", "image": 1}, {"query": "  "}):
        with pytest.raises(GrouplineError):
            project.search(**wrong)


def test_context_counts_the_tiles_and_asks_for_them_where_they_are_not(project):
    project.add_prompts("scratch")
    project.add_prompts("hole")
    whole, context = (project.zero_shot(ZeroShotSpec(context=weight)) for weight in (0.0, 0.5))
    assert np.abs(whole.answers.similarity - context.answers.similarity).max() > 1e-4
    with pytest.raises(GrouplineError, match="preprocessing 'grid'"):
        project.zero_shot(ZeroShotSpec(text=False, label_set="labels", context=0.5), encoder="efficientnet_lite0")


def test_images_without_tiles_are_counted_where_context_is_wanted(project, tmp_path):
    project.add_prompts("scratch")
    project.add_prompts("hole")
    assert not project.zero_shot(ZeroShotSpec(context=0.5)).notes
    Image.new("L", (64, 32), 90).save(tmp_path / "new.png")
    project.import_images(tmp_path / "new.png")
    project.encode(CLIP, device="cpu")
    found = project.zero_shot(ZeroShotSpec(context=0.5))
    assert len(found.image_ids) == 30
    assert "1 images are left out" in found.notes[0]


def test_a_point_is_chosen_on_labels_kept_with_the_prompts_and_dropped_with_the_next_change(project):
    for name in ("class 0", "class 1", "class 2"):
        project.add_prompts(name)
    chosen = project.choose_point(error_cost=5.0)
    project.set_point(chosen.point)
    assert project.zero_shot().point == chosen.point
    assert "chosen on 30 images of 'labels'" in project.zero_shot().summary()["point"]
    project.add_prompts("class 0", ["something else"])
    assert project.prompts().library.point is None
    with pytest.raises(GrouplineError, match="either by a wished precision"):
        project.choose_point()


def test_changed_weights_are_told_rather_than_mixed(project, tmp_path, monkeypatch):
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(tmp_path / "new"))
    save_small_clip(tmp_path / "new" / "small", seed=1)
    project.add_prompts("scratch")
    with pytest.raises(GrouplineError, match="different spaces"):
        project.zero_shot()


def test_the_commands_print_json(project, tmp_path):
    (tmp_path / "parts.csv").write_text("class,prompt\nscratch,a thin line\nhole,\n")

    def run(*words):
        done = CliRunner().invoke(app, [*words, "--home", str(project.workspace.home), "--json"])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    shown = run("prompts", "coils", "--import", str(tmp_path / "parts.csv"), "--template", "a photo of {}")
    assert [one["name"] for one in shown["classes"]] == ["scratch", "hole"]
    assert len(shown["problems"]) == 1
    found = run("zero-shot", "coils", "--propose", "by prompts")
    assert len(found["answers"]) == 30
    assert found["proposals"]
    assert len(run("search", "coils", "a thin line", "--n", "3")["found"]) == 3
    assert (
        run("point", "coils", "--no-prompts", "--learn", "labels", "--precision", "0.5", "--keep")["precision"] >= 0.5
    )
    assert run("prompts", "coils", "--history")["history"][-1]["sentence"] == "set the operating point"


def test_the_commands_that_measure_print_json(project):
    def run(*words):
        done = CliRunner().invoke(app, [*words, "--home", str(project.workspace.home), "--json"])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    by_images = ("--no-prompts", "--learn", "labels", "--encoder", "efficientnet_lite0")
    found = run("measure", "coils", *by_images)
    assert found["folds"] == 2  # the rarest class has two images
    assert sum(one["images"] for one in found["classes"]) == found["n_images"] == 30
    assert found["curve"]["coverage"][-1] == pytest.approx(1)
    assert set(found["unknown_auroc"]) <= {"class 0", "class 1", "class 2"}
    assert {one["name"] for one in run("ablate", "coils", *by_images)["variants"]} >= {"adapter on", "cache on"}
    explained = run("explain", "coils", "3", *by_images)
    assert max(one["attribution"] for one in explained["classes"]) == 1
    picture = project.images()["path"].iloc[0]
    assert run("search", "coils", "--picture", str(picture), "--n", "1")["found"][0]["similarity"] > 0.999
    run("prompts", "coils", "class 0", "a strip")
    run("prompts", "coils", "class 1")
    assert [one["number"] for one in run("prompt-changes", "coils")["changes"]] == [1, 2]
    assert len(run("prompts", "coils", "--undo")["classes"]) == 1
    assert len(run("prompts", "coils", "--redo")["classes"]) == 2


def test_recognition_without_training_loads_neither_torch_nor_scikit_learn(project):
    project.add_prompts("class 0")
    project.add_prompts("class 1")
    project.zero_shot()
    project.search("hole")
    script = (
        "import sys; from classifiers.project import Project; from classifiers.zero_shot.spec import ZeroShotSpec;"
        f"p = Project.open('coils', {str(project.workspace.home)!r}); p.zero_shot(train=False);"
        "p.zero_shot(ZeroShotSpec(text=False, label_set='labels', cache=1.0, centre=True), train=False);"
        "p.judge_zero_shot(train=False).evaluation(); p.search('hole', train=False);"
        "sys.exit(any(name in sys.modules for name in ('torch', 'sklearn', 'open_clip', 'faiss', 'timm')))"
    )
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0
