"""The key that signs log-ins, kept in the workspace."""

import contextlib
import os
import secrets
from functools import lru_cache
from pathlib import Path

NAME = "login.key"


@lru_cache(maxsize=16)
def signing_key(home: Path) -> bytes:
    """Return the workspace's key, made at the first call; only this machine's user can read its file.

    Removing the file and starting anew ends every log-in.
    """
    path = home / NAME
    home.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
    path.chmod(0o600)
    return path.read_bytes()


def _make(path: Path) -> None:
    draft = path.with_name(f".{NAME}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_hex(32).encode("ascii"))
        file.flush()
        os.fsync(file.fileno())
    try:
        with contextlib.suppress(FileExistsError):  # another process was faster; its key counts
            path.hardlink_to(draft)
    finally:
        draft.unlink()
