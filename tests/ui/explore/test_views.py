"""What stands over the gallery of the Explore page: map, cards, matrix, or why there is none."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from grouping.project import Project
from tests.ui.explore.acts import desk_of, open_page, words_of
from ui.components.gallery import GalleryView


def test_the_map_is_drawn_and_a_lasso_filters_what_is_shown(
    project: Project, main: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[GalleryView] = []
    monkeypatch.setattr("ui.explore.workbench.gallery", lambda view, *_: drawn.append(view))
    page = open_page(main, view="Map")
    assert not page.exception
    assert drawn[-1].shown is None
    desk_of(page).strokes = [("set", [(-2.0, -2.0), (2.0, -2.0), (2.0, 2.0), (-2.0, 2.0)])]
    page.run()
    assert drawn[-1].shown is not None
    assert len(drawn[-1].shown) == 30
    desk_of(page).lasso(("remove", [(-2.0, -2.0), (0.0, -2.0), (0.0, 2.0), (-2.0, 2.0)]))
    page.run()
    assert drawn[-1].shown is not None
    assert 0 < len(drawn[-1].shown) < 30


def test_a_split_group_comes_as_cards_and_one_of_them_filters_the_gallery(
    project: Project, main: AppTest, galleries: list[GalleryView]
) -> None:
    page = open_page(main)
    assert page.session_state["explore_mode"] == "Cards"
    assert "entropy" in words_of(page)
    assert galleries[-1].shown is None
    open_page(main, part="1")
    assert galleries[-1].shown is not None
    assert len(galleries[-1].shown) == project.group("1").size
    page = open_page(main, group="0", part="")
    assert page.session_state["explore_mode"] == "Images"
    assert not page.exception


def test_two_partitions_are_compared_and_a_cell_filters_the_gallery(
    project: Project, main: AppTest, galleries: list[GalleryView]
) -> None:
    page = open_page(main, view="Compare")
    assert not page.exception
    assert not page.error
    assert "NMI" in words_of(page)
    key = project.open_sweep().key
    page = open_page(main, columns=f"sweep:{key}:kmeans:3", part="*,0")
    assert not page.error
    assert galleries[-1].shown is not None
    assert len(galleries[-1].shown) == int((project.open_sweep().labels("kmeans", 3) == 0).sum())
    page.selectbox(key="compare_columns_point").set_value("kmeans:4").run()
    assert page.query_params["columns"] == f"sweep:{key}:kmeans:4"
    assert galleries[-1].shown is None
    page = open_page(main, rows="sweep:gone:kmeans:4", columns="labels:gone")
    assert not page.exception
    assert "NMI" in words_of(page)


def test_a_group_with_nothing_to_compare_says_so(project: Project, main: AppTest) -> None:
    page = open_page(main, group="0", view="Compare")
    assert not page.exception
    assert "no two partitions" in words_of(page)


def test_the_map_of_what_is_not_encoded_says_what_is_missing(
    home: Path, main: AppTest, tmp_path: Path, repository: Path
) -> None:
    from data.sample import draw_sample

    Project.create("coils").import_images(draw_sample(tmp_path / "strips", n_images=5, seed=0))
    page = open_page(main, view="Map")
    assert not page.exception
    assert "no embeddings" in page.info[0].value
