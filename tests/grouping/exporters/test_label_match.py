from grouping.exporters.label_import import ReadLabels
from grouping.exporters.label_match import Known, match_labels

IMAGES = (
    Known(1, "a" * 64, "/plant/line 1/7.png", "line 1/7.png"),
    Known(2, "b" * 64, "/plant/line 2/7.png", "line 2/7.png"),
    Known(3, "c" * 64, "/plant/8.png", "8.png"),
    Known(4, "d" * 64, "/plant/old/8.png", "old/8.png"),
)


def match(kind: str, *labels: tuple[str, str]):
    return match_labels(ReadLabels(kind, labels, ()), IMAGES)


def test_images_are_found_by_hash_number_and_address() -> None:
    assert match("sha256", ("A" * 64, "ok")).labels == ((1, "ok"),)
    assert match("image_id", ("002", "ok")).labels == ((2, "ok"),)
    assert match("uri", ("/plant/8.png", "ok")).labels == ((3, "ok"),)


def test_a_name_means_the_whole_path_before_the_end_of_another() -> None:
    assert match("name", ("8.png", "x"), ("line 2\\7.png", "y"), ("./old/8.png", "z")).labels == (
        (3, "x"),
        (2, "y"),
        (4, "z"),
    )


def test_names_of_no_image_or_of_several_are_listed() -> None:
    found = match("name", ("7.png", "ok"), ("9.png", "ok"))
    assert found.labels == ()
    assert found.unmatched == (("7.png", "means 2 images"), ("9.png", "is no image of this project"))


def test_two_names_of_one_image_must_agree() -> None:
    found = match("name", ("line 1/7.png", "ok"), ("./line 1/7.png", "bad"), ("8.png", "ok"), ("./8.png", "ok"))
    assert found.labels == ((3, "ok"),)
    assert [key for key, _ in found.unmatched] == ["line 1/7.png", "./line 1/7.png"]
