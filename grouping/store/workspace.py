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
        return self.home / f"thumbnails/{sha256[:2]}/{sha256}.webp"

    def find_thumbnail(self, beginning: str) -> Path | None:
        """Return the thumbnail of the only image whose SHA-256 begins so; None where there is none, or several."""
        whole = self.thumbnail(beginning)
        found = [whole] if whole.is_file() else list(whole.parent.glob(f"{beginning}*.webp"))
        return found[0] if len(found) == 1 else None

    def copy(self, sha256: str, suffix: str) -> Path:
        """Where our own copy of an image lies, when it was asked for or came in an archive."""
        return self.home / "images" / sha256[:2] / f"{sha256}{suffix}"

    def upload(self, batch: str) -> Path:
        """Return the folder of files that a browser sends, until an import has taken them."""
        return self.home / "uploads" / batch

    def download(self, token: str) -> Path:
        """Return the folder of an export that waits to be fetched as a zip."""
        return self.home / "exports" / f".download-{token}"

    def embeddings(self, key: str) -> Path:
        """Return the folder of an embedding set's parts."""
        return self.home / "embeddings" / key

    def model(self, key: str) -> Path:
        """Return the folder of a trained model: its files, card and predictions."""
        return self.home / "models" / key

    def views(self, key: str) -> Path:
        """Return the folder of the views that show what an augmentation plan does to an image."""
        return self.home / "views" / key

    def proposals(self, key: str) -> Path:
        """Return the folder of the parts of one prediction of images."""
        return self.home / "proposals" / key

    def selection(self, project_id: int, key: str) -> Path:
        """Return the file of a selection of images that somebody's address names."""
        return self.home / "selections" / str(project_id) / f"{key}.txt"

    def neighbours(self, project_id: int, set_key: str) -> Path:
        """Return the folder of what was found of a project's images by one embedding set: neighbour graphs, maps."""
        return self.home / "neighbours" / str(project_id) / set_key

    def sweep(self, key: str) -> Path:
        """Return the folder of a sweep's table and partitions."""
        return self.home / "sweeps" / key
