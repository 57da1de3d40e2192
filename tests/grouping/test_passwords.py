import base64
import hashlib

import pytest

from grouping import passwords
from grouping.errors import GrouplineError
from grouping.passwords import hash_password, is_password


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "N", 2**10)


def test_a_password_is_known_again_and_another_is_not() -> None:
    stored = hash_password("correct horse")
    assert is_password("correct horse", stored)
    assert not is_password("correct horsf", stored)
    assert not is_password("", stored)
    assert not is_password("x" * 1001, stored)
    assert not is_password("correct horse", None)


def test_the_hash_holds_its_own_parameters_and_is_what_the_standard_library_computes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored = hash_password("correct horse")
    _, n, r, p, salt, found = stored.split("$")
    expected = hashlib.scrypt(b"correct horse", salt=base64.b64decode(salt), n=2**10, r=8, p=3, dklen=32)
    assert (n, r, p) == ("1024", "8", "3")
    assert base64.b64decode(found) == expected
    monkeypatch.setattr(passwords, "N", 2**11)
    assert is_password("correct horse", stored)  # the cost of new ones may rise


def test_the_same_password_has_another_hash_each_time() -> None:
    assert hash_password("correct horse") != hash_password("correct horse")


def test_the_same_letters_from_another_keyboard_are_the_same_password() -> None:
    assert is_password("gru\u0308ne strasse", hash_password("gr\u00fcne strasse"))


@pytest.mark.parametrize("password", ["", "123456789", "x" * 1001])
def test_a_password_has_a_length(password: str) -> None:
    with pytest.raises(GrouplineError, match="10 to 1,000 characters"):
        hash_password(password)
