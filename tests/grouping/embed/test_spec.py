import pytest

from grouping.embed.spec import EncodeSpec
from grouping.errors import GrouplineError, UnknownNameError


def test_a_wrong_spec_says_what_is_allowed():
    with pytest.raises(UnknownNameError, match="efficientnet_lite0"):
        EncodeSpec(encoder="resnet")
    with pytest.raises(UnknownNameError, match="stretch, letterbox, tiles, grid, native"):
        EncodeSpec(preprocessing="crop")
    for size in (0, 31, 4096):
        with pytest.raises(GrouplineError, match=f"{size} pixels; it must lie in 32 to 2048"):
            EncodeSpec(size=size)


def test_the_key_changes_with_every_field_and_with_the_weights():
    specs = [EncodeSpec(), EncodeSpec("vgg16"), EncodeSpec(preprocessing="tiles"), EncodeSpec(size=96)]
    keys = {spec.key(checksum) for spec in specs for checksum in ("a", "b")}
    assert len(keys) == 8
    assert EncodeSpec().key("a") == EncodeSpec("efficientnet_lite0").key("a")
