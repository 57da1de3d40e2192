"""The Explore page and the page of one image, without a browser: empty, full, failed, in conflict."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from grouping.jobs.records import recent_jobs
from grouping.project import Project
from grouping.worker import run_job
from ui.components.gallery import GalleryView
from ui.explore.desk import Desk
from ui.explore.selection_link import link_of

HEAVY = ("torch", "torchvision", "sklearn", "umap", "timm", "faiss")


@pytest.fixture
def main(repository: Path) -> AppTest:
    return AppTest.from_file(str(repository / "ui" / "main.py"), default_timeout=20).run()


@pytest.fixture
def project(grouped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The grouped project, in a copy that may be changed."""
    copy = shutil.copytree(grouped_home, tmp_path / "copy")
    monkeypatch.setenv("GROUPLINE_HOME", str(copy))
    return Project.open("coils")


def _open(main: AppTest, page: str = "explore", **parameters: str) -> AppTest:
    main.switch_page(f"../pages/{page}.py")
    for name, value in {"project": "coils", **parameters}.items():
        main.query_params[name] = value
    return main.run()


def _button(page: AppTest, label: str) -> None:
    found = [button for button in page.button if button.label == label]
    assert found, [button.label for button in page.button]
    found[0].click().run()


def _desk(page: AppTest) -> Desk:
    found: Desk = page.session_state["explore_desk"]
    return found


def _select(page: AppTest, image_ids: tuple[int, ...]) -> AppTest:
    _desk(page).selected = image_ids
    return page.run()


def _words(page: AppTest) -> str:
    return "\n".join(
        str(one.value) for one in [*page.subheader, *page.caption, *page.markdown, *page.info, *page.title]
    )


def test_an_empty_workspace_says_what_to_do(home: Path, main: AppTest) -> None:
    page = _open(main)
    assert not page.exception
    assert "no project yet" in _words(page)


def test_a_project_without_images_asks_for_an_import(home: Path, main: AppTest) -> None:
    Project.create("coils")
    page = _open(main)
    assert not page.exception
    assert "no images yet" in _words(page)


def test_the_page_shows_the_whole_and_one_group(project: Project, main: AppTest) -> None:
    page = _open(main)
    assert not page.exception
    assert not page.error
    assert "Promote all 30" in [popover.proto.popover.label for popover in page.get("popover")] or page.button
    page = _open(main, group="0")
    assert page.subheader[0].value == "Group 0"


def test_a_group_that_is_gone_is_told_with_the_way_back(project: Project, main: AppTest) -> None:
    page = _open(main, group="99")
    assert not page.exception
    assert "There is no group" in page.error[0].value
    _button(page, "Look at all images")
    assert not page.error


def test_a_selection_is_labeled_moved_and_discarded_with_its_count_said_before(project: Project, main: AppTest) -> None:
    project.define_class("scratch")
    page = _open(main)
    ids = project.group("0").image_ids[:2]
    page = _select(page, ids)
    page.selectbox(key="explore_class").set_value("scratch").run()
    _button(page, "Label 2")
    assert project.labels()["id"].tolist() == list(ids)
    page.selectbox(key="explore_target").set_value("1").run()
    _button(page, "Move 2 images")
    assert set(ids) <= set(project.group("1").image_ids)
    page = _select(page, ids[:1])
    _button(page, "Discard 1")
    assert project.discarded() == [ids[0]]
    assert not page.error
    assert not page.exception


def test_an_edit_of_what_somebody_changed_meanwhile_is_refused_in_a_sentence(project: Project, main: AppTest) -> None:
    page = _open(main, group="0")
    ids = project.group("0").image_ids[:2]
    page = _select(page, ids)
    Project.open("coils", user="ben").move(ids, "1")
    _button(page, "Discard 2")
    assert "ben moved 2 images" in page.error[0].value
    assert not project.discarded()


def test_a_group_is_promoted_renamed_and_merged(project: Project, main: AppTest) -> None:
    project.define_class("scale")
    page = _open(main, group="0")
    size = project.group("0").size
    page.selectbox(key="explore_promote_0").set_value("scale").run()
    _button(page, f"Promote {size} images")
    assert len(project.labels()) == size
    page.text_input(key="explore_name_0_").set_value("*star* <b>").run()
    _button(page, "Rename")
    assert project.group("0").name == "*star* <b>"
    assert page.subheader[0].value == "\\*star\\* \\<b\\>"
    page.multiselect(key="explore_merge_0").set_value(["1"]).run()
    _button(page, f"Merge 2 groups ({size + project.group('1').size} images)")
    assert not page.error
    assert "0" not in project.tree().groups
    assert page.subheader[0].value.startswith("\\*star")


def test_a_finished_sweep_is_split_by_hand_in_one_flow(project: Project, main: AppTest) -> None:
    page = _open(main)
    page.selectbox(key="explore_algorithm_root").set_value("agglomerative").run()
    page.selectbox(key="explore_clusters_root_agglomerative").set_value(4).run()
    _button(page, "Split into 4")
    assert not page.error
    assert len(project.tree().children("root")) == 4


def test_a_group_without_a_sweep_is_swept_as_a_job_that_is_shown(project: Project, main: AppTest) -> None:
    page = _open(main, group="0")
    _button(page, "Sweep only")
    (job,) = recent_jobs(project.workspace.database)
    assert (job.kind, job.arguments["group"], job.arguments["clusters"][0]) == ("sweep", "0", 2)
    assert not page.exception
    _button(page, "Cancel")
    assert not recent_jobs(project.workspace.database)[0].active


def test_the_map_is_drawn_and_a_lasso_filters_what_is_shown(
    project: Project, main: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[GalleryView] = []
    monkeypatch.setattr("ui.explore.workbench.gallery", lambda view, *_: drawn.append(view))
    page = _open(main, view="Map")
    assert not page.exception
    assert drawn[-1].shown is None
    _desk(page).strokes = [("set", [(-2.0, -2.0), (2.0, -2.0), (2.0, 2.0), (-2.0, 2.0)])]
    page.run()
    assert drawn[-1].shown is not None
    assert len(drawn[-1].shown) == 30
    _desk(page).lasso(("remove", [(-2.0, -2.0), (0.0, -2.0), (0.0, 2.0), (-2.0, 2.0)]))
    page.run()
    assert drawn[-1].shown is not None
    assert 0 < len(drawn[-1].shown) < 30


@pytest.fixture
def galleries(monkeypatch: pytest.MonkeyPatch) -> list[GalleryView]:
    """What the gallery was sent, run by run."""
    drawn: list[GalleryView] = []
    monkeypatch.setattr("ui.explore.workbench.gallery", lambda view, *_: drawn.append(view))
    return drawn


def test_a_split_group_comes_as_cards_and_one_of_them_filters_the_gallery(
    project: Project, main: AppTest, galleries: list[GalleryView]
) -> None:
    page = _open(main)
    assert page.session_state["explore_mode"] == "Cards"
    assert "entropy" in _words(page)
    assert galleries[-1].shown is None
    _open(main, part="1")
    assert galleries[-1].shown is not None
    assert len(galleries[-1].shown) == project.group("1").size
    page = _open(main, group="0", part="")
    assert page.session_state["explore_mode"] == "Images"
    assert not page.exception


def test_two_partitions_are_compared_and_a_cell_filters_the_gallery(
    project: Project, main: AppTest, galleries: list[GalleryView]
) -> None:
    page = _open(main, view="Compare")
    assert not page.exception
    assert not page.error
    assert "NMI" in _words(page)
    key = project.open_sweep().key
    page = _open(main, columns=f"sweep:{key}:kmeans:3", part="*,0")
    assert not page.error
    assert galleries[-1].shown is not None
    assert len(galleries[-1].shown) == int((project.open_sweep().labels("kmeans", 3) == 0).sum())
    page.selectbox(key="compare_columns_point").set_value("kmeans:4").run()
    assert page.query_params["columns"] == f"sweep:{key}:kmeans:4"
    assert galleries[-1].shown is None
    page = _open(main, rows="sweep:gone:kmeans:4", columns="labels:gone")
    assert not page.exception
    assert "NMI" in _words(page)


def test_a_group_with_nothing_to_compare_says_so(project: Project, main: AppTest) -> None:
    page = _open(main, group="0", view="Compare")
    assert not page.exception
    assert "no two partitions" in _words(page)


def test_a_link_opens_the_selection_that_it_names_and_clearing_takes_it_from_the_address(
    project: Project, main: AppTest, galleries: list[GalleryView]
) -> None:
    ids = project.group("0").image_ids
    page = _open(main, group="0", selected=link_of(project, ids[:3]))
    assert _desk(page).selected == ids[:3]
    assert galleries[-1].given == 1
    assert galleries[-1].selected is not None
    assert galleries[-1].selected.tolist() == [0, 1, 2]
    _button(page, "Clear")
    assert _desk(page).selected == ()
    assert "selected" not in page.query_params


def test_a_link_to_images_elsewhere_says_how_many_are_missing(project: Project, main: AppTest) -> None:
    ids = (*project.group("0").image_ids[:2], *project.group("1").image_ids[:1])
    page = _open(main, group="0", selected=link_of(project, ids))
    assert _desk(page).selected == ids[:2]
    page.run()
    assert "1 of the 3 selected images" in page.toast[0].value
    page = _open(main, selected="~nothing")
    assert "not kept any more" in page.warning[0].value


def test_a_group_is_swept_and_split_by_one_button(project: Project, main: AppTest) -> None:
    page = _open(main, group="0", view="Map")
    _button(page, "Sweep, then split by Min-Max")
    (job,) = recent_jobs(project.workspace.database)
    assert (job.kind, job.arguments["group"], job.arguments["by"]) == ("split", "0", "min-max")
    assert job.arguments["base"] == project.version()
    run_job(project.workspace.home, job.id)
    page.run()
    assert not page.exception
    assert len(project.tree().children("0")) > 1
    assert page.session_state["explore_mode"] == "Cards"


def test_a_split_of_what_changed_before_its_turn_came_is_refused_and_told(project: Project, main: AppTest) -> None:
    page = _open(main, group="0")
    _button(page, "Sweep, then split by Min-Max")
    Project.open("coils", user="ann").rename("0", "ash")
    (job,) = recent_jobs(project.workspace.database)
    run_job(project.workspace.home, job.id)
    page.run()
    assert "ann renamed group" in page.error[0].value
    assert not project.tree().children("0")


def test_the_map_of_what_is_not_encoded_says_what_is_missing(
    home: Path, main: AppTest, tmp_path: Path, repository: Path
) -> None:
    from data.sample import draw_sample

    Project.create("coils").import_images(draw_sample(tmp_path / "strips", n_images=5, seed=0))
    page = _open(main, view="Map")
    assert not page.exception
    assert "no embeddings" in page.info[0].value


def test_the_page_of_an_image_shows_facts_and_labels_it_by_a_new_class(project: Project, main: AppTest) -> None:
    first = project.group("0").image_ids[0]
    page = _open(main, "image", image=str(first), group="0")
    assert not page.exception
    assert "1 of" in _words(page)
    page.text_input[0].set_value("pit_1")
    _button(page, "Add")
    assert project.labels()["class"].tolist() == ["pit_1"]
    assert "labeled 1 image" in _words(page)
    _button(page, "Unlabel")
    assert project.labels().empty
    _button(page, "Next")
    assert "2 of" in _words(page)


def test_a_discarded_image_can_be_restored_on_its_page(project: Project, main: AppTest) -> None:
    first = project.group("0").image_ids[0]
    project.discard([first])
    page = _open(main, "image", image=str(first))
    _button(page, "Restore")
    assert not project.discarded()


@pytest.mark.parametrize("image", ["", "x", "999999"])
def test_the_page_of_no_image_says_so(project: Project, main: AppTest, image: str) -> None:
    page = _open(main, "image", image=image)
    assert not page.exception
    assert len([*page.info, *page.error]) == 1


SCRIPT = f"""
import sys
from streamlit.testing.v1 import AppTest
main = AppTest.from_file("ui/main.py", default_timeout=60).run()
for page, parameters in (("explore", {{"view": "Map"}}), ("image", {{"image": "1"}})):
    main.switch_page(f"../pages/{{page}}.py")
    for name, value in parameters.items():
        main.query_params[name] = value
    main.run()
    assert not main.exception and not main.error, (main.exception, main.error)
print("HEAVY:", [name for name in {HEAVY!r} if name in sys.modules])
"""


def test_map_split_and_image_pages_never_import_what_belongs_to_the_worker(
    repository: Path, grouped_home: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=repository,
        env={**os.environ, "GROUPLINE_HOME": str(grouped_home)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "HEAVY: []" in done.stdout
