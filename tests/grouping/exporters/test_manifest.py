import json
from pathlib import Path

import pytest

from grouping.errors import GrouplineError
from grouping.exporters.export import export
from grouping.exporters.labeled import LabeledSet
from grouping.exporters.manifest import read_manifest
from grouping.exporters.writing import Reader


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "is missing or cannot be read"),
        ("{", "is missing or cannot be read"),
        ("[]", "was not written by Groupline"),
        ('{"kind": "groupline-export", "layout": 99}', "has layout 99; this Groupline reads 1: update it"),
        ('{"kind": "groupline-export", "layout": 1}', "is damaged: it has no format, project"),
    ],
)
def test_a_folder_that_is_no_export_says_why(content: str | None, reason: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(GrouplineError, match=reason):
        read_manifest(tmp_path)


def test_class_folders_map_back_to_names(plain_set: LabeledSet, read: Reader, tmp_path: Path) -> None:
    manifest = export(plain_set, "imagefolder", tmp_path / "out", read=read)
    assert sorted(manifest.class_folders().values()) == sorted(one.name for one in plain_set.classes)
    assert export(plain_set, "csv", tmp_path / "csv", read=read).class_folders() == {}


def test_the_manifest_is_readable_json(plain_set: LabeledSet, read: Reader, tmp_path: Path) -> None:
    export(plain_set, "parquet", tmp_path / "out", read=read)
    content = json.loads((tmp_path / "out/manifest.json").read_text(encoding="utf-8"))
    assert (content["kind"], content["format"], content["counts"]["images"]) == ("groupline-export", "parquet", 48)
