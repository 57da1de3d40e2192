"""Which images of a project the labels of a file mean."""

from collections.abc import Iterable
from dataclasses import dataclass

from grouping.exporters.label_import import ReadLabels


@dataclass(frozen=True, slots=True)
class Known:
    """An image of the project, by all that a label file may call it."""

    image_id: int
    sha256: str
    uri: str
    name: str


@dataclass(frozen=True, slots=True)
class MatchedLabels:
    """`labels` holds (image id, class name), an image once; `unmatched` (key, reason) of all other labels."""

    labels: tuple[tuple[int, str], ...]
    unmatched: tuple[tuple[str, str], ...]


def match_labels(read: ReadLabels, images: Iterable[Known]) -> MatchedLabels:
    """Find the images that labels mean.

    A name matches the whole path in the source, else the end of just one image's path ('scratch/7.png', '7.png').
    Two keys of one image that give it different classes give it none.
    """
    known = list(images)
    found: dict[int, dict[str, str]] = {}
    unmatched: list[tuple[str, str]] = []
    index = _index(read.kind, known)
    for key, label in read:
        image_ids = index.get(_normal(read.kind, key), set())
        if len(image_ids) == 1:
            found.setdefault(next(iter(image_ids)), {}).setdefault(label, key)
        else:
            reason = f"means {len(image_ids)} images" if image_ids else "is no image of this project"
            unmatched.append((key, reason))
    for labels in found.values():
        if len(labels) > 1:
            unmatched += [(key, f"'{label}', but another row gives another class") for label, key in labels.items()]
    single = ((image_id, next(iter(labels))) for image_id, labels in found.items() if len(labels) == 1)
    return MatchedLabels(tuple(single), tuple(unmatched))


def _index(kind: str, images: list[Known]) -> dict[str, set[int]]:
    if kind != "name":
        return {_normal(kind, str(getattr(image, kind))): {image.image_id} for image in images}
    index: dict[str, set[int]] = {}
    for image in images:
        parts = _normal(kind, image.name).split("/")
        for start in range(len(parts)):
            index.setdefault("/".join(parts[start:]), set()).add(image.image_id)
    # A whole path means its own image, even where it is the end of another one's.
    return index | {_normal(kind, image.name): {image.image_id} for image in images}


def _normal(kind: str, key: str) -> str:
    if kind == "sha256":
        return key.lower()
    if kind == "image_id":
        return key.lstrip("0") or "0"
    return key.replace("\\", "/").removeprefix("./") if kind == "name" else key
