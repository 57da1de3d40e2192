"""What a person is told when the data, a file or the training is at fault; the sentences are exact."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import timm
from safetensors.torch import save_file

from classifiers import Project
from classifiers.data.leakage import leakage, refuse_leaks
from classifiers.errors import InvalidSpecError, LeakageError, UntrainableError
from classifiers.finetune.loop import DivergedError
from classifiers.steps.open_model import open_model
from grouping.encoders.state import UnfitWeightsError
from grouping.errors import GrouplineError, UnknownNameError
from tests.classifiers.networks import TINY

NETWORK: dict[str, Any] = {
    "backbone": TINY,
    "start": "scratch",
    "frozen": 0,
    "size": 32,
    "epochs": 1,
    "batch": 9,
    "augmentation": "none",
}


def _told(error: type[GrouplineError], act: Callable[[], Any]) -> str:
    with pytest.raises(error) as caught:
        act()
    return str(caught.value)


def _unlabeled(project: Project) -> list[int]:
    named = set(project.labels()["id"])
    return [int(i) for i in project.images()["id"] if i not in named]


def _put_weights(folder: Path, monkeypatch: pytest.MonkeyPatch, of: str, named: str) -> None:
    save_file(timm.create_model(of, num_classes=5).state_dict(), folder / f"{named}.safetensors")
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(folder))


def test_the_same_image_in_train_and_gold_is_refused_and_nothing_is_recorded(project: Project) -> None:
    model = project.train("prototype")
    learned = set(open_model(project.workspace, project.id, model.key).parts["learned"])
    images = project.images()
    ids = [int(i) for i in images["id"][images["sha256"].isin(learned)]][:3]
    project.lock_gold("labels", images=ids)
    assert _told(LeakageError, lambda: project.evaluate(model.key, on="gold")) == (
        "This model was trained before its gold set was locked: 3 of the gold images are in training too. Train it "
        "again; gold images and their near-copies are then kept out."
    )
    assert project.evaluations(model.key)["gold"] is None
    again = project.train("prototype")
    assert again.key != model.key
    assert project.evaluate(again.key, on="gold")["n"] == 3


def test_parts_that_share_an_image_or_a_near_copy_are_refused_before_training() -> None:
    parts = {"train": ("a", "b", "c"), "gold": ("a", "d")}
    assert _told(LeakageError, lambda: refuse_leaks(leakage(parts, [("b", "d")]))) == (
        "The parts are not apart: 1 of the gold images are in train too and 1 of the gold images have a near-copy in "
        "train. Nothing was trained; figures would be too good."
    )


def test_a_class_with_one_image_is_trained_and_told_of_and_a_fold_without_it_says_so(project: Project) -> None:
    project.promote(_unlabeled(project)[:1], "odd")
    model = project.train("prototype", fractions=(0.8, 0.2, 0.0))
    card = project.model_card(model.key)
    assert card["counts"]["train"]["odd"] == 1
    assert card["notes"] == [
        "Class 'odd' has 1 image in training: its figures say little.",
        "There are no test images: label more, or give test a larger share.",
    ]
    assert project.evaluate(model.key, on="folds", folds=5, repeats=1)["notes"] == [
        "Class 'odd' was absent from training in 1 of 5 folds, where no image of it could be recognized: it has too "
        "few images, or near-copies alone. Label more of it."
    ]


def test_one_class_only_names_the_class_and_both_ways_on(project: Project) -> None:
    project.promote(_unlabeled(project)[:4], "grain", "lonely")
    assert _told(UntrainableError, lambda: project.train("prototype", "lonely")) == (
        "Version 1 of 'lonely' has images of one class only, 'grain': there is nothing to tell apart. Label a second "
        "class, or train a one-class head (kth_neighbour or mahalanobis), which finds what is unlike it."
    )
    assert project.train("kth_neighbour", "lonely").recipe == "head"


def test_labels_changed_after_the_freeze_leave_the_version_and_its_model_as_they_were(project: Project) -> None:
    model = project.train("prototype")
    changed = [int(i) for i in project.labels()["id"]][:2]
    project.relabel(changed, "spots")
    assert project.train("prototype", version=model.version).key == model.key
    later = project.train("prototype")
    assert (later.version, later.content_hash != model.content_hash) == (model.version + 1, True)
    assert _told(InvalidSpecError, lambda: project.route(model.key, later.key)) == (
        "The two models of a route are trained on the same version of the same set; these are "
        f"{model.name} on version 1 of 'labels' and {later.name} on version 2 of 'labels'. Train one of them anew on "
        "the version of the other."
    )
    assert _told(UnknownNameError, lambda: project.train("prototype", version=9)) == (
        "Label set 'labels' has no version 9; there are: 1, 2."
    )


def test_a_weights_file_of_another_architecture_says_what_does_not_fit(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _put_weights(tmp_path, monkeypatch, TINY, "test_resnet")
    spec = {**NETWORK, "backbone": "test_resnet", "start": "pretrained"}
    told = _told(UnfitWeightsError, lambda: project.train(spec, recipe="finetune"))
    path = re.escape(str(tmp_path / "test_resnet.safetensors"))
    assert re.fullmatch(
        rf"{path} does not hold the weights of 'timm:test_resnet' \(timm's 'test_resnet.r160_in1k'\): "
        r"'conv1.0.weight' is missing; .* and \d+ more. Put that network's own file there, or choose the encoder that "
        r"this file belongs to.",
        told,
    )
    assert project.models() == []


def test_another_weights_file_under_the_same_name_makes_another_model(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = {**NETWORK, "start": "pretrained"}
    _put_weights(tmp_path, monkeypatch, TINY, TINY)
    first = project.train(spec, recipe="finetune")
    assert project.train(spec, recipe="finetune").key == first.key
    assert re.fullmatch("[0-9a-f]{64}", project.model_card(first.key)["start_files"][TINY])
    _put_weights(tmp_path, monkeypatch, TINY, TINY)  # drawn anew
    assert project.train(spec, recipe="finetune").key != first.key
    assert _told(UntrainableError, lambda: project.evaluate(first.key, on="folds", folds=3, repeats=1)) == (
        f"The weights file of {TINY} is not the one that this model started from: figures would be another model's. "
        "Put the old file back, or train again."
    )


def test_a_loss_that_is_no_number_says_the_learning_rate_to_try(project: Project) -> None:
    told = _told(DivergedError, lambda: project.train({**NETWORK, "learning_rate": 1e30}, recipe="finetune"))
    assert re.fullmatch(
        r"The loss in batch \d of 5 is no number any more, in epoch 1 with a learning rate of \S+ \(the recipe's: "
        r"1e\+30\)\. No epoch was finished\. Train with a learning rate of 1e\+29 or less\.",
        told,
    )
    assert project.models() == []


def test_two_folds_of_a_network_that_stops_by_a_fold_are_refused(project: Project) -> None:
    model = project.train(NETWORK, recipe="finetune")
    assert _told(InvalidSpecError, lambda: project.evaluate(model.key, on="folds", folds=2, repeats=1)) == (
        "test_efficientnet from scratch needs three folds or more (one to be judged, one to stop training by, the rest "
        "to learn from); got 2."
    )
