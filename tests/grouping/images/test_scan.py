import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from grouping.images.found import Found, Skipped
from grouping.images.scan import Ignored, Known, Rejected, Scanned, scan
from grouping.images.sources import open_source

MAX = 1_000_000


def test_good_images_come_with_everything_the_store_needs(folder: Path, steel: np.ndarray) -> None:
    ignored, first, *_ = scan(open_source(folder), max_pixels=MAX)
    assert ignored == Ignored(str(folder / "LICENSE"), "not an image: LICENSE")
    assert isinstance(first, Scanned)
    data = (folder / "d.png").read_bytes()
    assert (first.name, first.sha256, first.size_bytes) == ("d.png", hashlib.sha256(data).hexdigest(), len(data))
    assert (first.width, first.height, first.mode, first.format, first.bits) == (100, 40, "grey 8-bit", "PNG", 8)
    assert first.thumbnail[8:12] == b"WEBP"
    assert first.health.brightness > 0.3
    assert first.data is None


def test_the_bytes_are_kept_where_a_copy_is_wanted(folder: Path) -> None:
    for outcome in scan(open_source(folder), max_pixels=MAX, keep_data=True):
        assert not isinstance(outcome, Scanned) or outcome.data == Path(outcome.uri).read_bytes()


def test_order_and_outcome_do_not_depend_on_the_workers(folder: Path) -> None:
    alone = list(scan(open_source(folder), max_pixels=MAX, workers=1))
    assert list(scan(open_source(folder), max_pixels=MAX, workers=4)) == alone


def test_copies_and_known_images_are_not_decoded_again(folder: Path) -> None:
    (folder / "copy.png").write_bytes((folder / "good" / "a.png").read_bytes())
    first = list(scan(open_source(folder), max_pixels=MAX))
    assert [outcome.name for outcome in first if isinstance(outcome, Known)] == ["good/a.png"]
    known = {outcome.sha256 for outcome in first if isinstance(outcome, Scanned)}
    again = Counter(type(outcome) for outcome in scan(open_source(folder), known, max_pixels=MAX))
    assert again == {Known: 5, Ignored: 1}


def test_a_copy_of_a_broken_image_is_broken_too(folder: Path) -> None:
    cut = (folder / "d.png").read_bytes()[:200]
    for name in ("x.png", "y.png"):
        (folder / name).write_bytes(cut)
    rejected = [outcome for outcome in scan(open_source(folder), max_pixels=MAX) if isinstance(outcome, Rejected)]
    assert [outcome.name for outcome in rejected] == ["x.png", "y.png"]
    assert len({outcome.reason for outcome in rejected}) == 1


def test_of_a_file_that_is_no_image_only_the_head_is_read() -> None:
    asked: list[int | None] = []

    def read(limit: int | None = None) -> bytes:
        asked.append(limit)
        return b"\0\0\0\x18ftypmp42"

    (outcome,) = scan([Found("/video.mp4", "video.mp4", archived=False, read=read)], max_pixels=MAX)
    assert outcome == Ignored("/video.mp4", "not an image: video.mp4")
    assert asked == [512]


def test_a_file_that_vanishes_is_skipped_and_what_was_skipped_stays_so(folder: Path) -> None:
    found = list(open_source(folder / "good"))
    (folder / "good" / "a.png").unlink()
    gone, _, passed = scan([*found, Skipped("x", "a link")], max_pixels=MAX)
    assert gone == Skipped(str(folder / "good" / "a.png"), "cannot be read: No such file or directory")
    assert passed == Skipped("x", "a link")


def test_files_are_taken_only_a_window_ahead(encode: Callable[..., bytes], steel: np.ndarray) -> None:
    taken = 0

    def endless() -> Iterator[Found]:
        nonlocal taken
        while True:
            taken += 1
            data = encode(np.roll(steel, taken % 100, axis=1))
            yield Found(str(taken), f"{taken}.png", archived=False, read=lambda limit=None, data=data: data[:limit])

    outcomes = scan(endless(), max_pixels=MAX, workers=2)
    for _ in range(5):
        next(outcomes)
    assert taken <= 5 + 2 * 4
    outcomes.close()


def test_a_real_data_set_is_read_whole(xsdd: Path) -> None:
    outcomes = list(scan(open_source(xsdd / "red_iron"), max_pixels=MAX, workers=2))
    assert {type(outcome) for outcome in outcomes} <= {Scanned, Known}
    assert len(outcomes) == len(list((xsdd / "red_iron").iterdir()))
