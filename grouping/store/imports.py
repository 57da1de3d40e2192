"""Taking scanned files into a project, a batch a transaction: a kill loses at most the batch in hand."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from grouping.images.found import Skipped
from grouping.images.scan import Ignored, Known, Rejected, Scanned
from grouping.store.database import Database
from grouping.store.models import ImagePathRow, ImageRow, ImportRow, ProblemRow, now

Picture = Scanned | Known
Problem = Rejected | Ignored | Skipped
KINDS = {Rejected: "rejected", Ignored: "ignored", Skipped: "skipped"}


@dataclass(slots=True)
class BatchResult:
    """What became of a batch's pictures, each by its uri."""

    added: list[str] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    """(this place, the place of the same bytes that was there before)"""
    unchanged: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    """Places whose file now holds another picture than at the last import."""
    conflicts: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """(uri, near-labels): exact duplicates that disagree, so that the image has none."""


def begin_import(database: Database, project_id: int, source: str, near_labels: str | None) -> int:
    """Record that an import begins and return its id."""
    with database.write() as session:
        row = ImportRow(project_id=project_id, source=source, near_labels=near_labels)
        session.add(row)
        session.flush()
        return row.id


def end_import(database: Database, import_id: int, counts: dict[str, object]) -> None:
    """Record that an import has finished, with what it counted."""
    with database.write() as session:
        row = session.get_one(ImportRow, import_id)
        row.finished_at, row.counts = now(), counts


def store_pictures(
    database: Database,
    project_id: int,
    pictures: Sequence[Picture],
    label_of: Callable[[Picture], str | None],
    stored_uri: Callable[[Scanned], str | None],
) -> BatchResult:
    """Add new images and new places of known ones, in the order given; running it again changes nothing."""
    result = BatchResult()
    with database.write() as session:
        ids = _add_images(session, project_id, pictures, stored_uri)
        touched = _add_paths(session, project_id, pictures, ids, label_of, result)
        _settle_near_labels(session, touched, result)
        uris = [picture.uri for picture in pictures]
        session.execute(delete(ProblemRow).where(ProblemRow.project_id == project_id, ProblemRow.uri.in_(uris)))
    return result


def _add_images(
    session: Session, project_id: int, pictures: Sequence[Picture], stored_uri: Callable[[Scanned], str | None]
) -> dict[str, int]:
    shas = {picture.sha256 for picture in pictures}
    known = select(ImageRow.sha256, ImageRow.id).where(ImageRow.project_id == project_id, ImageRow.sha256.in_(shas))
    ids = dict(session.execute(known).all())
    rows = {
        picture.sha256: _image_row(project_id, picture, stored_uri(picture))
        for picture in pictures
        if isinstance(picture, Scanned) and picture.sha256 not in ids
    }
    session.add_all(rows.values())
    session.flush()
    return ids | {sha: row.id for sha, row in rows.items()}


def _image_row(project_id: int, picture: Scanned, stored_uri: str | None) -> ImageRow:
    return ImageRow(
        project_id=project_id,
        sha256=picture.sha256,
        size_bytes=picture.size_bytes,
        width=picture.width,
        height=picture.height,
        mode=picture.mode,
        format=picture.format,
        bits=picture.bits,
        frames=picture.frames,
        **asdict(picture.health),
        notes=list(picture.notes),
        near_label=None,
        stored_uri=stored_uri,
    )


def _add_paths(
    session: Session,
    project_id: int,
    pictures: Sequence[Picture],
    ids: dict[str, int],
    label_of: Callable[[Picture], str | None],
    result: BatchResult,
) -> set[int]:
    """Add or refresh the place of each picture; returns the images whose near-label may have changed."""
    uris = [picture.uri for picture in pictures]
    there = {
        row.uri: row
        for row in session.scalars(
            select(ImagePathRow).where(ImagePathRow.project_id == project_id, ImagePathRow.uri.in_(uris))
        )
    }
    first = _first_places(session, ids.values())
    touched: set[int] = set()
    for picture in pictures:
        image_id, label, row = ids[picture.sha256], label_of(picture), there.get(picture.uri)
        touched.add(image_id)
        if row is None:
            row = ImagePathRow(
                project_id=project_id, image_id=image_id, uri=picture.uri, name=picture.name, near_label=label
            )
            session.add(row)
            there[picture.uri] = row
            if image_id in first:
                result.duplicates.append((picture.uri, first[image_id]))
            else:
                result.added.append(picture.uri)
                first[image_id] = picture.uri
            continue
        if row.image_id == image_id:
            result.unchanged.append(picture.uri)
        else:
            touched.add(row.image_id)
            result.replaced.append(picture.uri)
            row.image_id = image_id
        row.near_label = label if label is not None else row.near_label
    session.flush()
    return touched


def _first_places(session: Session, image_ids: Iterable[int]) -> dict[int, str]:
    query = (
        select(ImagePathRow.image_id, ImagePathRow.uri)
        .where(ImagePathRow.image_id.in_(list(image_ids)))
        .order_by(ImagePathRow.id.desc())
    )
    return dict(session.execute(query).all())


def _settle_near_labels(session: Session, image_ids: set[int], result: BatchResult) -> None:
    """Give each image the near-label its places agree on; none where they differ."""
    labels: dict[int, dict[str, str]] = {}
    query = select(ImagePathRow).where(ImagePathRow.image_id.in_(image_ids), ImagePathRow.near_label.is_not(None))
    for row in session.scalars(query.order_by(ImagePathRow.id)):
        labels.setdefault(row.image_id, {})[str(row.near_label)] = row.uri
    for image in session.scalars(select(ImageRow).where(ImageRow.id.in_(image_ids))):
        own = labels.get(image.id, {})
        image.near_label = next(iter(own)) if len(own) == 1 else None
        if len(own) > 1:
            result.conflicts.append((next(iter(own.values())), tuple(sorted(own))))


def store_problems(database: Database, project_id: int, problems: Sequence[Problem]) -> None:
    """Keep each file that was not taken with its reason; the newest reason stands."""
    if not problems:
        return
    newest = {problem.uri: problem for problem in problems}
    with database.write() as session:
        session.execute(delete(ProblemRow).where(ProblemRow.project_id == project_id, ProblemRow.uri.in_(newest)))
        session.add_all(
            ProblemRow(project_id=project_id, uri=uri, kind=KINDS[type(problem)], reason=problem.reason)
            for uri, problem in newest.items()
        )
