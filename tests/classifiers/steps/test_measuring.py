import json

import numpy as np
import pytest

from classifiers import Project
from classifiers.errors import InvalidSpecError
from classifiers.steps.load_data import load_data
from classifiers.steps.open_model import open_model
from grouping.errors import CancelledError
from tests.classifiers.networks import QUICK


def test_folds_are_kept_and_read_back_and_a_cancelled_run_goes_on(project: Project) -> None:
    model = project.train("prototype")
    calls: list[int] = []

    def stop_at_third(done: int, total: int | None, message: str = "") -> None:
        calls.append(done)
        if done == 3:
            raise CancelledError("enough")

    with pytest.raises(CancelledError):
        project.evaluate(model.key, on="folds", repeats=2, progress=stop_at_third)
    kept = sorted((project.workspace.model(model.key) / "folds").glob("*/r*.npz"))
    times = [path.stat().st_mtime_ns for path in kept]
    assert len(kept) == 3
    found = project.evaluate(model.key, on="folds", repeats=2)
    assert [path.stat().st_mtime_ns for path in kept] == times
    assert len(found["folds"]) == 10
    assert found["macro_f1"] == pytest.approx(np.mean([row["macro_f1"] for row in found["folds"]]))
    assert found["pooled"]["n"] == 54
    assert project.evaluations(model.key)["folds"][0] == json.loads(json.dumps(found))


def test_a_learning_curve_has_a_row_a_share(project: Project) -> None:
    model = project.train("prototype")
    rows = project.evaluate(model.key, on="curve")["curve"]
    assert [row["share"] for row in rows] == [0.1, 0.25, 0.5, 1.0]
    assert [row["n"] for row in rows] == [3, 9, 21, 39]
    assert project.evaluations(model.key)["curve"] == rows


def test_a_curve_drawn_before_gold_was_locked_is_no_part_of_the_one_drawn_after(project: Project) -> None:
    model = project.train("prototype")
    project.evaluate(model.key, on="curve")
    project.lock_gold(per_class=3)
    rows = project.evaluate(model.key, on="curve")["curve"]
    assert project.evaluations(model.key)["curve"] == rows
    assert {(row["of"], row["n_test"]) for row in rows} == {(rows[-1]["n"], rows[0]["n_test"])}


def test_folds_look_at_the_embeddings_that_the_model_was_trained_on(project: Project) -> None:
    model = project.train("prototype")
    seen = open_model(project.workspace, project.id, model.key).embeddings
    project.encode("efficientnet_lite0", preprocessing="grid", device="cpu")
    newest = load_data(project.workspace, project.id, "labels", model.version)
    own = load_data(project.workspace, project.id, "labels", model.version, seen=seen)
    assert own.embeddings == seen != newest.embeddings
    assert not np.array_equal(own.inputs.embeddings, newest.inputs.embeddings)


def test_two_models_are_compared_on_shared_images_and_folds(project: Project) -> None:
    a, b = project.train("prototype"), project.train("decision_tree")
    for model in (a, b):
        project.evaluate(model.key, on="folds", repeats=1)
    found = project.compare(a.key, b.key)
    figures = (project.model_card(one.key)["test"]["accuracy"] for one in (b, a))
    first, second = figures
    assert found["test"]["accuracy"]["difference"] == pytest.approx(first - second)
    assert found["folds"]["n"] == 5
    assert found["gold"] is None
    reverse = project.compare(b.key, a.key)
    assert reverse["folds"]["macro_f1"]["p"] == pytest.approx(found["folds"]["macro_f1"]["p"])


def test_one_class_models_take_no_part_in_routes_and_comparisons(project: Project) -> None:
    one, several = project.train({"head": "kth_neighbour", "normal": "spots"}), project.train("prototype")
    said = f"needs models that tell the same classes apart; {one.name} knows 'spots' alone"
    for act in (
        lambda: project.route(one.key, several.key),
        lambda: project.predict(several.key, strong=one.key, strong_below=0.5),
        lambda: project.compare(several.key, one.key),
    ):
        with pytest.raises(InvalidSpecError, match=said):
            act()


def test_folds_of_a_model_that_learned_from_a_share_learn_from_that_share(project: Project) -> None:
    whole, part = project.train("prototype"), project.train("prototype", share=0.25)
    sizes = [
        {row["n_train"] for row in project.evaluate(one.key, on="folds", folds=3, repeats=1)["folds"]}
        for one in (whole, part)
    ]
    assert max(sizes[1]) <= 0.3 * min(sizes[0])
    assert project.compare(whole.key, part.key)["folds"] is None
    with pytest.raises(InvalidSpecError, match="54 images cannot be divided into 1,000 folds"):
        project.evaluate(whole.key, on="folds", folds=1000)


def test_a_test_on_folds_says_the_same_whichever_model_is_named_first(project: Project) -> None:
    head = project.train("prototype")
    network = project.train({**QUICK, "epochs": 1}, recipe="finetune")
    for one in (head, network):
        project.evaluate(one.key, on="folds", folds=3, repeats=1)
    a, b = (project.compare(*pair)["folds"]["macro_f1"] for pair in ((head.key, network.key), (network.key, head.key)))
    assert a["p"] == pytest.approx(b["p"])
    assert a["difference"] == pytest.approx(-b["difference"])
