from typing import cast

import pytest

from classifiers import Project
from classifiers.errors import InvalidSpecError, UntrainableError
from classifiers.steps.form_of_model import Form
from grouping.errors import UnknownNameError
from grouping.history import ConflictError


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


def test_a_class_renamed_since_is_named_in_the_refusal(project: Project) -> None:
    project.predict(project.train("prototype").key)
    project.define_class("rings", was="spots")
    with pytest.raises(UnknownNameError, match="has no class 'spots'"):
        project.accept(above=0.0)
    assert len(project.labels()) == 54


def test_where_every_image_is_labeled_there_is_nothing_to_predict(project: Project) -> None:
    model = project.train("prototype")
    project.promote([int(i) for i in project.images()["id"]], "grain")
    with pytest.raises(UntrainableError, match="every image has a label in 'labels'"):
        project.predict(model.key)
    with pytest.raises(UnknownNameError, match="There are no proposals for 'labels'"):
        project.proposals()


def test_images_without_embeddings_are_counted_and_the_others_predicted(project: Project, tmp_path: object) -> None:
    from pathlib import Path

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
