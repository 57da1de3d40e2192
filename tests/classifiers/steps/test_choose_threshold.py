import pytest

from classifiers import Project
from classifiers.errors import InvalidSpecError, UntrainableError
from classifiers.predictions import Judged
from classifiers.steps.open_model import open_model


def test_a_threshold_gives_the_wished_precision_on_val_and_is_measured_on_test(project: Project) -> None:
    key = project.train("prototype", fractions=(0.4, 0.3, 0.3)).key
    choice = project.choose_threshold(key, 0.9)
    opened = open_model(project.workspace, project.id, key)
    for part, found in (("val", choice.val), ("test", choice.test)):
        judged = Judged.load(opened.folder / f"{part}.npz")
        named = judged.probabilities.max(axis=1) >= choice.threshold
        assert found is not None
        assert found.n == len(judged)
        assert found.coverage == pytest.approx(named.mean())
        assert found.precision == pytest.approx((judged.label == judged.y)[named].mean())
    assert choice.val.precision is not None
    assert choice.val.precision >= 0.9
    assert len(choice.confidence) == choice.val.n
    assert list(choice.confidence) == sorted(choice.confidence, reverse=True)


def test_without_val_images_or_with_one_class_there_is_nothing_to_choose(project: Project) -> None:
    bare = project.train("prototype", fractions=(0.9, 0.0, 0.1)).key
    with pytest.raises(UntrainableError, match="no val images"):
        project.choose_threshold(bare)
    one = project.train({"head": "kth_neighbour", "normal": "spots"}).key
    with pytest.raises(UntrainableError, match="one-class"):
        project.choose_threshold(one)
    with pytest.raises(InvalidSpecError, match="between 0 and 1"):
        project.choose_threshold(project.train("prototype").key, 1.5)
