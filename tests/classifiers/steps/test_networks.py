import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from classifiers.cli.app import app
from classifiers.errors import DamagedModelError, InvalidSpecError
from classifiers.steps.open_model import open_model
from classifiers.steps.watch_training import epochs_in
from classifiers.work import deploy as deploy_work
from grouping.errors import CancelledError, UnknownNameError
from grouping.jobs.records import KINDS
from grouping.types import silent
from grouping.worker import WORK
from tests.classifiers.networks import QUICK


def _said(*words: str) -> dict:
    done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("recipe", "spec"),
    [
        ("finetune", QUICK),
        ("siamese", {"size": 32, "epochs": 1, "convolutions": 4, "augmentation": "none"}),
    ],
)
def test_networks_are_models_like_heads(project, recipe, spec):
    model = project.train(spec, recipe=recipe)
    assert model.embeddings_key is None
    assert "from scratch" in model.title
    card = project.model_card(model.key)
    assert {"accuracy", "macro_f1"} <= set(card["test"])
    assert card["size_bytes"] > 10_000
    opened = open_model(project.workspace, project.id, model.key)
    assert opened.spec == type(opened.spec)(**spec)
    assert not (opened.folder / "training").exists()
    run = project.predict(model.key)
    assert sum(run.summary["classes"].values() if "classes" in run.summary else [1]) > 0
    assert project.train(spec, recipe=recipe).key == model.key


def test_a_cancelled_training_of_a_project_goes_on_from_its_checkpoint(project):
    def stop(done: int, total: int | None, message: str = "") -> None:
        if message.startswith("epoch 2"):
            raise CancelledError("Cancelled; what was finished is kept.")

    with pytest.raises(CancelledError):
        project.train(QUICK, recipe="finetune", progress=stop)
    assert not project.models()
    told: list[str] = []
    project.train(QUICK, recipe="finetune", progress=lambda done, total, message="": told.append(message))
    assert [message for message in told if message.startswith("epoch 2")]
    assert not [message for message in told if message.startswith("epoch 1")]


def test_a_network_is_cross_validated_and_leaves_no_training_files(project):
    model = project.train(QUICK, recipe="finetune")
    found = project.evaluate(model.key, on="folds", folds=3, repeats=1)
    assert len(found["folds"]) == 3
    folder = open_model(project.workspace, project.id, model.key).folder
    assert not list((folder / "folds").rglob("checkpoint-*.pt"))


def test_the_command_line_trains_deploys_and_shows_where_a_network_looked(project, tmp_path):
    spec = json.dumps({name: value for name, value in QUICK.items() if name not in ("backbone", "frozen")})
    words = ("plates", "--recipe", "finetune", "--backbone", "test_efficientnet", "--frozen", "0", "--spec", spec)
    model = _said("train", *words)
    told = _said("deploy", "plates", model["key"][:8])
    assert [form["name"] for form in told["forms"]] == ["eager", "onnx", "int8"]
    routed = _said("route", "plates", model["key"], project.train("prototype").key, "--form", "int8")
    assert routed["fast_form"] == "int8"
    assert routed["test"]["fast_accuracy"] == told["forms"][2]["accuracy"], "the file was judged, not the network"
    own, small = (_said("predict", "plates", model["key"], "--form", form) for form in ("own", "int8"))
    assert own["proposals"] != small["proposals"]
    assert own["n"] == small["n"] == 18
    assert deploy_work(project, {"model": model["key"]}, silent)["forms"] == told["forms"]
    image = str(project.images()["id"].iloc[0])
    _said("overlay", "plates", model["key"], image, "--to", str(tmp_path / "overlay.png"))
    with Image.open(tmp_path / "overlay.png") as drawn:
        assert drawn.size == (48, 48)
    files = _said("augment", "plates", image, "--plan", "parts", "--views", "3", "--to", str(tmp_path / "views"))
    assert len({np.asarray(Image.open(file)).tobytes() for file in files["files"]}) == 3


def test_a_network_without_files_says_how_to_write_them(project):
    model = project.train({**QUICK, "epochs": 1}, recipe="finetune")
    with pytest.raises(InvalidSpecError, match=f"has no int8 file yet. Write it first: deploy PROJECT {model.key[:8]}"):
        project.predict(model.key, form="int8")


def test_what_is_no_network_cannot_be_deployed(project):
    model = project.train("prototype")
    with pytest.raises(InvalidSpecError, match="recipe 'finetune', 'ensemble' or 'siamese'"):
        project.deploy(model.key)
    with pytest.raises(UnknownNameError, match="Image 999999 cannot be shown"):
        project.preview_augmentation(999999)


def test_the_worker_can_deploy():
    assert "deploy" in KINDS
    assert "deploy" in WORK


def test_the_epochs_of_a_running_training_are_read_from_what_it_was_asked_for(project):
    asked = {"recipe": "finetune", "spec": {**QUICK, "epochs": 3}, "label_set": "labels", "version": 1}
    project.freeze()
    seen = []

    def look(done: int, total: int | None, message: str = "") -> None:
        seen.append([row["epoch"] for row in project.epochs(**asked).get("", [])])

    assert project.epochs(**asked) == {}
    model = project.train(**{**asked, "spec": asked["spec"]}, progress=look)
    assert [] in seen
    assert [1, 2] in seen
    assert project.epochs(**{**asked, "spec": QUICK}) == {}
    assert project.epochs(**asked) == {}, "what is finished is in the card"
    assert [row["epoch"] for row in epochs_in(project.model_card(model.key))[""]] == [1, 2, 3]


def test_where_a_network_looked_on_its_errors_is_drawn_once_and_kept(project):
    model = project.train({**QUICK, "epochs": 1}, recipe="finetune", fractions=(0.4, 0.2, 0.4))
    errors = project.errors(model.key)
    assert errors
    assert not any(one.there for one in errors)
    assert all(one.truth != one.predicted for one in errors)
    assert project.look_at_errors(model.key) == {"errors": len(errors), "drawn": len(errors), "left_out": 0}
    with Image.open(errors[0].for_truth) as picture:
        assert max(picture.size) <= 480
    made = errors[0].for_truth.stat().st_mtime_ns
    project.look_at_errors(model.key)
    assert errors[0].for_truth.stat().st_mtime_ns == made
    with pytest.raises(InvalidSpecError, match="is a head on embeddings, no network"):
        project.look_at_errors(project.train("prototype").key)


def test_views_of_a_plan_are_kept_as_pictures_and_not_drawn_twice(project):
    image_id = int(project.images()["id"].iloc[0])
    files = project.draw_views(image_id, "parts", 3)
    shown = project.preview_augmentation(image_id, "parts", 3)
    for path, view in zip(files, shown, strict=True):
        kept = np.asarray(Image.open(path), dtype=float)
        assert np.abs(kept - np.asarray(view)).mean() < 8  # but for what WebP loses of noise
    times = [path.stat().st_mtime_ns for path in files]
    assert project.draw_views(image_id, "parts", 3) == files
    assert [path.stat().st_mtime_ns for path in files] == times
    assert project.draw_views(image_id, "parts", 3, seed=1) != files
    with pytest.raises(UnknownNameError, match="No augmentation plan is called 'wild'"):
        project.draw_views(image_id, "wild")


def test_a_damaged_file_for_the_line_is_written_anew(project):
    model = project.train(QUICK, recipe="finetune")
    folder, _ = project.deploy(model.key)
    (folder / "network.int8.onnx").write_bytes(b"nonsense")
    with pytest.raises(DamagedModelError, match="Export it again"):
        project.predict(model.key, form="int8")
    project.deploy(model.key)
    assert project.predict(model.key, form="int8").summary["n"] == 18


def test_an_ensemble_tells_how_far_a_prediction_is_by_images_not_by_networks(project):
    spec = {**QUICK, "epochs": 1, "backbones": [QUICK["backbone"], "test_resnet"], "frozen_stages": [0], "keep": 2}
    model = project.train(spec, recipe="ensemble")
    told = []
    project.predict(model.key, progress=lambda done, total, message="": told.append((done, total)))
    assert told == sorted(told)
    assert {total for _, total in told} == {18}
    assert told[-1] == (18, 18)


def test_files_are_judged_by_class_names_however_many_classes_are_left(movable):
    model = movable.train(QUICK, recipe="finetune")
    images = movable.images()
    for path in images["path"][images["near_label"] == "grain"]:
        Path(path).rename(f"{path}.away")  # the first class: the places of the others would shift
    labeled = {int(i) for i in movable.labels()["id"]}
    assert labeled
    _, report = movable.deploy(model.key)
    judged = movable.judged(model.key)
    there = judged[judged["truth"] != "grain"]
    eager = next(one for one in report.forms if one.name == "eager")
    assert report.n_judged == len(there)
    assert eager.accuracy == pytest.approx(there["right"].mean())
