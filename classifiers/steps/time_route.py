"""Time a route: both models on single images, in turns, from the file to the class."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from classifiers.errors import UntrainableError
from classifiers.steps.form_of_model import Form, in_form
from classifiers.steps.load_data import embeddings_by_key, inputs_of
from classifiers.steps.open_model import OpenModel
from classifiers.types import Inputs
from grouping.store.workspace import Workspace
from grouping.types import Ints, Progress, silent

WARM, REPEATS = 2, 16

Look = Callable[[Inputs], Inputs]


@dataclass(frozen=True, slots=True)
class Pace:
    """Milliseconds an image on one core, medians over `repeats` turns, from the file on."""

    fast_ms: float
    asked_ms: float
    """Of the strong model after the fast one; without the encoding where both look at the same embeddings."""
    strong_ms: float
    """Of the strong model alone."""
    repeats: int


def time_route(
    workspace: Workspace,
    project_id: int,
    fast: OpenModel,
    form: Form,
    strong: OpenModel,
    image_ids: Ints,
    progress: Progress = silent,
) -> Pace:
    """Measure both models here and now on some of the images, each image by both, so that a busy moment meets both.

    Raises UntrainableError where no file of the images is left, MissingWeightsError where a head's encoder has no
    weights any more.
    """
    import torch

    inputs, _ = inputs_of(workspace, project_id, image_ids.tolist(), None)
    if not len(inputs):
        raise UntrainableError(
            "None of the val images has a file any more, so nothing can be timed. Import them again."
        )
    looks = [_look(workspace, project_id, one) for one in (fast, strong)]
    answers = [in_form(fast, form), in_form(strong)]
    taken = np.zeros((WARM + REPEATS, 2, 2))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        for turn in range(len(taken)):
            progress(turn, len(taken), "timing both models")
            image = inputs.rows(np.array([turn % len(inputs)]))
            for place in (0, 1) if turn % 2 else (1, 0):  # the second finds the file and the caches warm
                began = time.perf_counter()
                seen = looks[place](image)
                looked = time.perf_counter()
                answers[place].logits(seen)
                taken[turn, place] = looked - began, time.perf_counter() - looked
    finally:
        torch.set_num_threads(threads)
    looking, answering = 1000 * np.median(taken[WARM:], axis=0).T
    shared = fast.embeddings is not None and fast.embeddings == strong.embeddings
    if shared:  # the same work by the same code: one median of all of it
        looking = np.full(2, 1000 * np.median(taken[WARM:, :, 0]))
    return Pace(
        fast_ms=float(looking[0] + answering[0]),
        asked_ms=float(answering[1] if shared else looking[1] + answering[1]),
        strong_ms=float(looking[1] + answering[1]),
        repeats=REPEATS,
    )


def _look(workspace: Workspace, project_id: int, opened: OpenModel) -> Look:
    """Return what makes a model's input of an image: its embedding for a head; networks read the file themselves."""
    if opened.embeddings is None:
        return lambda inputs: inputs
    from grouping.embed.encode import Item, encode
    from grouping.embed.spec import EncodeSpec
    from grouping.encoders.network import load_encoder
    from grouping.steps.encode_images import read_image

    target = embeddings_by_key(workspace, project_id, opened.embeddings)
    encoder, spec = load_encoder(target.encoder), EncodeSpec(**target.spec)

    def look(inputs: Inputs) -> Inputs:
        sha, uri = inputs.sha256s[0], inputs.uris[0]
        (part,) = encode([Item(sha, lambda: read_image(sha, uri))], encoder, spec)
        if part.failed:
            raise UntrainableError(f"{uri} cannot be encoded any more, so nothing can be timed: {part.failed[0][1]}.")
        return Inputs(inputs.image_ids, inputs.sha256s, inputs.uris, part.embeddings)

    return look
