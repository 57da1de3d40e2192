import base64
import json

import numpy as np
import pytest

from grouping.labels import Label, LabelClass
from ui.components.gallery import GalleryView, ImageList
from ui.components.gallery.view import NAMED, class_entries, label_changes, label_codes, selected_ids

IDS = np.array([3, 7, 9])


def _list(n: int = 3) -> ImageList:
    ids = np.arange(1, n + 1)
    return ImageList("r", ids, np.full((n, 32), 0x0F, np.uint8), [f"{i}.png" for i in ids], np.ones(n, np.uint16))


def _unpack(payload: bytes) -> tuple[dict[str, object], bytes]:
    length = int(np.frombuffer(payload[:4], np.uint32)[0])
    return json.loads(payload[4 : 4 + length]), payload[4 + length :]


def test_a_list_is_sent_as_a_header_and_14_bytes_an_image() -> None:
    header, rest = _unpack(_list().payload())
    assert header == {"rev": "r", "n": 3, "names": ["1.png", "2.png", "3.png"]}
    assert len(rest) == 3 * (4 + 8 + 2)
    assert np.frombuffer(rest[:12], "<u4").tolist() == [1, 2, 3]
    assert rest[12:20] == bytes.fromhex("0f" * 8)


def test_the_arrays_begin_at_a_multiple_of_four_whatever_the_header_holds() -> None:
    for name in ("", "ä", "abc", "abcd"):
        payload = ImageList(name, IDS, np.zeros((3, 32), np.uint8), ["x"] * 3, np.zeros(3, np.uint16)).payload()
        assert (len(payload) - 3 * 14) % 4 == 0


def test_a_long_list_is_sent_without_file_names() -> None:
    assert _unpack(_list(NAMED + 1).payload())[0]["names"] is None


def test_an_empty_list_can_be_sent() -> None:
    assert _unpack(_list(0).payload())[1] == b""


def test_label_codes_count_classes_from_one_and_ignore_other_images() -> None:
    labels = {7: Label("b", 1), 8: Label("a", 1), 9: Label("gone", 1), 99: Label("a", 1)}
    assert label_codes(IDS, labels, ["a", "b"]).tolist() == [0, 2, 0]
    assert label_codes(np.zeros(0, np.int64), labels, ["a"]).tolist() == []


def test_only_labels_that_changed_are_sent_again() -> None:
    sent, now = np.array([0, 1, 2], np.uint16), np.array([0, 2, 2], np.uint16)
    assert label_changes(sent, now) == [(1, 2)]


def test_a_class_that_is_gone_keeps_its_place_but_has_no_key() -> None:
    entries = class_entries(["old", "a"], [LabelClass("a", "#ff0000", 1)])
    assert [entry["key"] for entry in entries] == [None, 1]
    assert entries[1]["color"] == "#ff0000"


def test_ids_of_other_images_in_a_message_are_left_out() -> None:
    assert selected_ids({"ids": [9, 4, 3]}, IDS) == (9, 3)
    assert selected_ids({}, IDS) == ()


@pytest.mark.parametrize(("shown", "expected"), [(None, None), (np.array([0, 2]), [0, 2])])
def test_what_is_shown_travels_as_four_bytes_an_image(shown: np.ndarray | None, expected: list[int] | None) -> None:
    data = GalleryView("r", shown, [], [], 6.25, 400, 0).data()
    sent = data["shown"] and np.frombuffer(base64.b64decode(data["shown"]), "<u4").tolist()
    assert sent == expected
    assert json.dumps(data)
