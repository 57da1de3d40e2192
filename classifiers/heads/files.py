"""Heads as files of skops: read without running anything that the file names, unlike pickle and joblib.

skops numbers objects by where they lay in memory and stamps the time; both are replaced here, so that the same
head is the same bytes and its checksum means something.
"""

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skops.io import dumps, get_untrusted_types, loads

from classifiers.errors import DamagedModelError
from grouping.files import atomic_write

if TYPE_CHECKING:
    from classifiers.heads.fitted import FittedHead, FittedOneClass

FILE = "head.skops"
TRUSTED = (
    "classifiers.heads.one_class.KthNeighbour",
    "classifiers.heads.one_class.Mahalanobis",
    "classifiers.heads.prototype.NearestPrototype",
    "sklearn.tree._tree.Tree",
)
"""What heads hold beyond that which skops trusts by itself."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


def save(head: "FittedHead | FittedOneClass", folder: Path) -> str:
    """Write a head into a folder, atomically, and return the SHA-256 of its file."""
    values = {
        "pipeline": head.pipeline,
        "n_classes": getattr(head, "n_classes", None),
        "details": json.dumps(dict(head.details), sort_keys=True),
    }
    data = canonical(dumps(values))
    with atomic_write(folder / FILE) as file:
        file.write(data)
    return hashlib.sha256(data).hexdigest()


def load(folder: Path, checksum: str) -> Any:
    """Return the head that `save` wrote; raises DamagedModelError when its file is gone or another one."""
    from classifiers.heads.fitted import FittedHead, FittedOneClass

    try:
        data = (folder / FILE).read_bytes()
    except OSError as error:
        raise DamagedModelError(f"The model's file {folder / FILE} cannot be read ({error.strerror}).") from error
    if hashlib.sha256(data).hexdigest() != checksum:
        raise DamagedModelError(f"{folder / FILE} is not the file that was trained; train the model again.")
    strange = sorted(set(get_untrusted_types(data=data)) - set(TRUSTED))
    if strange:
        raise DamagedModelError(
            f"{folder / FILE} holds what no head does: {', '.join(strange[:5])}. It was not opened."
        )
    values = loads(data, trusted=list(TRUSTED))
    details = json.loads(values["details"])
    if values["n_classes"] is None:
        return FittedOneClass(values["pipeline"], details)
    return FittedHead(values["pipeline"], int(values["n_classes"]), details)


def canonical(data: bytes) -> bytes:
    """Return a skops archive with its objects numbered in the order of the schema, and without times."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        schema = archive.read("schema.json").decode()
        number = {one: str(place) for place, one in enumerate(_unique(re.findall(r'"__id__": (\d+)', schema)))}
        schema = re.sub(r'("__id__": )(\d+)', lambda found: found[1] + number[found[2]], schema)
        schema = re.sub(r'("file": ")(\d+)(\.np[yz]")', lambda found: found[1] + number[found[2]] + found[3], schema)
        contents = {"schema.json": schema.encode()}
        for name in archive.namelist():
            stem, dot, suffix = name.partition(".")
            if name != "schema.json":
                contents[number.get(stem, stem) + dot + suffix] = archive.read(name)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in sorted(contents.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _unique(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))
