import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from classifiers import Project
from classifiers.errors import GoldError, LeakageError
from classifiers.steps.gold_truth import gold_truth
from classifiers.store.gold import gold_images
from tests.classifiers.networks import QUICK


def test_gold_images_are_in_no_part_of_any_later_model_and_used_once(project: Project) -> None:
    assert project.lock_gold(per_class=4, balanced=True) == {"grain": 4, "stripes": 4, "spots": 4}
    assert project.gold()["labels"]["n"] == 12
    model = project.train("prototype")
    parts = json.loads((project.workspace.model(model.key) / "parts.json").read_text())
    assert len(parts["gold"]) == 12
    assert set(parts["gold"]).isdisjoint([*parts["learned"], *parts["val"], *parts["test"]])
    first = project.evaluate(model.key, on="gold")
    again = project.evaluate(model.key, on="gold")
    assert (first["first_use"], again["first_use"], first["n"]) == (True, False, 12)
    assert {**first, "first_use": False} == again
    assert project.evaluations(model.key)["gold"]["accuracy"] == first["accuracy"]
    folds = project.evaluate(model.key, on="folds", repeats=1)
    assert folds["pooled"]["n"] == 54 - 12 - project.model_card(model.key)["held_back"]


def test_a_model_that_learned_from_what_became_gold_is_refused(project: Project) -> None:
    model = project.train("prototype")
    project.lock_gold(per_class=6)
    with pytest.raises(LeakageError, match=r"gold images are in training too.*Train it again"):
        project.evaluate(model.key, on="gold")
    assert project.evaluations(model.key)["gold"] is None
    assert project.evaluate(project.train("prototype").key, on="gold")["n"] == 18


def test_the_truth_of_gold_images_is_the_class_they_had_when_locked(project: Project) -> None:
    project.lock_gold(per_class=3)
    model = project.train("prototype")
    before = project.evaluate(model.key, on="gold")["confusion"]
    project.relabel([int(i) for i in project.labels()["id"]], "grain")
    assert project.evaluate(model.key, on="gold")["confusion"] == before


def test_a_class_that_was_renamed_is_the_same_class_to_the_gold_set(project: Project) -> None:
    before = project.train("prototype")
    project.lock_gold(per_class=3)
    project.define_class("rings", was="spots")
    project.define_class("circles", was="rings")
    after = project.train("prototype")
    assert "circles" in project.model_card(after.key)["classes"]
    assert project.evaluate(after.key, on="gold")["n"] == 9
    workspace = project.workspace
    assert set(gold_truth(workspace, project.id, "labels", before.version).values()) == {"grain", "stripes", "spots"}
    assert set(gold_truth(workspace, project.id, "labels", after.version).values()) == {"grain", "stripes", "circles"}


def test_a_gold_set_locked_under_a_new_name_is_told_in_the_old_one(project: Project) -> None:
    before = project.freeze()
    project.define_class("rings", was="spots")
    project.lock_gold(per_class=3)
    truth = gold_truth(project.workspace, project.id, "labels", before.number)
    assert set(truth.values()) == {"grain", "stripes", "spots"}


def test_a_gold_image_whose_file_is_gone_is_no_answer_and_nothing_is_recorded(movable: Project) -> None:
    project = movable
    project.lock_gold(per_class=3)
    model = project.train(QUICK, recipe="finetune")
    place = dict(zip(project.images()["sha256"], project.images()["path"], strict=True))
    gone = Path(place[min(gold_images(project.workspace.database, project.id, "labels"))])
    gone.rename(gone.with_suffix(".away"))
    with pytest.raises(GoldError, match=rf"1 of 9 images cannot be read.*{gone.name}.*nothing was recorded"):
        project.evaluate(model.key, on="gold")
    gone.with_suffix(".away").rename(gone)
    assert project.evaluate(model.key, on="gold")["first_use"]


def test_a_gold_set_is_locked_once(project: Project) -> None:
    project.lock_gold(per_class=2)
    with pytest.raises(GoldError, match="locked already, with 6 images"):
        project.lock_gold(per_class=3)


def test_gold_sets_that_cannot_be_are_refused_whole(project: Project) -> None:
    labels = project.labels()
    two = [int(i) for i in labels["id"][labels["class"] == "grain"][:2]]
    with pytest.raises(GoldError, match="one of the two"):
        project.lock_gold()
    with pytest.raises(GoldError, match="would leave none to learn from"):
        project.lock_gold(per_class=18)
    with pytest.raises(GoldError, match="is to be balanced, but would hold"):
        project.lock_gold(images=two, balanced=True)
    with pytest.raises(GoldError, match="1 of them are not labeled"):
        project.lock_gold(images=[*two, 10_000])
    assert project.gold() == {}
    with pytest.raises(GoldError, match="has no gold set"):
        project.evaluate(project.train("prototype").key, on="gold")


def test_gold_that_would_leave_a_class_near_copies_alone_is_refused(project: Project, tmp_path: Path) -> None:
    images = project.images()
    spots = images[images["near_label"] == "spots"]
    picture = np.asarray(Image.open(spots["path"].iloc[0])).astype(int)
    for number in range(5):
        Image.fromarray(np.clip(picture + number + 1, 0, 255).astype(np.uint8)).save(tmp_path / f"copy{number}.png")
    project.import_images([str(path) for path in sorted(tmp_path.glob("copy*.png"))])
    project.encode("efficientnet_lite0", device="cpu")
    images = project.images()
    copies = [int(i) for i in images["id"][images["path"].str.contains("copy")]]
    assert len(copies) == 5
    assert {*copies} <= {i for group in project.near_duplicates() for i in group}
    project.promote(copies, "shadow")
    with pytest.raises(GoldError, match="All 3 images of class 'shadow' that are not gold would be near-copies"):
        project.lock_gold(per_class=2)
    assert not project.gold()
