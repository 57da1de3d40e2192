import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from grouping.errors import GrouplineError
from grouping.exporters.export import export
from grouping.exporters.label_import import read_labels
from grouping.exporters.labeled import LabelClass, LabeledSet
from grouping.exporters.writing import Reader

letters = st.characters(exclude_categories=("Cs",), min_codepoint=32, exclude_characters="\ufffe\uffff")
class_names = st.one_of(
    st.text(letters, min_size=1, max_size=20),
    st.sampled_from(
        ["..", "a/b", "CON", "con", "x" * 200, "🔥🔥", "=1+1", "'=x", '"', "a,b;c", "001", "NA", "train", "\x85"]
    ),
).filter(str.strip)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(names=st.lists(class_names, min_size=1, max_size=4, unique=True), format=st.sampled_from(["csv", "imagefolder"]))
def test_labels_come_back_whatever_the_classes_are_called(
    names: list[str], format: str, plain_set: LabeledSet, read: Reader
) -> None:
    classes = tuple(LabelClass(name, "#4e79a7") for name in names)
    few = plain_set.images[:6]
    images = tuple(replace(image, class_name=names[n % len(names)], split=None) for n, image in enumerate(few))
    with tempfile.TemporaryDirectory() as folder:
        export(replace(plain_set, classes=classes, images=images), format, Path(folder) / "out", read=read)
        found = read_labels(Path(folder) / "out")
    assert sorted(found) == sorted((image.sha256, image.class_name) for image in images)
    assert (found.kind, found.problems) == ("sha256", ())


@pytest.mark.parametrize("format", ["csv", "imagefolder"])
def test_an_export_with_splits_comes_back_with_its_classes(
    format: str, labeled: LabeledSet, read: Reader, tmp_path: Path
) -> None:
    export(labeled, format, tmp_path / "out", read=read)
    found = read_labels(tmp_path / "out")
    assert sorted(found) == sorted((image.sha256, image.class_name) for image in labeled.images)
    assert found.problems == ()
    assert found.manifest is not None
    assert [one["color"] for one in found.manifest.classes] == [one.color for one in labeled.classes]


def test_a_file_moved_by_hand_has_the_class_of_its_new_folder(
    plain_set: LabeledSet, read: Reader, tmp_path: Path
) -> None:
    manifest = export(plain_set, "imagefolder", tmp_path / "out", read=read)
    folders = {name: folder for folder, name in manifest.class_folders().items()}
    image = plain_set.images[0]
    (place,) = (tmp_path / "out").rglob(f"*{image.sha256[:12]}*")
    place.rename(tmp_path / "out" / folders["a/b"] / place.name)
    assert dict(read_labels(tmp_path / "out"))[image.sha256] == "a/b"


def draw(path: Path, value: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (3, 3), value).save(path)


@pytest.mark.parametrize("top", ["", "train", "Val"])
def test_a_foreign_folder_of_classes_is_read_with_or_without_splits(top: str, tmp_path: Path) -> None:
    draw(tmp_path / top / "good/a.png", 1)
    draw(tmp_path / top / "bad/deep/b.png", 2)
    draw(tmp_path / top / "bad/.hidden.png", 3)
    assert sorted(label for _, label in read_labels(tmp_path)) == ["bad", "good"]


def test_what_gives_no_label_is_listed(tmp_path: Path) -> None:
    draw(tmp_path / "good/a.png", 1)
    draw(tmp_path / "good/same.png", 1)
    draw(tmp_path / "good/both.png", 2)
    draw(tmp_path / "bad/both.png", 2)
    draw(tmp_path / "loose.png", 3)
    (tmp_path / "bad/notes.txt").write_text("shift 2")
    found = read_labels(tmp_path)
    assert [label for _, label in found] == ["good"]
    reasons = dict(found.problems)
    assert reasons["loose.png"] == "lies in no class folder"
    assert reasons["bad/notes.txt"] == "is not an image"
    assert reasons["bad/both.png"].endswith("has several classes: 'bad' (bad/both.png), 'good' (good/both.png)")


def test_rows_without_image_or_class_and_contradictions_are_listed(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("file,label\na.png,ok\na.png,ok\n,ok\nb.png,\nc.png,ok\nc.png,bad\n")
    found = read_labels(tmp_path / "x.csv")
    assert (found.kind, list(found)) == ("name", [("a.png", "ok")])
    assert found.problems == (
        ("line 4", "names no image"),
        ("line 5", "has no class"),
        ("line 6", "image c.png has several classes: 'ok' (line 6), 'bad' (line 7)"),
    )


def test_other_formats_and_other_things_are_refused(plain_set: LabeledSet, read: Reader, tmp_path: Path) -> None:
    export(plain_set, "coco", tmp_path / "coco", read=read)
    with pytest.raises(GrouplineError, match="is an export as coco; labels are read back from csv and imagefolder"):
        read_labels(tmp_path / "coco")
    assert len(list(read_labels(tmp_path / "coco/labels.csv"))) == 48
    with pytest.raises(GrouplineError, match="There is no"):
        read_labels(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(GrouplineError, match="holds no images in class folders"):
        read_labels(tmp_path / "empty")
