from functools import partial
from itertools import count, islice
from pathlib import Path

import numpy as np
import pytest
import timm
import torch
from PIL import Image

from grouping.embed.encode import Item, encode
from grouping.embed.spec import EncodeSpec
from grouping.encoders.network import load_encoder
from grouping.encoders.preprocess import PREPROCESSINGS, preprocess
from grouping.errors import CancelledError, GrouplineError, UnreadableImageError

SEVERSTAL = Path(__file__).parents[4] / "shared/data/severstal"
SMALL = EncodeSpec(size=32)


@pytest.fixture(scope="module")
def lite0():
    return load_encoder("efficientnet_lite0", device="cpu")


def picture(number):
    height, width = 40 + number % 3 * 8, 64
    return Image.fromarray(np.random.default_rng(number).integers(0, 256, (height, width, 3), np.uint8))


def broken(reason):
    raise reason


def items(numbers):
    return [Item(f"{number:064x}", partial(picture, number)) for number in numbers]


def test_parts_hold_consecutive_items_in_order(lite0):
    parts = list(encode(items(range(23)), lite0, SMALL, part_size=10))
    assert [len(part.sha256s) for part in parts] == [10, 10, 3]
    assert [name for part in parts for name in part.sha256s] == [item.sha256 for item in items(range(23))]
    assert all(part.embeddings.shape == (len(part.sha256s), 1280) for part in parts)


@pytest.mark.parametrize("how", PREPROCESSINGS)
def test_each_row_is_the_mean_embedding_of_its_images_views(lite0, how):
    (part,) = encode(items(range(9)), lite0, EncodeSpec(preprocessing=how, size=32), batch_size=4)
    alone = [lite0.embed(preprocess(picture(n), lite0.card, how, 32)).mean(axis=0) for n in range(9)]
    assert np.abs(part.embeddings - np.stack(alone)).max() < 1e-5


@pytest.mark.parametrize("how", ["stretch", "native"])
def test_a_resumed_run_makes_the_very_bytes_of_the_part_it_lacks(lite0, how):
    spec = EncodeSpec(preprocessing=how, size=32)
    whole = list(encode(items(range(30)), lite0, spec, part_size=10, workers=2))
    resumed = list(encode(items(range(10, 30)), lite0, spec, part_size=10, workers=1))
    for before, after in zip(whole[1:], resumed, strict=True):
        assert before.embeddings.tobytes() == after.embeddings.tobytes()


def test_what_cannot_be_read_is_listed_and_nothing_else_is_lost(lite0):
    mixed = items(range(6))
    mixed[0] = Item("a", partial(broken, UnreadableImageError("it is empty")))
    mixed[3] = Item("b", partial(broken, FileNotFoundError("it has gone")))
    parts = list(encode(mixed, lite0, SMALL, part_size=4))
    assert parts[0].failed == (("a", "it is empty"), ("b", "it has gone"))
    assert [len(part.embeddings) for part in parts] == [2, 2]


def test_a_part_of_which_nothing_can_be_read_is_empty_but_well_shaped(lite0):
    (part,) = encode([Item("a", partial(broken, OSError()))], lite0, SMALL)
    assert part.embeddings.shape == (0, 1280)
    assert part.failed == (("a", "OSError"),)


def test_no_items_give_no_parts(lite0):
    assert list(encode([], lite0, SMALL)) == []


def test_an_endless_supply_is_read_only_as_far_as_needed(lite0):
    asked = []

    def endless():
        for number in count():
            asked.append(number)
            yield items([number])[0]

    running = encode(endless(), lite0, SMALL, part_size=8, batch_size=8)
    assert len(list(islice(running, 3))) == 3
    running.close()
    assert len(asked) <= 3 * 8 + 8 * lite0.parallel + 2 + 1


def test_a_cancellation_passes_through(lite0):
    with pytest.raises(CancelledError):
        list(encode([Item("a", partial(broken, CancelledError("stop")))], lite0, SMALL))


def test_embeddings_that_are_not_finite_fail_with_a_reason(tmp_path, monkeypatch):
    state = timm.create_model("mobilenetv3_small_050").state_dict()
    state["conv_stem.weight"].fill_(torch.nan)
    torch.save(state, tmp_path / "mobilenetv3_small_050.pth")
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(tmp_path))
    name = "timm:mobilenetv3_small_050"
    (part,) = encode(items(range(2)), load_encoder(name, device="cpu"), EncodeSpec(name, size=32))
    assert [reason for _, reason in part.failed] == ["its embedding is not finite"] * 2
    assert part.embeddings.shape == (0, 1024)


def test_a_spec_for_another_encoder_or_an_impossible_size_is_refused(lite0, tmp_path, monkeypatch):
    with pytest.raises(GrouplineError, match="asks for 'vgg16'"):
        next(encode(items([1]), lite0, EncodeSpec("vgg16")))
    torch.save(timm.create_model("vit_tiny_patch16_224").state_dict(), tmp_path / "vit_tiny_patch16_224.pth")
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(tmp_path))
    name = "timm:vit_tiny_patch16_224"
    with pytest.raises(GrouplineError, match="sees only 224x224"):
        next(encode(items([1]), load_encoder(name, device="cpu"), EncodeSpec(name, preprocessing="native")))


@pytest.mark.skipif(not SEVERSTAL.is_dir(), reason="the Severstal strips of ../shared/data are not here")
def test_real_strips_are_embedded_in_every_way():
    encoder = load_encoder("efficientnet_lite0", device="cpu")
    strips = [Item(path.stem, partial(Image.open, path)) for path in sorted(SEVERSTAL.glob("*.jpg"))[:3]]
    for how in ("stretch", "tiles", "native"):
        (part,) = encode(strips, encoder, EncodeSpec(preprocessing=how))
        assert part.failed == ()
        assert part.embeddings.std(axis=0).max() > 0.1
