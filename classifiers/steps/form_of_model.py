"""In which form a model answers: its own, or as the ONNX or 8-bit file that was written of it."""

from typing import Literal

from classifiers.errors import InvalidSpecError
from classifiers.steps.deploy_model import FOLDER, networks_of
from classifiers.steps.open_model import OpenModel
from classifiers.types import Answers

Form = Literal["own", "onnx", "int8"]
FORMS: tuple[Form, ...] = ("own", "onnx", "int8")


def in_form(opened: OpenModel, form: Form = "own") -> Answers:
    """Return what gives a model's logits; the files take the model's temperature and threshold too.

    Raises InvalidSpecError for a head in another form than its own, for a form that is none or was not written yet.
    """
    if form not in FORMS:
        raise InvalidSpecError(f"A model answers as {', '.join(FORMS)}; got '{form}'.")
    if form == "own":
        return opened.fitted
    from classifiers.deploy.report import FILES
    from classifiers.deploy.session import OnnxNetwork

    networks_of(opened)
    path = opened.folder / FOLDER / FILES[form]
    if not path.exists():
        raise InvalidSpecError(
            f"{opened.model.name} has no {form} file yet. Write it first: deploy PROJECT {opened.model.key[:8]}"
        )
    return OnnxNetwork(path)
