from pathlib import Path

import pytest

from grouping.errors import GrouplineError
from grouping.images.allowed import _gives_credentials, is_within, reachable_url


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("169.254.169.254", True),
        ("fe80::1", True),
        ("::ffff:169.254.169.254", True),
        ("fd00:ec2::254", True),
        ("100.100.100.200", True),
        ("10.0.0.7", False),
        ("192.168.1.1", False),
        ("93.184.216.34", False),
    ],
)
def test_link_local_addresses_and_metadata_services_give_credentials(address: str, expected: bool) -> None:
    assert _gives_credentials(address) == expected


def test_an_address_of_the_plants_own_network_is_reachable() -> None:
    assert reachable_url("http://10.1.2.3/images.zip") == "http://10.1.2.3/images.zip"
    assert reachable_url("s3://bucket/images") == "s3://bucket/images"
    with pytest.raises(GrouplineError, match="cannot be found"):
        reachable_url("http://no-such-machine.invalid/x")


def test_a_path_is_within_a_folder_only_with_its_links_resolved(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (inside / "link").symlink_to(outside)
    assert is_within(inside / "a.png", [inside])
    assert not is_within(inside / "link" / "a.png", [inside])
    assert not is_within(inside / ".." / "outside", [inside])
