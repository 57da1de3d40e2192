from dataclasses import asdict
from pathlib import Path

import pytest

from grouping.errors import CancelledError, GrouplineError
from grouping.project import Project
from grouping.store.timings import Timing, keep_timing, timings
from grouping.store.workspace import Workspace


def test_a_measurement_keeps_the_pace_and_nothing_else(workspace: Workspace, picture_folder: Path) -> None:
    project = Project.create("plates", home=workspace.home)
    project.import_images(picture_folder)
    told: list[tuple[int, int | None]] = []
    timing = project.time_encoder(device="cpu", progress=lambda done, total, _="": told.append((done, total)))
    assert (timing.encoder, timing.images, timing.device) == ("efficientnet_lite0", 8, "cpu")
    assert timing.images_per_second > 0
    assert timings(workspace) == [timing]
    assert project.encodings() == []
    assert told[-1] == (9, 9)


def test_a_whole_run_is_a_measurement_too(workspace: Workspace, picture_folder: Path) -> None:
    project = Project.create("plates", home=workspace.home)
    project.import_images(picture_folder)
    report = project.encode(device="cpu")
    (timing,) = timings(workspace)
    assert (timing.images, timing.images_per_second) == (12, report.images_per_second)
    project.encode(device="cpu")  # nothing was left to do, so nothing was learnt
    assert timings(workspace) == [timing]


def test_the_newest_measurement_takes_the_place_of_the_one_before(workspace: Workspace) -> None:
    first = Timing("vgg16", "stretch", None, "cpu", 8, 3.0, "2026-01-01T00:00:00+00:00")
    changed = {"images_per_second": 4.0, "at": "2026-01-02T00:00:00+00:00"}
    for timing in first, Timing(**(asdict(first) | {"size": 96})), Timing(**(asdict(first) | changed)):
        keep_timing(workspace, timing)
    assert [(one.size, one.images_per_second) for one in timings(workspace)] == [(None, 4.0), (96, 3.0)]


def test_without_images_that_can_be_read_it_says_so(workspace: Workspace, picture_folder: Path) -> None:
    project = Project.create("plates", home=workspace.home)
    with pytest.raises(GrouplineError, match="no images yet"):
        project.time_encoder()
    project.import_images(picture_folder)
    for path in picture_folder.rglob("*.*"):
        path.unlink()
    with pytest.raises(GrouplineError, match="could be encoded"):
        project.time_encoder(device="cpu")
    assert timings(workspace) == []


def test_it_can_be_cancelled(workspace: Workspace, picture_folder: Path) -> None:
    project = Project.create("plates", home=workspace.home)
    project.import_images(picture_folder)

    def stop(done: int, total: int | None, message: str = "") -> None:
        raise CancelledError("stop")

    with pytest.raises(CancelledError):
        project.time_encoder(progress=stop)
