import hashlib
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.covariance import LedoitWolf
from sklearn.preprocessing import StandardScaler

from classifiers.errors import DamagedModelError, InvalidSpecError, UntrainableError
from classifiers.heads import files
from classifiers.heads.catalogue import HEADS
from classifiers.heads.fit import fit
from classifiers.heads.spec import HeadSpec
from classifiers.types import Examples, Inputs


def _inputs(X: np.ndarray) -> Inputs:
    shas = tuple(hashlib.sha256(row.tobytes()).hexdigest() for row in X)
    return Inputs(np.arange(len(X)), shas, ("",) * len(X), X.astype(np.float32))


def _blobs(counts: tuple[int, ...], seed: int = 0, dim: int = 12) -> Examples:
    rng = np.random.default_rng(seed)
    y = np.repeat(np.arange(len(counts)), counts)
    X = rng.normal(size=(len(y), dim))
    X[np.arange(len(y)), y] += 4
    return Examples(_inputs(X), y, tuple("abc"[: len(counts)]), np.arange(len(y)))


def _spec(head: str) -> HeadSpec:
    return HeadSpec(head, normal="a" if HEADS[head].one_class else None)


@pytest.mark.parametrize("head", [name for name, one in HEADS.items() if not one.one_class])
def test_every_head_tells_clear_classes_apart(head: str) -> None:
    train, test = _blobs((30, 30, 30)), _blobs((20, 20, 20), seed=1)
    logits = fit(_spec(head), train, test).logits(test.inputs)
    assert logits.shape == (60, 3)
    assert np.mean(logits.argmax(axis=1) == test.y) > 0.8


@pytest.mark.parametrize("head", HEADS)
def test_the_same_spec_gives_the_same_bytes_and_is_read_back_unchanged(head: str, tmp_path: Path) -> None:
    train = _blobs((20, 20))
    first, again = (fit(_spec(head), train, train) for _ in range(2))
    checksum = first.save(tmp_path / "a")
    assert again.save(tmp_path / "b") == checksum
    read = files.load(tmp_path / "a", checksum)
    assert np.array_equal(read.logits(train.inputs), first.logits(train.inputs))
    assert read.details == first.details


def test_another_seed_gives_another_network() -> None:
    train = _blobs((20, 20))
    one, other = (fit(HeadSpec("mlp", search=False, seed=seed), train, train) for seed in (0, 1))
    assert not np.allclose(one.logits(train.inputs), other.logits(train.inputs))


def test_a_changed_file_is_not_opened(tmp_path: Path) -> None:
    checksum = fit(HeadSpec("prototype"), _blobs((9, 9)), _blobs((9, 9))).save(tmp_path)
    with (tmp_path / files.FILE).open("ab") as file:
        file.write(b"x")
    with pytest.raises(DamagedModelError, match="not the file that was trained"):
        files.load(tmp_path, checksum)
    (tmp_path / files.FILE).unlink()
    with pytest.raises(DamagedModelError, match="cannot be read"):
        files.load(tmp_path, checksum)


def test_a_file_that_names_other_types_is_not_opened_even_where_its_checksum_fits(tmp_path: Path) -> None:
    fit(HeadSpec("prototype"), _blobs((9, 9)), _blobs((9, 9))).save(tmp_path)
    path = tmp_path / files.FILE
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents["schema.json"] = contents["schema.json"].replace(b'"StandardScaler"', b'"Popen"')
    contents["schema.json"] = contents["schema.json"].replace(b'"sklearn.preprocessing._data"', b'"subprocess"')
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    with pytest.raises(DamagedModelError, match=r"subprocess\.Popen"):
        files.load(tmp_path, hashlib.sha256(path.read_bytes()).hexdigest())


def test_class_weights_find_more_of_a_rare_class() -> None:
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [300, 15])
    X = rng.normal(size=(315, 5))
    X[y == 1, 0] += 1.5
    train = Examples(_inputs(X), y, ("a", "b"), np.arange(315))
    found = {
        weight: np.mean(
            fit(HeadSpec(class_weight=weight, search=False), train, train).logits(train.inputs).argmax(1)[300:]
        )
        for weight in ("none", "balanced")
    }
    assert found["balanced"] > found["none"]


def test_a_class_without_a_training_image_scores_below_all_others() -> None:
    train = _blobs((10, 10))
    three = Examples(train.inputs, train.y, ("a", "b", "c"), train.groups)
    logits = fit(HeadSpec(search=False), three, three).logits(three.inputs)
    assert (logits[:, 2] < logits[:, :2].min(axis=1)).all()


def test_a_class_with_one_image_does_not_stop_the_search() -> None:
    train = _blobs((12, 12, 1))
    fitted = fit(HeadSpec(), train, train)
    assert fitted.details["inner_macro_f1"] > 0.8
    assert fitted.logits(train.inputs)[-1].argmax() == 2


def test_images_of_one_class_only_train_no_classifier() -> None:
    train = _blobs((10, 10)).rows(np.arange(10))
    with pytest.raises(UntrainableError, match="one class only"):
        fit(HeadSpec(), train, train)


def test_one_class_scores_are_low_for_strangers() -> None:
    train, test = _blobs((40, 40)), _blobs((20, 20), seed=1)
    for head in ("kth_neighbour", "mahalanobis"):
        logits = fit(_spec(head), train, test).logits(test.inputs)[:, 0]
        assert logits[test.y == 0].min() > np.median(logits[test.y == 1])


def test_the_mahalanobis_distance_is_that_of_ledoit_and_wolf() -> None:
    train = _blobs((60,))
    own = fit(HeadSpec("mahalanobis"), train, train).logits(train.inputs)[:, 0]
    scaled = StandardScaler().fit_transform(train.inputs.embeddings)
    expected = np.sqrt(LedoitWolf().fit(np.asarray(scaled, dtype=np.float64)).mahalanobis(scaled))
    assert np.allclose(-own, expected, rtol=1e-3)


def test_the_normal_class_of_several_must_be_named() -> None:
    with pytest.raises(UntrainableError, match=r"Say which class is normal .*--normal.*; there are: a, b"):
        fit(HeadSpec("mahalanobis"), _blobs((9, 9)), _blobs((9, 9)))
    with pytest.raises(UntrainableError, match="There is no class 'z'"):
        fit(HeadSpec("mahalanobis", normal="z"), _blobs((9, 9)), _blobs((9, 9)))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"head": "forest"}, "There is no head 'forest'; there are: logistic_regression"),
        ({"class_weight": "some"}, "Class weights are balanced or none"),
        ({"inner_folds": 1}, "Inner folds are 2 or more"),
        ({"normal": "a"}, "'normal' is for one-class heads"),
    ],
)
def test_a_spec_says_what_it_cannot_be(values: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidSpecError, match=message):
        HeadSpec(**values)


def test_neighbours_are_no_more_than_the_images_there_are() -> None:
    fitted = fit(HeadSpec("knn", search=False), _blobs((2, 1)), _blobs((2, 1)))
    assert fitted.details["chosen"] == {"n_neighbors": 3}
    assert fitted.logits(_blobs((5, 5), seed=1).inputs).shape == (10, 2)
