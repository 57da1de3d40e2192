"""Explore with what the neighbours tell, without a browser: findings, similar images, colours, planes."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from grouping.jobs.records import recent_jobs
from grouping.neighbours.outliers import STANDS_OUT
from grouping.project import Project
from grouping.worker import run_job
from ui.components.gallery import GalleryView
from ui.components.map import MapView
from ui.explore.findings import COPIES, FINDINGS, MISLABELED, NEAR_MISLABELED, STANDING_OUT


@pytest.fixture
def main(repository: Path) -> AppTest:
    return AppTest.from_file(str(repository / "ui" / "main.py"), default_timeout=20).run()


@pytest.fixture
def project(grouped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    copy = shutil.copytree(grouped_home, tmp_path / "copy")
    monkeypatch.setenv("GROUPLINE_HOME", str(copy))
    return Project.open("coils")


@pytest.fixture
def galleries(monkeypatch: pytest.MonkeyPatch) -> list[GalleryView]:
    """What the gallery was given, run by run."""
    drawn: list[GalleryView] = []
    monkeypatch.setattr("ui.explore.workbench.gallery", lambda view, *_: drawn.append(view))
    return drawn


@pytest.fixture
def maps(monkeypatch: pytest.MonkeyPatch) -> list[MapView]:
    drawn: list[MapView] = []
    monkeypatch.setattr("ui.explore.map_drawing.image_map", lambda view, *_: drawn.append(view))
    return drawn


def _open(main: AppTest, **parameters: str) -> AppTest:
    main.switch_page("../pages/explore.py")
    for name, value in {"project": "coils", **parameters}.items():
        main.query_params[name] = value
    page = main.run()
    assert not page.exception
    return page


def _button(page: AppTest, label: str) -> AppTest:
    found = [button for button in page.button if button.label == label]
    assert found, [button.label for button in page.button]
    return found[0].click().run()


def _said(page: AppTest) -> str:
    return "\n".join(str(one.value) for one in [*page.caption, *page.info, *page.warning])


def _shown(project: Project, view: GalleryView) -> list[int]:
    assert view.shown is not None
    ids = project.picture_columns().ids
    return [int(ids[place]) for place in view.shown]


def test_what_stands_out_is_what_the_library_says_the_farthest_first(
    project: Project, main: AppTest, galleries: list[GalleryView]
) -> None:
    page = _open(main, show=STANDING_OUT, view="Images")
    table = project.outliers()
    out = table[table["score"] > STANDS_OUT].sort_values("score", ascending=False)
    assert _shown(project, galleries[-1]) == out["id"].tolist()
    assert list(galleries[-1].notes) == [f"{score:.1f}" for score in out["score"]]
    assert "stand" in _said(page)


def test_near_duplicates_are_those_of_the_library_and_all_but_one_of_each_set_are_selected_at_once(
    project: Project, main: AppTest, galleries: list[GalleryView]
) -> None:
    page = _open(main, show=COPIES, view="Images")
    sets = project.near_duplicates()
    assert sorted(_shown(project, galleries[-1])) == sorted(i for one in sets for i in one)
    assert f"{len(sets)} set" in _said(page)
    spare = sum(len(one) - 1 for one in sets)
    if spare:
        page = _button(page, f"Select all but one of each set ({spare})")
        assert len(page.session_state["explore_desk"].selected) == spare
        assert "selected" in page.query_params


def test_the_likely_mislabeled_are_those_of_the_library_the_most_suspect_first(
    project: Project, main: AppTest, galleries: list[GalleryView]
) -> None:
    for path, name in (("0", "scale"), ("1", "pit")):
        project.promote(path, name)
    wrong = project.group("0").image_ids[:2]
    project.relabel(wrong, "pit")
    _open(main, show=MISLABELED, view="Images")
    table = project.mislabeled("labels")
    table = table[(table["share"] > 0.5) & (table["label"] != table["suggested"])]
    assert set(wrong) & set(table["id"])
    assert _shown(project, galleries[-1]) == table["id"].tolist()
    assert galleries[-1].notes[0].startswith("rather ")


def test_without_near_labels_none_are_likely_wrong(project: Project, main: AppTest) -> None:
    options = _open(main).selectbox(key="explore_show").options
    assert [one for one in FINDINGS if one in options] == [one for one in FINDINGS if one != NEAR_MISLABELED]


def test_a_finding_that_is_chosen_among_the_cards_brings_the_images_up(
    project: Project, main: AppTest, galleries: list[GalleryView]
) -> None:
    page = _open(main)
    page.selectbox(key="explore_show").set_value(STANDING_OUT).run()
    assert page.query_params["show"] == STANDING_OUT
    assert page.query_params["view"] == "Images"
    page.selectbox(key="explore_show").set_value("Unlabeled").run()
    assert galleries[-1].notes == ()


def test_similar_images_come_by_distance_and_the_way_back_keeps_filter_and_selection(
    project: Project, main: AppTest, galleries: list[GalleryView]
) -> None:
    image_id = project.group("0").image_ids[0]
    page = _open(main, view="Images", show="Unlabeled", selected=np.base_repr(image_id, 36).lower())
    page = _button(page, "Similar")
    assert page.query_params["like"] == str(image_id)
    table = project.similar(image_id, 50)
    assert _shown(project, galleries[-1]) == [image_id, *table["id"].tolist()]
    assert galleries[-1].notes[1] == f"{table['distance'].iloc[0]:.3f}"
    assert page.selectbox(key="explore_show").value.startswith("Similar to ")
    page = _button(page, "Back to what was shown")
    assert "like" not in page.query_params
    assert page.selectbox(key="explore_show").value == "Unlabeled"
    assert page.session_state["explore_desk"].selected == (image_id,)


def test_similar_images_in_other_groups_are_one_step_away(
    project: Project, main: AppTest, galleries: list[GalleryView]
) -> None:
    image_id = project.group("0").image_ids[0]
    page = _open(main, group="0", like=str(image_id))
    shown = galleries[-1].shown
    assert shown is not None
    near = {image_id, *project.similar(image_id, 50)["id"].tolist()}
    assert {project.group("0").image_ids[place] for place in shown} == near & set(project.group("0").image_ids)
    page = _button(page, "Similar ones in all groups")
    assert "group" not in page.query_params
    assert len(_shown(project, galleries[-1])) == 30


@pytest.mark.parametrize("like", ["999999", "<b>", "9" * 40])
def test_an_address_with_no_such_image_says_so_and_shows_all(
    project: Project, main: AppTest, galleries: list[GalleryView], like: str
) -> None:
    page = _open(main, like=like)
    assert "no image" in page.warning[0].value
    assert galleries[-1].shown is None


def test_before_neighbours_are_found_the_page_offers_to_find_them(
    project: Project, main: AppTest, galleries: list[GalleryView]
) -> None:
    shutil.rmtree(project.workspace.neighbours(project.id, "x").parent)
    page = _open(main, show=STANDING_OUT, view="Images")
    assert "Nobody has looked" in _said(page)
    assert _shown(project, galleries[-1]) == []
    page = _button(page, "Find neighbours")
    (job,) = recent_jobs(project.workspace.database)
    assert job.kind == "look"
    assert page.button(key=f"cancel-{job.id}").label == "Cancel"
    run_job(project.workspace.home, job.id)
    page.run()
    assert not page.exception
    assert "images stand" in _said(page)


def test_a_map_that_is_not_laid_out_is_offered_once(project: Project, main: AppTest) -> None:
    shutil.rmtree(project.workspace.neighbours(project.id, "x").parent)
    page = _open(main, show=STANDING_OUT, view="Map")
    assert [button.label for button in page.button if button.label.startswith(("Lay", "Find"))] == ["Lay out the map"]


@pytest.mark.parametrize("colour", ["Sharpness", "Brightness", "Contrast", "Outlier score"])
def test_a_measured_value_colours_the_map_by_its_scale(
    project: Project, main: AppTest, maps: list[MapView], colour: str
) -> None:
    page = _open(main, view="Map", colour=colour)
    drawn = maps[-1]
    assert page.selectbox(key="explore_color").value == drawn.by == colour
    assert drawn.scale is not None
    assert drawn.scale.missing == 0
    by_library = {"Outlier score": project.outliers().rename(columns={"score": "outlier score"})}
    table = by_library.get(colour, project.health_figures()).sort_values(colour.lower())
    places = np.searchsorted(project.picture_columns().ids, table["id"])
    assert (np.diff(drawn.colors[places]) >= 0).all()
    assert drawn.colors[places[-1]] > drawn.colors.min()


def test_umap_is_offered_with_pca_shown_meanwhile_and_the_address_keeps_the_choice(
    project: Project, main: AppTest, maps: list[MapView]
) -> None:
    page = _open(main, view="Map", map="umap")
    assert page.button_group(key="explore_method").value == "umap"
    assert "not laid out by UMAP yet; this is PCA" in _said(page).replace("\\", "")
    assert len(maps) == 1
    _button(page, "Lay out 30 images by UMAP")
    (job,) = recent_jobs(project.workspace.database)
    assert (job.kind, job.arguments["group"]) == ("umap", "root")
    page = _button(page, "Cancel")
    assert not recent_jobs(project.workspace.database)[0].active


def test_a_group_alone_is_laid_out_by_its_own_images_and_a_lasso_of_the_other_plane_goes(
    project: Project, main: AppTest, maps: list[MapView], monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[bytes] = []
    monkeypatch.setattr("ui.explore.page.point_list", lambda payload, _: places.append(payload))
    page = _open(main, view="Map", group="0", alone="1")
    assert "this is PCA of the whole project" in _said(page).replace("\\", "")
    page.session_state["explore_desk"].strokes = [("set", [(-2.0, -2.0), (2.0, -2.0), (0.0, 2.0)])]
    size = project.group("0").size
    _button(page, f"Lay out {size} images by PCA")
    (job,) = recent_jobs(project.workspace.database)
    run_job(project.workspace.home, job.id)
    page.run()
    assert not page.exception
    assert places[0] != places[-1]
    assert page.session_state["explore_desk"].strokes == []
    assert "whole project" not in _said(page)
    page.checkbox(key="explore_alone").uncheck().run()
    assert "alone" not in page.query_params
    assert places[-1] == places[0]


def test_images_that_joined_after_the_map_are_counted_with_the_button_that_adds_them(
    project: Project, main: AppTest, maps: list[MapView], tmp_path: Path, repository: Path
) -> None:
    from data.sample import draw_sample

    project.import_images(draw_sample(tmp_path / "more", n_images=5, seed=9))
    page = _open(main, view="Map")
    assert "5 images of this group without embeddings" in _said(page).replace("\\", "")
    project.encode("efficientnet_lite0", device="cpu")
    page = _open(main, view="Map", show=STANDING_OUT)
    assert "5 images of this group are not on this map" in _said(page).replace("\\", "")
    page = _button(page, "Add 5 images")
    (job,) = (one for one in recent_jobs(project.workspace.database) if one.kind == "look")
    run_job(project.workspace.home, job.id)
    page.run()
    assert not page.exception
    assert "not on this map" not in _said(page)


def test_a_layout_that_failed_says_why_beside_the_map_and_can_be_asked_for_again(
    project: Project, main: AppTest, maps: list[MapView]
) -> None:
    shutil.rmtree(project.workspace.home / "embeddings")
    label = f"Lay out {project.group('0').size} images by PCA"
    page = _button(_open(main, view="Map", group="0", alone="1"), label)
    (job,) = recent_jobs(project.workspace.database)
    run_job(project.workspace.home, job.id)
    page.run()
    assert not page.exception
    assert page.error[0].value
    assert label in [button.label for button in page.button]
    assert len(maps[-1].colors) == project.group("0").size
