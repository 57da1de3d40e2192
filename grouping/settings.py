"""What the environment may set, in one place; every variable starts with `GROUPLINE_`."""

from pathlib import Path

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

    import_roots: str = ""
    """Folders from which the dashboard imports, joined by the path separator; empty: the home and the current one."""

    device: str = "auto"
    """`auto`, `cpu`, `cuda`, `cuda:N` or `mps`."""


def settings() -> Settings:
    """Return the settings of this moment (read anew, so that tests and notebooks may change the environment)."""
    return Settings()
