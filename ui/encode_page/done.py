"""What of a project is encoded already."""

from dataclasses import dataclass

from grouping.project import Project
from grouping.steps.encode_images import encoded_sha256s


@dataclass(frozen=True, slots=True)
class Encoded:
    """One encoding of a project: how many of its images it holds."""

    encoder: str
    preprocessing: str
    size: int | None
    dim: int
    n_encoded: int
    n_images: int

    @property
    def missing(self) -> int:
        """Images without an embedding: those that came later, or could not be read."""
        return self.n_images - self.n_encoded


def encoded(project: Project) -> list[Encoded]:
    """Return the encodings, the newest first."""
    own = set(project.picture_columns().checksums())
    return [
        Encoded(
            one.encoder,
            str(one.spec["preprocessing"]),
            one.spec.get("size"),
            one.dim,
            len(own & encoded_sha256s(project.workspace, one)),
            len(own),
        )
        for one in project.encodings()
    ]


def table(rows: list[Encoded]) -> list[dict[str, object]]:
    """Return the encodings as rows for people."""
    return [
        {
            "encoder": row.encoder,
            "preprocessing": row.preprocessing,
            "side": f"{row.size} px" if row.size else "its own",
            "dimensions": row.dim,
            "images": f"{row.n_encoded:,} of {row.n_images:,}",
        }
        for row in rows
    ]
