from pathlib import Path

import numpy as np
import pytest

from grouping.project import Project
from ui.encode_page.done import encoded, table
from ui.encode_page.views import GAP, examples, seen, side_by_side


@pytest.fixture
def project(grouped_home: Path) -> Project:
    return Project.open("coils", home=grouped_home)


def test_views_stand_side_by_side_with_clear_gaps() -> None:
    views = np.full((3, 4, 5, 3), 9, np.uint8)
    picture = side_by_side(views)
    assert picture.shape == (4, 3 * 5 + 2 * GAP, 4)
    assert (picture[:, 5 : 5 + GAP, 3] == 0).all()
    assert (picture[:, :5] == [9, 9, 9, 255]).all()


def test_examples_come_from_all_over_the_project(project: Project) -> None:
    found = examples(project, 3)
    names = list(project.images()["name"])
    assert [names.index(one.name) for one in found] == [5, 15, 25]


@pytest.mark.parametrize(("how", "n_views", "height"), [("stretch", 1, 224), ("tiles", 8, 224), ("native", 1, 224)])
def test_a_real_image_is_shown_as_the_network_sees_it(project: Project, how: str, n_views: int, height: int) -> None:
    picture, n = seen(examples(project, 1)[0], "efficientnet_lite0", how, None)
    assert n == n_views
    assert picture.shape[0] == height


def test_what_is_encoded_is_told_with_how_much_of_it(project: Project) -> None:
    (one,) = encoded(project)
    assert (one.encoder, one.n_encoded, one.missing) == ("efficientnet_lite0", 30, 0)
    assert table([one])[0]["images"] == "30 of 30"
