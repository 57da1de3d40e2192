from hypothesis import given
from hypothesis import strategies as st

from grouping.images.label_lookup import FolderLookup, TableLookup

parts = st.text("abc", min_size=1, max_size=2)
paths = st.lists(parts, min_size=1, max_size=3).map(lambda names: "/".join(names) + ".png")


def label(labels: dict[str, str | None], name: str, uri: str | None = None) -> str | None:
    return TableLookup(labels, {}).label_of(name, uri or f"/data/source/{name}")


def test_the_folder_is_the_label_and_the_root_is_none() -> None:
    assert FolderLookup().label_of("line 1/good/x.png", "") == "good"
    assert FolderLookup().label_of("x.png", "") is None
    assert FolderLookup().report() is None


def test_a_path_comes_before_a_base_name() -> None:
    labels = {"a/x.png": "A", "b/x.png": "B"}
    assert (label(labels, "a/x.png"), label(labels, "b/x.png")) == ("A", "B")
    assert label({"/data/source/x.png": "absolute"}, "x.png") == "absolute"
    assert label({"source/a/x.png": "outer"}, "a/x.png") == "outer"
    assert label({"train/2024/x.png": "longer"}, "2024/x.png") == "longer"


def test_a_base_name_alone_labels_where_it_is_unique() -> None:
    assert label({"x.png": "X"}, "a/x.png") == "X"
    assert label({"elsewhere/x.png": "X"}, "a/x.png") == "X"
    assert label({"x": "X"}, "a/x.png") == "X"


def test_an_ambiguous_base_name_is_reported_and_not_guessed() -> None:
    lookup = TableLookup({"a/x.png": "A", "b/x.png": "B"}, {})
    assert lookup.label_of("x.png", "/data/x.png") is None
    assert lookup.report()["ambiguous"] == {"count": 1, "files": ["x.png"]}


def test_a_base_name_that_images_share_labels_none_of_them() -> None:
    names = ["a/x.png", "b/x.png"]
    lookup = TableLookup({"x.png": "X"}, {}, names=names)
    assert [lookup.label_of(name, f"/data/{name}") for name in names] == [None, None]
    assert lookup.report()["ambiguous"]["files"] == names
    streaming = TableLookup({"x.png": "X"}, {})
    assert [streaming.label_of(name, f"/data/{name}") for name in names] == ["X", None]


def test_rows_of_unknown_files_are_counted_and_listed() -> None:
    lookup = TableLookup({"x.png": "X", "gone.png": "G"}, {"rows": 2})
    lookup.label_of("x.png", "/data/x.png")
    told = lookup.report()
    assert (told["rows"], told["matched"]) == (2, 1)
    assert told["unknown_files"] == {"count": 1, "files": ["gone.png"]}


@given(st.dictionaries(paths, parts, min_size=1))
def test_every_file_named_by_its_path_gets_its_own_label(labels: dict[str, str | None]) -> None:
    lookup = TableLookup(labels, {}, names=list(labels))
    assert {name: lookup.label_of(name, f"/q/{name}") for name in labels} == labels
    assert lookup.report()["unknown_files"]["count"] == 0
