import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from filelock import FileLock

from grouping.errors import CancelledError, GrouplineError, UnknownNameError
from grouping.exporters.catalogue import FORMATS, writer_of
from grouping.exporters.export import export
from grouping.exporters.labeled import LabeledImage, LabeledSet
from grouping.exporters.manifest import read_manifest
from grouping.exporters.writing import Reader


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def beside(to: Path) -> list[str]:
    return sorted(path.name for path in to.parent.iterdir() if path.name not in ("originals", to.name))


@pytest.mark.parametrize("format", FORMATS)
def test_the_manifest_names_every_file_with_its_hash(
    format: str, labeled: LabeledSet, read: Reader, tmp_path: Path
) -> None:
    manifest = export(labeled, format, tmp_path / "out", read=read)
    written = files(tmp_path / "out")
    del written["manifest.json"]
    assert manifest.files == {name: hashlib.sha256(data).hexdigest() for name, data in written.items()}
    assert read_manifest(tmp_path / "out") == manifest
    images = {image.sha256 for image in labeled.images}
    assert (images <= set(manifest.files.values())) == FORMATS[format].has_images
    assert beside(tmp_path / "out") == []


def test_the_manifest_tells_counts_provenance_and_licence(plain_set: LabeledSet, read: Reader, tmp_path: Path) -> None:
    export(plain_set, "csv", tmp_path / "out", read=read)
    manifest = read_manifest(tmp_path / "out")
    assert (manifest.project, manifest.label_set, manifest.version) == ("coils", "defects", 3)
    assert (manifest.licence, manifest.content_hash, manifest.program[:10]) == ("CC BY 4.0", "c0ffee", "Groupline ")
    assert manifest.counts["images"] == 48
    assert manifest.counts["classes"] == {"scratch": 12, "Scratch": 12, "a/b": 12, "=1+1": 12, "unused": 0}
    assert manifest.provenance["origins"] == {"classifier": 16, "group": 16, "hand": 16}
    assert manifest.provenance["encoders"] == [{"encoder": "efficientnet_lite0", "weights": "ab12", "labels": 16}]
    assert manifest.provenance["users"]["ana"] == 47


def test_an_unknown_format_is_answered_with_those_there_are(
    plain_set: LabeledSet, read: Reader, tmp_path: Path
) -> None:
    with pytest.raises(UnknownNameError, match="No export format 'yolo': choose from csv, parquet, imagefolder"):
        export(plain_set, "yolo", tmp_path / "out", read=read)


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_of_the_catalogue_resolves(format: str) -> None:
    assert callable(writer_of(format))


def test_a_set_without_images_is_refused(plain_set: LabeledSet, read: Reader, tmp_path: Path) -> None:
    with pytest.raises(GrouplineError, match="has no labeled image: promote a group first"):
        export(replace(plain_set, images=()), "csv", tmp_path / "out", read=read)


def test_a_second_export_says_so_and_wants_overwrite(plain_set: LabeledSet, read: Reader, tmp_path: Path) -> None:
    to = tmp_path / "out"
    export(plain_set, "imagefolder", to, read=read)
    before = files(to)
    with pytest.raises(GrouplineError, match=r"holds an export already.*give --overwrite to replace it"):
        export(plain_set, "csv", to, read=read)
    assert files(to) == before
    export(plain_set, "csv", to, read=read, overwrite=True)
    assert set(files(to)) == {"labels.csv", "manifest.json"}
    assert beside(to) == []


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_folder_that_is_no_export_is_never_replaced(
    overwrite: bool, plain_set: LabeledSet, read: Reader, tmp_path: Path
) -> None:
    to = tmp_path / "mine"
    to.mkdir()
    (to / "manifest.json").write_text('{"name": "a web app"}')
    with pytest.raises(GrouplineError, match="not an export, so it is left alone: name another folder"):
        export(plain_set, "csv", to, read=read, overwrite=overwrite)
    assert files(to) == {"manifest.json": b'{"name": "a web app"}'}


def test_an_export_to_which_a_user_added_files_is_not_replaced(
    plain_set: LabeledSet, read: Reader, tmp_path: Path
) -> None:
    export(plain_set, "csv", tmp_path / "out", read=read)
    (tmp_path / "out/notes.txt").write_text("mine")
    with pytest.raises(GrouplineError, match=r"holds 1 files that the export did not write \(notes.txt\)"):
        export(plain_set, "csv", tmp_path / "out", read=read, overwrite=True)
    assert (tmp_path / "out/notes.txt").read_text() == "mine"


def test_an_export_that_holds_the_images_of_the_project_is_not_replaced(
    plain_set: LabeledSet, read: Reader, tmp_path: Path
) -> None:
    to = tmp_path / "out"
    manifest = export(plain_set, "imagefolder", to, read=read)
    places = {sha256: to / file for file, sha256 in manifest.files.items()}
    moved = tuple(replace(image, uri=str(places[image.sha256])) for image in plain_set.images)
    with pytest.raises(GrouplineError, match="48 images of this project lie in"):
        export(replace(plain_set, images=moved), "imagefolder", to, read=read, overwrite=True)


def test_an_empty_folder_may_be_named_and_a_file_may_not(plain_set: LabeledSet, read: Reader, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    export(plain_set, "csv", tmp_path / "empty", read=read)
    (tmp_path / "file").write_text("text")
    with pytest.raises(GrouplineError, match="is a file: name a folder"):
        export(plain_set, "csv", tmp_path / "file", read=read, overwrite=True)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("before", [False, True], ids=["first", "overwriting"])
def test_a_cancelled_export_leaves_everything_as_it_was(
    before: bool, format: str, plain_set: LabeledSet, read: Reader, tmp_path: Path
) -> None:
    to = tmp_path / "out"
    if before:
        export(plain_set, "csv", to, read=read)
    there = files(tmp_path)

    def cancel(done: int, total: int | None, message: str = "") -> None:
        if done >= (20 if FORMATS[format].has_images else 0):
            raise CancelledError("cancelled")

    with pytest.raises(CancelledError):
        export(plain_set, format, to, read=read, overwrite=before, progress=cancel)
    assert files(tmp_path) == there
    assert to.exists() == before


def test_images_that_cannot_be_exported_are_listed_with_reasons(
    plain_set: LabeledSet, read: Reader, tmp_path: Path
) -> None:
    gone, changed = plain_set.images[3], plain_set.images[7]
    Path(gone.uri).unlink()
    Path(changed.uri).write_bytes(b"something else")
    with pytest.raises(GrouplineError, match="2 of 48 images cannot be exported; nothing was written") as caught:
        export(plain_set, "imagefolder", tmp_path / "out", read=read)
    assert f"{gone.uri} cannot be read: No such file or directory" in str(caught.value)
    assert f"{changed.uri} has changed since it was imported" in str(caught.value)
    assert not (tmp_path / "out").exists()
    manifest = export(plain_set, "imagefolder", tmp_path / "out", read=read, skip_unreadable=True)
    assert [one["uri"] for one in manifest.unreadable] == [gone.uri, changed.uri]
    assert manifest.counts["images"] == 46


def test_any_error_of_a_reader_is_a_reason(plain_set: LabeledSet, tmp_path: Path) -> None:
    def broken(image: LabeledImage) -> bytes:
        raise LookupError("the bucket is gone")

    with pytest.raises(GrouplineError, match="cannot be read: the bucket is gone"):
        export(plain_set, "coco", tmp_path / "out", read=broken, skip_unreadable=True)


def test_hard_links_share_the_bytes_and_symbolic_ones_point_to_them(
    plain_set: LabeledSet, read: Reader, tmp_path: Path
) -> None:
    hard = export(plain_set, "imagefolder", tmp_path / "hard", read=read, links="hard")
    soft = export(plain_set, "imagefolder", tmp_path / "soft", read=read, links="symbolic")
    originals = {image.sha256: Path(image.uri) for image in plain_set.images}
    for name, sha256 in hard.files.items():
        if sha256 in originals:
            assert (tmp_path / "hard" / name).samefile(originals[sha256])
            assert (tmp_path / "soft" / name).readlink() == originals[sha256]
    assert hard.files.keys() == soft.files.keys()
    assert hard.notes == soft.notes == ()
    export(plain_set, "csv", tmp_path / "soft", read=read, overwrite=True)
    assert all(path.exists() for path in originals.values())


def test_what_cannot_be_linked_is_copied_and_counted(plain_set: LabeledSet, tmp_path: Path) -> None:
    data = {image.uri: Path(image.uri).read_bytes() for image in plain_set.images}
    archived = tuple(replace(image, uri=f"zip://{image.name}::{image.uri}") for image in plain_set.images)
    manifest = export(
        replace(plain_set, images=archived),
        "imagefolder",
        tmp_path / "out",
        read=lambda image: data[image.uri.partition("::")[2]],
        links="hard",
    )
    assert manifest.notes == ("48 images were copied, because their files cannot be linked from here.",)


def test_another_way_of_linking_is_refused(plain_set: LabeledSet, read: Reader, tmp_path: Path) -> None:
    with pytest.raises(GrouplineError, match="by copy, hard, symbolic; got 'magic'"):
        export(plain_set, "csv", tmp_path / "out", read=read, links="magic")


def test_two_exports_to_one_place_at_once_are_refused(plain_set: LabeledSet, read: Reader, tmp_path: Path) -> None:
    with (
        FileLock(tmp_path / ".out.groupline-lock"),
        pytest.raises(GrouplineError, match=r"Another export to .* running"),
    ):
        export(plain_set, "csv", tmp_path / "out", read=read)


def test_a_kill_between_the_two_renames_loses_nothing(plain_set: LabeledSet, read: Reader, tmp_path: Path) -> None:
    to = tmp_path / "out"
    export(plain_set, "imagefolder", to, read=read)
    before = files(to)
    to.rename(tmp_path / ".out.groupline-old")
    (tmp_path / ".out.groupline-new").mkdir()
    with pytest.raises(GrouplineError, match="holds an export already"):
        export(plain_set, "csv", to, read=read)
    assert files(to) == before
    assert beside(to) == []


KILLED = """
import json, sys, time
from pathlib import Path
from grouping.exporters.export import export
from grouping.exporters.labeled import LabelClass, LabeledImage, LabeledSet

content = json.loads(Path(sys.argv[1]).read_text())
classes = tuple(LabelClass(**one) for one in content["classes"])
images = tuple(LabeledImage(**one) for one in content["images"])

def read(image):
    print("reading", flush=True)
    time.sleep(0.002)
    return Path(image.uri).read_bytes()

labeled = LabeledSet("coils", "defects", 3, "c0ffee", "", classes, images)
while True:
    export(labeled, "imagefolder", Path(sys.argv[2]), read=read, overwrite=True)
    print("done", flush=True)
"""


def test_a_kill_at_any_moment_leaves_a_whole_export_or_none(
    plain_set: LabeledSet, read: Reader, tmp_path: Path, repository: Path
) -> None:
    content = {"classes": [asdict(one) for one in plain_set.classes], "images": [asdict(i) for i in plain_set.images]}
    (tmp_path / "set.json").write_text(json.dumps(content))
    to = tmp_path / "exports" / "out"
    for delay in (0.0, 0.05, 0.13, 0.2):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path / "set.json"), str(to)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(repository)},
        )
        with process:
            assert process.stdout
            assert process.stdout.readline().strip() == b"reading"
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
        if to.exists():
            manifest = read_manifest(to)
            on_disk = {name: hashlib.sha256(data).hexdigest() for name, data in files(to).items()}
            assert manifest.files == {name: sha256 for name, sha256 in on_disk.items() if name != "manifest.json"}
    export(plain_set, "csv", to, read=read, overwrite=True)
    assert [path.name for path in to.parent.iterdir()] == ["out"]
