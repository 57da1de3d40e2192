"""What is measured on labels: part by part, change by change, and one image; kept, and resumed."""

import numpy as np
import pytest
from scipy.stats import binomtest

from classifiers.few_shot.adapter import AdapterSpec
from classifiers.zero_shot.ablation import variants
from classifiers.zero_shot.recognise import NotPreparedError
from classifiers.zero_shot.scores import softmax
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.embed.texts import TextNotEmbeddedError
from grouping.errors import CancelledError, GrouplineError, UnknownNameError
from grouping.worker import WORK

LEARNING = ZeroShotSpec(label_set="labels")
BY_IMAGES = ZeroShotSpec(text=False, label_set="labels")


@pytest.fixture
def told(project):
    for name in ("class 0", "class 1"):
        project.add_prompts(name, [f"{name}, seen from above", "a strip"])
    return project


def test_the_ablation_measures_each_part_against_the_recognition_as_it_is(told):
    rows = {one.name: one for one in told.ablation(spec=LEARNING)}
    assert list(rows) == [name for name, _ in variants(LEARNING)]
    assert not any(one.why_not for one in rows.values())
    assert rows["without prompts"].top1 >= rows["without images"].top1
    assert (rows["as it is"].fixed, rows["as it is"].broken, rows["as it is"].p_value) == (0, 0, 1.0)
    right = {}
    for name, spec in variants(LEARNING):
        if name in ("as it is", "cache on"):
            judged = told.judge_zero_shot(spec=spec)
            right[name] = judged.S.argmax(axis=1) == judged.truth
    fixed = int((right["cache on"] & ~right["as it is"]).sum())
    broken = int((right["as it is"] & ~right["cache on"]).sum())
    assert (rows["cache on"].fixed, rows["cache on"].broken) == (fixed, broken)
    theirs = binomtest(fixed, fixed + broken).pvalue if fixed + broken else 1.0
    assert rows["cache on"].p_value == pytest.approx(theirs)


def test_an_ablation_is_kept_until_labels_change_and_read_without_training(told):
    with pytest.raises(TextNotEmbeddedError):
        told.judge_zero_shot(spec=LEARNING, train=False)
    with pytest.raises(NotPreparedError, match="not been measured"):
        told.ablation(spec=BY_IMAGES, train=False)
    done = WORK["ablate"](told, {"spec": {"text": False, "label_set": "labels"}}, lambda *_: None)
    rows = told.ablation(spec=BY_IMAGES, train=False)
    assert done["variants"] == len(rows) == len(list(variants(BY_IMAGES)))
    told.relabel([1], "class 9", "labels")
    with pytest.raises(NotPreparedError):
        told.ablation(spec=BY_IMAGES, train=False)


def test_a_cancelled_ablation_goes_on_with_what_it_has(told):
    def stop_at_adapter(_done, _total, message=""):
        if message.startswith("adapter"):
            raise CancelledError("Cancelled.")

    with pytest.raises(CancelledError):
        told.ablation(spec=BY_IMAGES, progress=stop_at_adapter)
    kept = {path.name: path.stat().st_mtime_ns for path in (told.workspace.home / "measured").iterdir()}
    assert kept
    told.ablation(spec=BY_IMAGES)
    assert all((told.workspace.home / "measured" / name).stat().st_mtime_ns == at for name, at in kept.items())


def test_a_part_that_cannot_be_made_says_why_in_its_row(told):
    rows = {one.name: one for one in told.ablation(spec=BY_IMAGES, encoder="efficientnet_lite0")}
    assert "preprocessing 'grid'" in rows["context on"].why_not
    assert rows["context on"].top1 is None
    told.define_class("x", "empty")
    with pytest.raises(GrouplineError, match="No image of label set"):
        told.ablation("empty", BY_IMAGES)


def test_what_takes_training_is_measured_by_the_worker_and_read_by_others(told):
    spec = ZeroShotSpec(text=False, label_set="labels", adapter=AdapterSpec(steps=5))
    with pytest.raises(NotPreparedError, match="worker"):
        told.judge_zero_shot(spec=spec, train=False)
    plain = {"text": False, "label_set": "labels", "adapter": {"steps": 5}}
    done = WORK["judge"](told, {"label_set": "labels", "spec": plain}, lambda *_: None)
    found = told.judge_zero_shot(spec=spec, train=False)
    assert found.evaluation().top1 == done["top1"]
    assert (found.folds, found.seconds > 0) == (2, True)  # the rarest class has two images


def test_each_change_of_prompts_is_measured_before_and_after(told):
    told.set_templates(["{}", "a photo of a {}"])
    told.change_prompt("class 0", "class 0, seen from above", "a hole")
    told.set_point(told.choose_point(error_cost=2.0).point)  # no sentence is another by it
    with pytest.raises(TextNotEmbeddedError):
        told.prompt_changes(train=False)
    found = told.prompt_changes()
    assert [one.number for one in found] == [1, 2, 3, 4]
    assert told.prompt_changes(train=False) == found
    labels = told.labels().set_index("id")["class"]
    right = []
    for one in found:
        answers = told.zero_shot(version=one.number)
        called = np.array(answers.answers.names)[answers.answers.best]
        asked = [place for place, i in enumerate(answers.image_ids) if labels.get(i) in ("class 0", "class 1")]
        right.append(np.array([called[place] == labels[answers.image_ids[place]] for place in asked]))
    assert [one.top1 for one in found] == pytest.approx([float(each.mean()) for each in right])
    assert found[0].fixed is None
    for one, before, after in zip(found[1:], right, right[1:], strict=False):
        assert (one.fixed, one.broken) == ((after & ~before).sum(), (before & ~after).sum())


def test_versions_cannot_be_measured_without_their_classes_among_the_labels(project):
    project.add_prompts("nothing like it")
    with pytest.raises(GrouplineError, match="is of a class that has, or had, prompts"):
        project.prompt_changes()


def test_one_image_is_explained_by_all_classes(told):
    found, told_all = told.explain(3, LEARNING), told.zero_shot(LEARNING)
    row = list(told_all.image_ids).index(3)
    assert found.table()["class"].iloc[0] == told_all.answers.names[told_all.answers.best[row]]
    assert found.similarity.max() == pytest.approx(told_all.answers.similarity[row], abs=1e-5)
    assert found.probability == pytest.approx(softmax(found.similarity[None], 0.01)[0])
    S = found.similarity
    assert found.attribution == pytest.approx((S - S.min()) / (S.max() - S.min()))
    assert not found.words()
    with pytest.raises(UnknownNameError):
        told.explain(999, LEARNING)


def test_classes_that_are_equally_near_have_no_attribution_and_it_is_said(project):
    project.add_prompts("scratch", ["a thin line"])
    project.add_prompts("line", ["a thin line"])
    found = project.explain(3)
    assert found.attribution.tolist() == [0, 0]
    assert "0/0" in found.words()
