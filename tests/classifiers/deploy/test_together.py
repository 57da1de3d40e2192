"""Ensembles and Siamese networks as one file for the line, and as one overlay."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from classifiers.deploy.deploy import deploy
from classifiers.deploy.session import OnnxNetwork
from classifiers.deploy.together import together
from classifiers.errors import InvalidSpecError
from classifiers.finetune.ensemble import FittedEnsemble
from classifiers.finetune.fit import fit
from classifiers.finetune.grad_cam import heat, overlay
from classifiers.finetune.spec import FinetuneSpec
from classifiers.siamese.fit import fit as fit_siamese
from classifiers.siamese.fitted import FittedSiamese
from classifiers.siamese.spec import SiameseSpec
from classifiers.types import Examples
from grouping.encoders.preprocess import preprocess
from tests.classifiers.networks import SIZE, TINY, draw, halves

SHARED: dict[str, Any] = {"size": SIZE, "epochs": 3, "batch": 9, "augmentation": "none", "learning_rate": 0.003}


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Examples, Examples]:
    return halves(draw(tmp_path_factory.mktemp("pictures"), per_kind=8))


@pytest.fixture(scope="module")
def ensemble(parts: tuple[Examples, Examples]) -> FittedEnsemble:
    first, second = (
        fit(FinetuneSpec(backbone=TINY, start="scratch", frozen=0, seed=seed, **SHARED), *parts) for seed in (0, 1)
    )
    return FittedEnsemble((first, second), {})


@pytest.fixture(scope="module")
def siamese(parts: tuple[Examples, Examples]) -> FittedSiamese:
    return fit_siamese(SiameseSpec(convolutions=4, dim=16, **SHARED), *parts)


@pytest.mark.parametrize("kind", ["ensemble", "siamese"])
def test_the_file_answers_as_the_model_does_and_has_a_form_in_eight_bits(
    kind: str, parts: tuple[Examples, Examples], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    fitted = request.getfixturevalue(kind)
    report = deploy(together(fitted.pixel_models()), parts[0].inputs, parts[1], tmp_path)
    exported = OnnxNetwork(tmp_path / "network.onnx")
    assert exported.logits(parts[1].inputs) == pytest.approx(fitted.logits(parts[1].inputs), abs=1e-3)
    assert report.form("int8").megabytes < report.form("onnx").megabytes
    small = OnnxNetwork(tmp_path / "network.int8.onnx").logits(parts[0].inputs)
    assert np.corrcoef(small.ravel(), fitted.logits(parts[0].inputs).ravel())[0, 1] > 0.9


def test_networks_that_look_at_different_squares_are_refused_with_what_to_do(ensemble: FittedEnsemble) -> None:
    first, second = ensemble.pixel_models()
    with pytest.raises(InvalidSpecError, match="one ONNX file takes one kind") as caught:
        together((first, replace(second, size=64)))
    assert f"{second.backbone}: 64 x 64 pixels" in str(caught.value)


def test_the_map_of_an_ensemble_is_the_mean_of_its_members_for_the_class_they_predict_together(
    ensemble: FittedEnsemble, parts: tuple[Examples, Examples]
) -> None:
    models, inputs = ensemble.pixel_models(), parts[1].inputs.rows(np.array([0]))
    image = Image.open(inputs.uris[0])
    predicted = ensemble.logits(inputs)[0].argmax()
    assert overlay(models, image).tobytes() == overlay(models, image, ensemble.members[0].classes[predicted]).tobytes()
    views = [preprocess(image, one.card, one.preprocessing, one.size)[0] for one in models]
    heats = [heat(one, view, int(predicted)) for one, view in zip(models, views, strict=True)]
    assert all(one.min() >= 0 and one.max() <= 1 for one in heats)
    assert overlay(models, image).tobytes() not in {overlay([one], image).tobytes() for one in models}


def test_an_overlay_of_members_of_two_sizes_is_as_large_as_the_image(
    ensemble: FittedEnsemble, parts: tuple[Examples, Examples]
) -> None:
    first, second = ensemble.pixel_models()
    with Image.open(parts[1].inputs.uris[0]) as image:
        assert overlay((first, replace(second, size=64)), image).size == image.size


def test_a_siamese_map_depends_on_the_class_whose_references_are_looked_for(
    siamese: FittedSiamese, parts: tuple[Examples, Examples]
) -> None:
    (model,) = siamese.pixel_models()
    views = np.stack([preprocess(Image.open(uri), model.card, "stretch", SIZE)[0] for uri in parts[1].inputs.uris])
    assert model.of_squares(views) == pytest.approx(siamese.logits(parts[1].inputs), abs=1e-3)
    maps = [heat(model, views[0], place) for place in range(len(model.classes))]
    assert all(one.shape == (SIZE, SIZE) for one in maps)
    assert len({one.tobytes() for one in maps}) > 1
