import json

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from classifiers.cli.app import app
from classifiers.errors import InvalidSpecError
from classifiers.steps.open_model import open_model
from classifiers.work import deploy as deploy_work
from grouping.errors import CancelledError, UnknownNameError
from grouping.jobs.records import KINDS
from grouping.types import silent
from grouping.worker import WORK

QUICK = {
    "backbone": "test_efficientnet",
    "start": "scratch",
    "frozen": 0,
    "size": 32,
    "epochs": 2,
    "batch": 8,
    "augmentation": "none",
}


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
    assert deploy_work(project, {"model": model["key"]}, silent)["forms"] == told["forms"]
    image = str(project.images()["id"].iloc[0])
    _said("overlay", "plates", model["key"], image, "--to", str(tmp_path / "overlay.png"))
    with Image.open(tmp_path / "overlay.png") as drawn:
        assert drawn.size == (48, 48)
    files = _said("augment", "plates", image, "--plan", "parts", "--views", "3", "--to", str(tmp_path / "views"))
    assert len({np.asarray(Image.open(file)).tobytes() for file in files["files"]}) == 3


def test_what_is_no_network_cannot_be_deployed(project):
    model = project.train("prototype")
    with pytest.raises(InvalidSpecError, match="recipe 'finetune'"):
        project.deploy(model.key)
    with pytest.raises(UnknownNameError, match="Image 999999 cannot be shown"):
        project.preview_augmentation(999999)


def test_the_worker_can_deploy():
    assert "deploy" in KINDS
    assert "deploy" in WORK
