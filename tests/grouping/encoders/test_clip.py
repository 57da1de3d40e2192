import json
import shutil

import numpy as np
import open_clip
import pytest
import torch
from safetensors.torch import save_file

from grouping.encoders.catalogue import card
from grouping.encoders.clip import complete_clip_card, load_towers
from grouping.encoders.network import load_encoder
from grouping.encoders.state import UnfitWeightsError
from grouping.encoders.weights import available
from grouping.errors import MissingWeightsError, UnknownNameError
from tests.clip_models import save_small_clip

NAME = "open_clip:small"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(
        "huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", "http://127.0.0.1:9/{repo_id}/{filename}"
    )
    return save_small_clip(tmp_path / "small")


def test_the_image_tower_embeds_as_open_clip_itself(folder):
    encoder = load_encoder(NAME, device="cpu")
    model = open_clip.create_model(f"local-dir:{folder}").eval()
    views = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3), np.uint8)
    mean, std = torch.tensor(encoder.format.mean), torch.tensor(encoder.format.std)
    with torch.inference_mode():
        theirs = model.encode_image(((torch.from_numpy(views) / 255 - mean) / std).permute(0, 3, 1, 2)).numpy()
    assert np.abs(encoder.embed(views) - theirs).max() < 1e-5
    assert (encoder.dim, encoder.format.size, encoder.format.fixed) == (32, 32, True)
    assert available(NAME) == "file"


def test_the_text_tower_embeds_as_open_clip_itself_and_names_what_it_cut(folder):
    towers = load_towers(card(NAME))
    model, tokenizer = (
        open_clip.create_model(f"local-dir:{folder}").eval(),
        open_clip.get_tokenizer("local-dir:" + str(folder)),
    )
    texts = ["a bolt", "ボルト", "very " * 40 + "long"]
    with torch.inference_mode():
        theirs = model.encode_text(tokenizer(texts)).numpy()
    assert np.abs(towers.embed_texts(texts) - theirs).max() < 1e-5
    assert towers.cut(texts) == texts[2:]


def test_both_towers_have_one_checksum_that_follows_either(folder):
    before = load_towers(card(NAME)).checksum
    assert load_encoder(NAME, device="cpu").checksum == before
    save_small_clip(folder, seed=1)
    assert load_towers(card(NAME)).checksum != before


def test_a_plants_own_file_fills_a_model_of_open_clip(tmp_path, monkeypatch):
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(tmp_path))
    torch.manual_seed(0)
    model = open_clip.create_model("RN50", load_weights=False)
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, tmp_path / "RN50.safetensors")
    encoder = load_encoder("open_clip:RN50", device="cpu")
    assert (encoder.dim, encoder.format.size) == (1024, 224)
    (tmp_path / "RN50.safetensors").rename(tmp_path / "clip_vit_b32.safetensors")
    with pytest.raises(UnfitWeightsError, match="does not hold the weights of 'clip_vit_b32'"):
        load_encoder("clip_vit_b32", device="cpu")


def test_no_weights_names_the_three_ways(folder):
    shutil.rmtree(folder)
    with pytest.raises(MissingWeightsError) as caught:
        load_encoder("clip_vit_b32", device="cpu")
    for word in ("internet", "GROUPLINE_WEIGHTS_DIR", "clip_vit_b32.pth", "ViT-B-32.pth", "that open_clip saved"):
        assert word in str(caught.value)


def test_names_that_open_clip_does_not_have_are_answered_with_the_closest(folder):
    with pytest.raises(UnknownNameError, match="open_clip:ViT-B-32"):
        load_encoder("open_clip:ViT-B32", device="cpu")
    with pytest.raises(UnknownNameError, match="no weights 'laion9b'"):
        load_encoder("open_clip:ViT-B-32.laion9b", device="cpu")
    assert complete_clip_card(card("open_clip:ViT-B-32.datacomp_xl_s13b_b90k")).hub.startswith(
        "laion/CLIP-ViT-B-32-Data"
    )


def test_a_damaged_folder_says_what_is_wrong(folder):
    config = json.loads((folder / "open_clip_config.json").read_text())
    weights = folder / "open_clip_model.safetensors"
    weights.rename(folder / "kept")
    with pytest.raises(MissingWeightsError, match="holds 0 weight files"):
        load_encoder(NAME, device="cpu")
    weights.write_bytes(b"no tensors")
    with pytest.raises(UnfitWeightsError, match="does not hold the weights"):
        load_encoder(NAME, device="cpu")
    config["model_cfg"]["vision_cfg"]["patch_size"] = "eight"
    (folder / "open_clip_config.json").write_text(json.dumps(config))
    with pytest.raises(UnfitWeightsError, match="cannot build"):
        load_encoder(NAME, device="cpu")
    (folder / "open_clip_config.json").write_text("{}")
    with pytest.raises(UnfitWeightsError, match="does not describe a model"):
        load_encoder(NAME, device="cpu")
