from pathlib import Path
from typing import cast

import numpy as np
import pandas as pd
import pytest

from classifiers import Project
from classifiers.errors import InvalidSpecError, UntrainableError
from classifiers.steps.choose_threshold import choose_threshold
from classifiers.steps.form_of_model import Form
from classifiers.steps.open_model import open_model
from grouping.errors import CancelledError, UnknownNameError
from grouping.history import ConflictError
from tests.classifiers.networks import QUICK


def test_predictions_change_no_label_until_somebody_accepts_and_undo_takes_that_back(project: Project) -> None:
    model = project.train("prototype")
    run = project.predict(model.key)
    assert run.summary["n"] == 18
    assert len(project.labels()) == 54
    table = project.proposals()
    assert table["confidence"].is_monotonic_increasing
    assert set(table["state"]) == {"open"}
    done = project.accept(above=0.0)
    assert sum(done.classes.values()) == 18
    assert len(project.labels()) == 72
    labels = project.labels().set_index("id")
    assert labels["class"][table["id"]].tolist() == table["class"].tolist()
    assert labels["origin"][table["id"].iloc[0]] == {"kind": "classifier", "model": model.key, "proposals": run.key}
    assert labels["confidence"][table["id"].iloc[0]] == pytest.approx(table["confidence"].iloc[0])
    assert set(project.proposals()["state"]) == {"accepted"}
    project.undo()
    assert len(project.labels()) == 54
    assert set(project.proposals()["state"]) == {"open"}


def test_without_a_limit_only_known_proposals_are_accepted_and_by_class_if_wished(project: Project) -> None:
    model = project.train("prototype")
    project.predict(model.key, threshold=2.0)
    assert set(project.proposals()["predicted"]) == {"unknown"}
    with pytest.raises(InvalidSpecError, match="no open proposal that fits"):
        project.accept()
    project.predict(model.key, threshold=0.0)
    count = int((project.proposals()["class"] == "spots").sum())
    assert project.accept(class_name="spots").classes == {"spots": count}


def test_a_label_given_meanwhile_is_kept_and_a_correction_is_a_label_by_hand(project: Project) -> None:
    project.predict(project.train("prototype").key)
    first, second = (int(i) for i in project.proposals()["id"][:2])
    project.relabel([first], "grain")
    project.correct([second], "stripes")
    done = project.accept(above=0.0)
    assert sum(done.classes.values()) == 16
    labels = project.labels().set_index("id")["class"]
    assert (labels[first], labels[second]) == ("grain", "stripes")
    with pytest.raises(UnknownNameError, match="has no class 'rust'"):
        project.correct([second], "rust")


def test_an_acceptance_about_what_somebody_else_changed_is_refused(project: Project) -> None:
    project.predict(project.train("prototype").key)
    base = project.version()
    first = int(project.proposals()["id"][0])
    other = Project.open("plates", home=project.workspace.home)
    other.relabel([first], "grain")
    other.unlabel([first])
    with pytest.raises(ConflictError, match="This changed since you looked"):
        project.accept(above=0.0, base=base)


def test_where_every_image_is_labeled_there_is_nothing_to_predict(project: Project) -> None:
    model = project.train("prototype")
    project.promote([int(i) for i in project.images()["id"]], "grain")
    with pytest.raises(UntrainableError, match="every image has a label in 'labels'"):
        project.predict(model.key)
    with pytest.raises(UnknownNameError, match="There are no proposals for 'labels'"):
        project.proposals()


def test_images_without_embeddings_are_counted_and_the_others_predicted(project: Project, tmp_path: object) -> None:
    from PIL import Image

    model = project.train("prototype")
    folder = Path(str(tmp_path)) / "more"
    folder.mkdir()
    Image.new("L", (40, 40), 90).save(folder / "plain.png")
    project.import_images(folder)
    assert project.predict(model.key).summary["left_out"] == {"not encoded yet": 1}


def test_a_route_asks_the_strong_model_where_the_fast_one_is_unsure(project: Project) -> None:
    fast, strong = project.train("decision_tree"), project.train("prototype")
    found = project.route(fast.key, strong.key, "latency")
    assert 0 <= found["val"]["fast_share"] <= 1
    assert (found["fast_form"], found["pace"]["repeats"]) == ("own", 16)
    pace, test = found["pace"], found["test"]
    assert pace["strong_ms"] > pace["asked_ms"] > 0, "both look at the same embeddings, which are made once"
    assert test["latency_ms"] == pytest.approx(pace["fast_ms"] + (1 - test["fast_share"]) * pace["asked_ms"])
    assert test["speedup"] == pytest.approx(pace["strong_ms"] / test["latency_ms"])
    everything = project.predict(fast.key, strong=strong.key, strong_below=1.5)
    assert everything.summary["strong"] == 18
    alone = project.predict(strong.key)
    by_id = project.proposals(run=alone.key).set_index("id")["class"]
    assert (
        project.proposals(run=everything.key)
        .set_index("id")["class"]
        .equals(by_id[project.proposals(run=everything.key)["id"]])
    )
    with pytest.raises(InvalidSpecError, match="both are the same"):
        project.route(fast.key, fast.key)
    with pytest.raises(InvalidSpecError, match="is a head on embeddings, no network"):
        project.route(fast.key, strong.key, fast_form="int8")
    with pytest.raises(InvalidSpecError, match="answers as own, onnx, int8; got 'half'"):
        project.predict(fast.key, form=cast(Form, "half"))


def test_a_rejected_proposal_is_no_longer_open_until_it_is_undone_and_another_run_proposes_anew(
    project: Project,
) -> None:
    key = project.train({"head": "prototype"}).key
    project.predict(key)
    first, second = (int(i) for i in project.proposals()["id"][:2])
    project.reject([first, second])
    states = project.proposals().set_index("id")["state"]
    assert states[[first, second]].tolist() == ["rejected", "rejected"]
    assert first not in project.label_sets()[0].labels
    assert first not in project.accept(above=0.0, images=[first, int(states.index[5])]).classes
    project.undo()
    project.undo()
    assert set(project.proposals()["state"]) == {"open"}
    project.redo()
    project.predict(key, threshold=0.01)
    assert set(project.proposals()["state"]) == {"open"}
    with pytest.raises(InvalidSpecError, match="is not among these proposals"):
        project.reject([10**6])


def test_a_one_class_model_proposes_the_class_that_it_learned_wherever_that_stands(project: Project) -> None:
    model = project.train({"head": "kth_neighbour", "normal": "stripes"})
    run = project.predict(model.key, threshold=0.0)
    assert run.summary["classes"] == {"stripes": 18}
    assert set(project.proposals()["class"]) == {"stripes"}
    assert project.accept(above=0.0).classes == {"stripes": 18}
    judged = project.judged(model.key, "test")
    assert set(judged["predicted"]) <= {"stripes", "unknown"}
    assert (judged["right"] == ((judged["truth"] == "stripes") == (judged["predicted"] == "stripes"))).all()


def test_images_whose_file_is_gone_are_left_out_of_predictions_until_it_is_back(movable: Project) -> None:
    project = movable
    model = project.train(QUICK, recipe="finetune")
    labeled = {int(i) for i in project.labels()["id"]}
    images = project.images()
    gone = Path(images[~images["id"].isin(labeled)]["path"].iloc[0])
    gone.rename(gone.with_suffix(".away"))
    run = project.predict(model.key, threshold=0.0)
    assert (run.summary["n"], run.summary["known"]) == (17, 17)
    assert run.summary["left_out"] == {"its file cannot be read": 1}
    assert gone.name not in set(project.proposals()["name"])
    gone.with_suffix(".away").rename(gone)
    again = project.predict(model.key, threshold=0.0)
    assert (again.summary["n"], again.summary["left_out"]) == (18, {})


def test_test_images_whose_file_is_gone_are_not_judged_and_the_card_names_them(movable: Project) -> None:
    project = movable
    head = project.train("prototype")  # divides the images, which stays
    place = dict(zip(project.images()["id"], project.images()["path"], strict=True))
    away = Path(place[int(project.judged(head.key, "test")["id"].min())])
    away.rename(away.with_suffix(".away"))
    card = project.model_card(project.train(QUICK, recipe="finetune").key)
    assert card["test"]["n"] == project.model_card(head.key)["test"]["n"] - 1
    assert any(away.name in note and note.endswith("They were not judged.") for note in card["notes"])


def test_the_threshold_of_a_route_is_chosen_on_what_both_models_answer_in_turn(project: Project) -> None:
    fast, strong = project.train("decision_tree"), project.train("prototype")
    alone = project.choose_threshold(strong.key, 0.95)
    fast_opened, strong_opened = (open_model(project.workspace, project.id, one.key) for one in (fast, strong))
    everything = choose_threshold(fast_opened, 0.95, strong_opened, below=1.5)
    assert everything.threshold == alone.threshold
    assert np.array_equal(everything.confidence, alone.confidence)
    assert choose_threshold(fast_opened, 0.95, strong_opened, below=0.0).threshold == (
        project.choose_threshold(fast.key, 0.95).threshold
    )
    assert project.predict(fast.key, strong=strong.key, strong_below=1.5).spec["threshold"] == alone.threshold
    assert project.predict(fast.key, strong=strong.key, threshold=0.4).spec["threshold"] == 0.4
    with pytest.raises(InvalidSpecError, match="loss of accuracy is from 0 to 1"):
        project.route(fast.key, strong.key, "latency", -1)


def test_the_same_labels_in_two_sets_make_two_models(project: Project) -> None:
    first = project.train("prototype")
    for name in ("grain", "stripes", "spots"):
        ids = project.labels()["id"][project.labels()["class"] == name]
        project.promote([int(i) for i in ids], name, "copy")
    second = project.train("prototype", "copy")
    assert (first.label_set, second.label_set) == ("labels", "copy")
    assert [one.key for one in project.models("copy")] == [second.key]


def test_a_discarded_image_is_no_longer_proposed_and_stops_nothing(project: Project) -> None:
    run = project.predict(project.train("prototype").key)
    first = int(project.proposals()["id"][0])
    project.discard([first])
    assert first not in set(project.proposals(run=run.key)["id"])
    done = project.accept(above=0.0)
    assert (sum(done.classes.values()), done.skipped) == (17, 0)
    project.undo()
    project.undo()
    assert len(project.proposals(run=run.key)) == 18


def test_a_damaged_part_of_a_prediction_is_made_anew(project: Project) -> None:
    key = project.train("prototype").key
    run = project.predict(key)
    before = project.proposals()
    next(project.workspace.proposals(run.key).glob("part-*.npz")).write_bytes(b"nonsense")
    assert project.predict(key).key == run.key
    assert project.proposals().equals(before)


def test_only_what_was_proposed_can_be_corrected(project: Project) -> None:
    project.predict(project.train("prototype").key)
    labeled = int(project.labels()["id"].iloc[0])
    before = project.labels().set_index("id").loc[labeled, "class"]
    with pytest.raises(InvalidSpecError, match=f"Image {labeled} is not among these proposals: nothing was corrected"):
        project.correct([labeled], "spots")
    assert project.labels().set_index("id").loc[labeled, "class"] == before


def test_a_prediction_says_how_right_each_class_was_where_the_model_named_it(project: Project) -> None:
    model = project.train("decision_tree", fractions=(0.4, 0.3, 0.3))
    run = project.predict(model.key, threshold=0.0)
    judged = pd.concat([project.judged(model.key, on="val"), project.judged(model.key, on="test")])
    for name, (right, n) in run.summary["right"].items():
        own = judged[judged["predicted"] == name]
        assert (right, n) == (int(own["right"].sum()), len(own))


def test_a_network_tells_how_far_a_prediction_is_and_can_be_stopped_within_it(project: Project) -> None:
    model = project.train(QUICK, recipe="finetune")
    told: list[int] = []
    project.predict(model.key, progress=lambda done, total, message="": told.append(done))
    assert 0 < min(done for done in told if done) < 18

    def stop(done: int, total: int | None, message: str = "") -> None:
        if done:
            raise CancelledError("Cancelled; what was finished is kept.")

    with pytest.raises(CancelledError):
        project.predict(model.key, threshold=0.123, progress=stop)
