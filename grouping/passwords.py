"""Passwords as scrypt hashes that carry their own parameters and salt."""

import base64
import hashlib
import hmac
import secrets
import unicodedata

from grouping.errors import GrouplineError

N, R, P = 2**15, 8, 3
"""Cost, block size and parallelism of new hashes: 32 MB and about a quarter of a second each."""

SHORTEST, LONGEST = 10, 1000


def hash_password(password: str) -> str:
    """Return 'scrypt$n$r$p$salt$hash' of a password, with a salt of its own.

    Raises GrouplineError when it has fewer than SHORTEST or more than LONGEST characters.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise GrouplineError(f"A password has {SHORTEST} to {LONGEST:,} characters; this one has {len(password):,}.")
    salt = secrets.token_bytes(16)
    return "$".join(("scrypt", str(N), str(R), str(P), _text(salt), _text(_scrypt(password, salt, N, R, P))))


def is_password(password: str, stored: str | None) -> bool:
    """Whether a password is the one behind a stored hash; without a hash it takes the same time and is not."""
    if len(password) > LONGEST:
        return False
    if stored is None:
        _scrypt(password, b"nobody's salt...", N, R, P)
        return False
    _, n, r, p, salt, expected = stored.split("$")
    found = _scrypt(password, base64.b64decode(salt), int(n), int(r), int(p))
    return hmac.compare_digest(found, base64.b64decode(expected))


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    # The same letters may be typed as different code points on different keyboards.
    typed = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(typed, salt=salt, n=n, r=r, p=p, maxmem=2 * 128 * n * r, dklen=32)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
