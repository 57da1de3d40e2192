"""Where a workspace keeps what; everything but the database can be made again from images and weights."""

from dataclasses import dataclass
from pathlib import Path

from grouping.settings import settings
from grouping.store.database import Database, open_database


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with the database, thumbnails, copies of images, embeddings and sweeps of all its projects."""

    home: Path

    @classmethod
    def at(cls, home: str | Path | None = None) -> "Workspace":
        """Return the workspace at `home`, or at `GROUPLINE_HOME`."""
        return cls(Path(home or settings().home).expanduser().absolute())

    @property
    def database(self) -> Database:
        """The workspace's database, opened and migrated."""
        return open_database(self.home)

    def thumbnail(self, sha256: str) -> Path:
        """Where the WebP thumbnail of an image lies; one for all projects."""
        return self.home / "thumbnails" / sha256[:2] / f"{sha256}.webp"

    def copy(self, sha256: str, suffix: str) -> Path:
        """Where our own copy of an image lies, when it was asked for or came in an archive."""
        return self.home / "images" / sha256[:2] / f"{sha256}{suffix}"

    def embeddings(self, key: str) -> Path:
        """Return the folder of an embedding set's parts."""
        return self.home / "embeddings" / key

    def sweep(self, key: str) -> Path:
        """Return the folder of a sweep's table and partitions."""
        return self.home / "sweeps" / key
