"""The neighbour graph and the maps of a project: kept, looked up, brought up to date; equal to what is computed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.sample import draw_sample
from grouping import Project
from grouping.errors import CancelledError, GrouplineError
from grouping.jobs.records import recent_jobs
from grouping.steps import neighbour_graph as kept
from grouping.worker import run_job


@pytest.fixture
def project(grouped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Thirty strips with embeddings, neighbours and a map, in a copy that may be changed."""
    copy = shutil.copytree(grouped_home, tmp_path / "copy")
    monkeypatch.setenv("GROUPLINE_HOME", str(copy))
    return Project.open("coils")


@pytest.fixture
def bare(project: Project) -> Project:
    """The same without neighbours and map."""
    shutil.rmtree(project.workspace.home / "neighbours")
    return project


def _answers(project: Project) -> list[object]:
    project.promote([i for i in range(1, 16) if i != 7], "scratch")
    project.relabel(range(14, 31), "edge")
    tables = [
        project.similar(3, 5),
        project.similar(3, 40),
        project.outliers(3),
        project.outliers(2, group="0"),
        project.mislabeled("labels", 3),
        project.duplicate_thresholds(),
    ]
    return [
        *[table.to_dict("list") for table in tables],
        project.near_duplicates(0.8),
        project.near_duplicates(0.9, "0"),
    ]


def test_with_the_graph_every_answer_is_the_one_computed_without(project: Project, tmp_path: Path) -> None:
    shutil.copytree(project.workspace.home, tmp_path / "bare")
    shutil.rmtree(tmp_path / "bare" / "neighbours")
    without = Project.open("coils", home=tmp_path / "bare")
    assert without.look() is None
    project.discard([7])
    without.discard([7])
    assert repr(_answers(project)) == repr(_answers(without))


def test_discarded_images_are_nobodys_neighbours(project: Project) -> None:
    near = int(project.similar(3, 1)["id"][0])
    project.discard([near])
    look = project.look()
    assert look is not None
    assert near not in project.similar(3, 40)["id"].tolist()
    assert near not in look.similar(3, 40)[0]
    assert near not in look.scores().ids
    assert look.similar(3)[0].tolist() == project.similar(3)["id"].tolist()


def test_looks_are_what_the_project_computes(project: Project) -> None:
    look = project.look()
    scores = project.outlier_scores()
    assert look is not None
    assert scores is not None
    outliers = project.outliers()
    assert scores.values[np.isin(scores.ids, outliers["id"])].max(initial=0) == pytest.approx(
        outliers["score"].max() if len(outliers) else 0
    )
    project.promote(project.image_ids(range(1, 16)), "scratch")
    project.promote(project.image_ids(range(16, 31)), "edge")
    (labels,) = project.label_sets()
    given = {i: label.class_name for i, label in labels.labels.items()}
    found, computed = look.suspects(given), project.mislabeled("labels")
    assert found.n_judged == 30
    assert found.ids.tolist() == computed["id"].tolist()
    assert list(found.suggested) == computed["suggested"].tolist()
    assert found.shares == pytest.approx(computed["share"].to_numpy())


def test_before_anything_is_found_there_is_nothing_to_look_at(home: Path, bare: Project) -> None:
    assert (bare.look(), bare.layout(), bare.outlier_scores()) == (None, None, None)
    assert not bare.look_is_current()
    empty = Project.create("empty", home=home)
    assert (empty.look(), empty.layout(), empty.outlier_scores()) == (None, None, None)
    with pytest.raises(GrouplineError, match="no embeddings"):
        empty.prepare_look()
    with pytest.raises(GrouplineError, match="pca, umap"):
        bare.layout("tsne")


def test_images_that_joined_are_counted_and_brought_in_as_if_found_anew(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.import_images(draw_sample(tmp_path / "more", n_images=5, seed=9))
    project.encode("efficientnet_lite0", device="cpu")
    look, layout = project.look(), project.layout()
    assert look is not None
    assert layout is not None
    assert (look.n_missing, len(layout.ids)) == (5, 30)
    assert not project.look_is_current()
    project.prepare_look()
    after = project.look()
    assert after is not None
    assert (after.n_missing, project.look_is_current()) == (0, True)
    shutil.rmtree(project.workspace.home / "neighbours")
    kept._open.cache_clear()
    project.prepare_look()
    anew = project.look()
    assert anew is not None
    assert np.array_equal(anew.kept.graph.rows, after.kept.graph.rows)
    assert np.array_equal(anew.kept.graph.distances, after.kept.graph.distances)


def test_a_search_that_was_broken_off_goes_on_with_the_parts_it_kept(
    bare: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "PART", 8)
    monkeypatch.setattr("grouping.neighbours.index.QUERIES", 4)
    seen: list[int] = []

    def cancel(done: int, total: int | None, message: str = "") -> None:
        seen.append(done)
        if done >= 20:
            raise CancelledError("Cancelled.")

    with pytest.raises(CancelledError):
        bare.prepare_look(progress=cancel)
    assert bare.look() is None
    seen.clear()
    bare.prepare_look(progress=lambda done, total, message="": seen.append(done))
    assert next(done for done in seen if done) == 16
    look = bare.look()
    assert look is not None
    assert look.similar(3, 5)[0].tolist() == bare.similar(3, 5)["id"].tolist()
    assert not list((bare.workspace.home / "neighbours").rglob("part-*"))


def test_a_group_has_a_map_of_its_own_images(project: Project) -> None:
    ids = project.group("0").image_ids
    assert project.layout(group="0") is None
    project.prepare_look(group="0")
    layout = project.layout(group="0")
    assert layout is not None
    assert tuple(layout.ids.tolist()) == ids
    project.move(ids[:1], "1")
    assert project.layout(group="0") is None  # it is a map of other images now


def test_the_end_of_an_encoding_asks_for_the_neighbours_where_they_are_missing(bare: Project) -> None:
    home = bare.workspace.home
    run_job(home, bare.submit("encode", encoder="efficientnet_lite0"))
    (job,) = [job for job in recent_jobs(bare.workspace.database) if job.kind == "look"]
    assert job.state == "queued"
    run_job(home, job.id)
    assert bare.look_is_current()
    run_job(home, bare.submit("encode", encoder="efficientnet_lite0"))
    assert len([job for job in recent_jobs(bare.workspace.database) if job.kind == "look"]) == 1


def test_health_figures_are_those_of_the_image_table(project: Project) -> None:
    figures, table = project.health_figures(), project.images()
    assert list(figures.columns) == ["id", "brightness", "contrast", "sharpness", "dark_share", "bright_share"]
    pd.testing.assert_frame_equal(figures, table[list(figures.columns)], check_dtype=False)
    assert project.image(4)["path"] == table.set_index("id")["path"][4]
    with pytest.raises(GrouplineError, match="Image 99 is not in this project"):
        project.image(99)


READ = """
import sys
from grouping import Project
project = Project.open("coils")
look = project.look()
assert len(project.layout().ids) == 30 and len(project.outlier_scores().ids) == 30
project.similar(3), project.near_duplicates(), project.outliers(), project.mislabeled()
look.similar(3), look.duplicates_of(3), look.suspects({1: "a", 2: "b", 3: "a"})
print([name for name in ("torch", "sklearn", "faiss", "umap", "timm") if name in sys.modules])
"""


def test_reading_loads_nothing_heavy(grouped_home: Path, repository: Path) -> None:
    environment = {**os.environ, "GROUPLINE_HOME": str(grouped_home)}
    done = subprocess.run(
        [sys.executable, "-c", READ], cwd=repository, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
