import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifiers import Project
from classifiers.errors import DamagedModelError, GoldError, InvalidSpecError, LeakageError, UntrainableError
from classifiers.predictions import Judged
from classifiers.steps.open_model import open_model
from classifiers.store.models import keep_model
from grouping.errors import CancelledError, UnknownNameError
from grouping.files import key_of
from tests.classifiers.networks import KINDS, QUICK, draw


def test_a_model_names_its_data_and_is_not_trained_twice(project: Project) -> None:
    model = project.train("prototype")
    assert project.train("prototype").key == model.key
    version = project.versions("labels")[0]
    assert (model.version, model.content_hash) == (version.number, version.content_hash)
    card = project.model_card(model.key[:8])
    assert card["counts"]["train"] == {"grain": 13, "stripes": 13, "spots": 13}
    assert sum(map(sum, (part.values() for part in card["counts"].values()))) == 54
    assert card["leakage"]["clean"]
    assert (project.workspace.model(model.key) / "card.md").read_text().startswith("# Nearest prototype")
    assert [one.key for one in project.models("labels")] == [model.key]


def test_labels_changed_after_the_freeze_make_another_model_and_leave_the_old_version_as_it_was(
    project: Project,
) -> None:
    first = project.train("prototype")
    moved = int(project.labels().query("`class` == 'grain'")["id"].iloc[0])
    project.relabel([moved], "spots")
    again = project.train("prototype", version=first.version)
    later = project.train("prototype")
    assert again.key == first.key
    assert (later.version, later.key != first.key) == (2, True)


def test_the_same_spec_on_the_same_data_gives_the_same_weights(project: Project, tmp_path: Path) -> None:
    first = project.train({"head": "mlp", "search": False})
    folder = project.workspace.model(first.key)
    before = (folder / "head.skops").read_bytes()
    folder.rename(tmp_path / "away")
    with pytest.raises(DamagedModelError):
        project.evaluate(first.key)
    from classifiers.store import models
    from grouping.store.models import ModelRow

    with project.workspace.database.write() as session:
        session.delete(session.query(ModelRow).one())
    assert models.models(project.workspace.database, project.id) == []
    second = project.train({"head": "mlp", "search": False})
    assert second.key == first.key
    assert (folder / "head.skops").read_bytes() == before


def test_figures_on_test_come_from_images_that_training_never_saw(project: Project) -> None:
    model = project.train()
    parts = json.loads((project.workspace.model(model.key) / "parts.json").read_text())
    judged = Judged.load(project.workspace.model(model.key) / "test.npz")
    assert set(judged.sha256s) == set(parts["test"])
    assert set(parts["test"]).isdisjoint([*parts["learned"], *parts["val"]])
    assert model.figures["accuracy"] == np.mean(judged.label == judged.y)
    table = project.judged(model.key)
    assert (table["right"] == (table["truth"] == table["predicted"])).all()


def test_a_class_that_a_network_could_only_stop_by_was_absent_from_training(project: Project) -> None:
    kinds = project.images().groupby("near_label")["id"].apply(list)
    for name, few in (("rare", 2), ("grain", 6), ("stripes", 6)):
        project.promote([int(i) for i in kinds["spots" if name == "rare" else name][-few:]], name, "few")
    model = project.train(QUICK | {"epochs": 1}, "few", recipe="finetune", fractions=(0.5, 0.5, 0.0))
    found = project.evaluate(model.key, on="folds", folds=3, repeats=1)
    absent = [row["classes_absent_from_training"] for row in found["folds"]]
    assert sorted(absent) == [[], [], ["rare"]]  # one image of it held out, the other one stopped by
    assert any("'rare' was absent from training in 1 of 3 folds" in note for note in found["notes"])


def test_half_of_the_training_images_leave_val_and_test_as_they_are(project: Project) -> None:
    whole, half = project.train("prototype"), project.train("prototype", share=0.5)
    cards = [project.model_card(one.key) for one in (whole, half)]
    assert cards[1]["counts"]["train"] == {"grain": 7, "stripes": 7, "spots": 7}
    assert cards[0]["counts"]["test"] == cards[1]["counts"]["test"]


def test_a_one_class_model_is_measured_on_what_is_strange_to_it(project: Project) -> None:
    model = project.train({"head": "kth_neighbour", "normal": "grain"})
    assert model.figures["roc_auc"] > 0.9
    assert (
        project.model_card(model.key)["operating"]["n"] == 13 + project.model_card(model.key)["counts"]["val"]["grain"]
    )
    with pytest.raises(UntrainableError, match="no folds"):
        project.evaluate(model.key, on="folds")


def test_a_class_with_one_image_trains_and_is_told_of(project: Project) -> None:
    (image,) = project.labels()["id"].iloc[:1]
    project.relabel([int(image)], "single")
    card = project.model_card(project.train("prototype").key)
    assert card["counts"]["train"]["single"] == 1
    assert any("'single' has 1 image in training" in note for note in card["notes"])
    folds = project.evaluate(project.models()[0].key, on="folds", repeats=1)["folds"]
    assert ["single"] in [row["classes_absent_from_training"] for row in folds]


def test_what_cannot_be_trained_says_why(project: Project) -> None:
    some = [int(i) for i in project.labels().query("`class` == 'grain'")["id"]]
    project.promote(some, "only", "one")
    with pytest.raises(UntrainableError, match=r"one class only, 'only'.*one-class head"):
        project.train("prototype", "one")
    with pytest.raises(UnknownNameError, match="There is no label set 'none'"):
        project.train("prototype", "none")
    with pytest.raises(InvalidSpecError, match="There is no head 'forest'"):
        project.train("forest")
    with pytest.raises(UnknownNameError, match="has no version 7"):
        project.train("prototype", version=7)
    with pytest.raises(UnknownNameError, match="No model has a key that starts with 'zz'"):
        project.evaluate("zz")
    with pytest.raises(InvalidSpecError, match="test, folds, curve, gold"):
        project.evaluate(project.train("prototype").key, on="luck")  # type: ignore[arg-type]  # what only the library refuses


@pytest.mark.parametrize("name", ["head.skops", "card.json", "parts.json", "val.npz"])
def test_a_damaged_model_is_trained_anew_by_the_same_command(project: Project, name: str) -> None:
    model = project.train("prototype")
    (project.workspace.model(model.key) / name).write_bytes(b"nonsense")
    again = project.train("prototype")
    assert (again.key, again.checksum, len(project.models())) == (model.key, model.checksum, 1)
    assert project.predict(model.key).summary["n"] == 18


def test_a_network_trains_without_embeddings_and_its_card_says_what_was_not_looked_for(
    home: Path, tmp_path: Path
) -> None:
    draw(tmp_path / "bare", per_kind=8)
    project = Project.create("bare", home=home)
    project.import_images(tmp_path / "bare")
    for kind in KINDS:
        project.promote(project.image_ids([f"{kind}{number:02d}.png" for number in range(8)]), kind)
    project.lock_gold(per_class=2)
    model = project.train(QUICK, recipe="finetune")
    said = "24 images have no embeddings, so near-copies of them were not looked for"
    card = project.model_card(model.key)
    assert (card["leakage"]["unchecked"], any(note.startswith(said) for note in card["notes"])) == (24, True)
    with pytest.raises(GoldError, match=r"nobody knows whether they are near-copies .* Encode the project first"):
        project.evaluate(model.key, on="gold")
    project.encode("efficientnet_lite0", device="cpu")
    with pytest.raises(LeakageError, match="have a near-copy in training"):  # which embeddings find in these pictures
        project.evaluate(model.key, on="gold")


def test_one_class_of_too_few_images_can_call_nothing_strange_and_says_so(project: Project) -> None:
    model = project.train({"head": "mahalanobis", "normal": "grain"})
    card = project.model_card(model.key)
    n = card["operating"]["n"]
    assert n < 19
    assert card["notes"] == [
        "Nothing can be called strange: that 95% of the class is kept can be told from 20 images of it that training "
        f"did not see, and there are {n}. Label more of it, or wish for less than {n / (n + 1):.0%} of the class to be "
        "kept."
    ]
    assert card["weak_classes"] == [
        f"Of {card['test']['n_strange']} strange test images 0% were called strange; the others were not."
    ]
    wished = project.train({"head": "mahalanobis", "normal": "grain"}, precision=0.8)
    assert not project.model_card(wished.key)["notes"]
    assert project.evaluate(wished.key)["strange_recall"] > 0.9


def test_a_key_that_means_several_models_lists_just_these(project: Project) -> None:
    model = project.train("prototype")
    for seed in range(17):  # of 18 keys two begin with the same of 16 digits
        keep_model(project.workspace.database, project.id, replace(model, key=key_of("made", seed)))
    keys = [one.key for one in project.models()]
    start = next(key[0] for key in keys if sum(other[0] == key[0] for other in keys) > 1)
    meant = [key for key in keys if key[0] == start]
    with pytest.raises(UnknownNameError, match=rf"{len(meant)} models have a key that starts with '{start}'") as told:
        project.model_card(start)
    assert all(key[:8] in str(told.value) for key in meant)
    assert not any(key[:8] in str(told.value) for key in set(keys) - set(meant))
    with pytest.raises(UnknownNameError, match=r"No model has .* and 10 more; 'models' lists all"):
        project.model_card("zz")


def test_one_image_of_a_new_class_leaves_the_confidences_of_the_others_alone(project: Project) -> None:
    before = project.train("prototype")
    parts = open_model(project.workspace, project.id, before.key).parts
    shas = project.images().set_index("sha256")["id"]
    project.relabel([int(shas[parts["val"][0]])], "crack")
    after = project.train("prototype")
    cards = [project.model_card(model.key) for model in (before, after)]
    assert cards[1]["counts"]["train"]["crack"] == 1  # not in val, where the earlier split had put the image
    assert cards[1]["rejoined"] == 1
    first, second = (card["operating"]["temperature"] for card in cards)
    assert second < 3 * first
    folds = [project.evaluate(model.key, on="folds", folds=3, repeats=1)["pooled"]["ece"] for model in (before, after)]
    assert folds[1] < folds[0] + 0.1


def test_the_same_labels_in_two_projects_make_two_models(project: Project, tmp_path: Path) -> None:
    first = project.train("prototype")
    twin = Project.create("twin", home=project.workspace.home)
    images = project.images()
    twin.import_images([str(path) for path in images["path"]])
    twin.encode("efficientnet_lite0", device="cpu")
    own = twin.images().set_index("sha256")["id"]
    shas = images.set_index("id")["sha256"]
    for name, rows in project.labels().groupby("class", sort=False):
        twin.promote([int(own[shas[i]]) for i in rows["id"]], str(name))
    second = twin.train("prototype")
    assert second.content_hash == first.content_hash
    assert second.key != first.key
    assert set(project.judged(first.key)["id"]) <= set(images["id"])
    assert set(twin.judged(second.key)["id"]) <= set(own)


def test_discarded_images_are_not_frozen_and_their_near_copies_are_still_known(project: Project) -> None:
    from grouping.steps.export_labels import near_duplicate_shas

    before = project.freeze()
    ids = [int(i) for i in project.labels()["id"]]
    known = near_duplicate_shas(project.workspace, project.id)
    project.discard(ids[:5])
    assert near_duplicate_shas(project.workspace, project.id) == known
    after = project.freeze()
    assert (before.n_images, after.n_images) == (54, 49)
    assert "5 discarded left out" in project.history()[-1][1]
    with pytest.raises(GoldError, match="not labeled, or discarded"):
        project.lock_gold(images=ids[:1])
    old = project.model_card(project.train("prototype", version=before.number).key)
    assert "5 of the images were discarded after version 1 was frozen" in " ".join(old["notes"])
    assert sum(sum(part.values()) for part in old["counts"].values()) == 54
    project.restore(ids[:5])
    assert project.freeze().n_images == 54


def test_near_copies_that_were_not_looked_for_are_looked_for_once_the_images_are_encoded(
    tmp_path: Path, home: Path
) -> None:
    draw(tmp_path / "pictures")
    project = Project.create("plates", home=home)
    project.import_images(tmp_path / "pictures")
    for kind in KINDS:
        images = project.images()
        project.promote([int(i) for i in images["id"][images["name"].str.startswith(kind)]], kind)
    first = project.train(QUICK, recipe="finetune")
    assert project.model_card(first.key)["leakage"]["unchecked"] == 36
    project.encode("efficientnet_lite0", device="cpu")
    again = project.train(QUICK, recipe="finetune")
    assert project.model_card(again.key)["leakage"]["unchecked"] == 0
    assert "no embeddings" not in " ".join(project.model_card(again.key)["notes"])


def test_a_kill_while_a_network_is_measured_costs_no_epoch(project: Project) -> None:
    def stop(done: int, total: int | None, message: str = "") -> None:
        if message.startswith("measuring"):
            raise CancelledError("Cancelled; what was finished is kept.")

    with pytest.raises(CancelledError):
        project.train(QUICK, recipe="finetune", progress=stop)
    told: list[str] = []
    model = project.train(QUICK, recipe="finetune", progress=lambda done, total, message="": told.append(message))
    assert not [message for message in told if message.startswith("epoch")]
    card = project.model_card(model.key)
    assert card["seconds"] >= sum(epoch["seconds"] for epoch in card["details"]["history"])
    assert not (project.workspace.model(model.key) / "training").exists()
