"""What the environment may set, in one place; every variable starts with `GROUPLINE_`."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read from `GROUPLINE_*` variables and from a `.env` file in the working directory."""

    model_config = SettingsConfigDict(env_prefix="GROUPLINE_", env_file=".env", extra="ignore")

    home: Path = Path("data/workspace")
    """The workspace: database, embeddings, thumbnails, copies of images, queue."""

    database_url: str | None = None
    """URL of a PostgreSQL database, which then also carries the queue; without one, SQLite in the workspace."""

    weights_dir: Path | None = None
    """File or folder with encoder weights (.pth or .safetensors) for plants without internet."""

    max_pixels: int = 200_000_000
    """Images with more pixels than this are refused before they are decoded."""

    max_upload_mb: int = 4_000
    """Megabytes of one file that the dashboard takes from a browser."""

    max_batch_mb: int = 50_000
    """Megabytes of all files of one upload."""

    address: str = "127.0.0.1"
    """Where the dashboard listens; with another address than loopback it does not start without log-in."""

    login: Literal["auto", "on"] = "auto"
    """`on`: log-in on loopback too; `auto`: once the workspace has people, and wherever else the dashboard listens."""

    trusted_header: str = ""
    """Header in which a proxy names who is logged in, e.g. X-Forwarded-User; empty: no header is believed."""

    trusted_proxies: str = "127.0.0.1,::1"
    """Addresses of the proxies whose headers are believed, joined by commas."""

    import_roots: str = ""
    """Folders from which the dashboard imports, joined by the path separator; empty: the home and the current one."""

    device: str = "auto"
    """`auto`, `cpu`, `cuda`, `cuda:N` or `mps`."""


def settings() -> Settings:
    """Return the settings of this moment (read anew, so that tests and notebooks may change the environment)."""
    given = tuple(sorted(item for item in os.environ.items() if item[0].upper().startswith("GROUPLINE_")))
    written = Path(".env").absolute()
    return _read(given, str(written), written.stat().st_mtime_ns if written.is_file() else 0)


@lru_cache(maxsize=32)
def _read(_given: tuple[tuple[str, str], ...], _file: str, _written_at: int) -> Settings:
    """Read once for the same variables and the same file: pages ask some fifty times while they are drawn."""
    return Settings()
