"""Label, Agreement: nothing to compare, a table of pairs, and the images on which two people differ."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from grouping.project import Project
from grouping.steps.agree import Agreement
from ui.label.agreement import agreement_table, notes_of, pair_name

ADA_AND_BEN = Agreement(("ada", "ben"), 200, 199, 0.875, {7: ("ash", "rust")})


@pytest.fixture
def project(grouped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Twelve of thirty strips labeled by Ada, six of each class."""
    shutil.copytree(grouped_home, tmp_path / "workspace")
    monkeypatch.setenv("GROUPLINE_HOME", str(tmp_path / "workspace"))
    project = Project.open("coils", user="ada")
    ids = project.images()["id"].tolist()
    project.promote(ids[:6], "ash")
    project.promote(ids[6:12], "rust")
    return project


@pytest.fixture
def shown(repository: Path, project: Project) -> Callable[..., AppTest]:
    """Open the view, with more of the address where it is given."""

    def look(**query: str) -> AppTest:
        page = AppTest.from_file(str(repository / "ui" / "main.py"), default_timeout=30)
        page.query_params.update({"view": "Agreement", **query})
        page = page.run().switch_page("../pages/label.py").run()
        assert not page.exception
        assert not page.error
        return page

    return look


def test_a_pair_is_a_row_and_nearly_all_is_not_all() -> None:
    row = agreement_table([ADA_AND_BEN]).iloc[0].to_dict()
    assert row == {
        "People": "ada and ben", "Both labeled": 200, "Agreed": ">99%", "They differ on": 1, "Cohen's kappa": 0.875,
    }  # fmt: skip
    none = Agreement(("ada", "ben"), 3, 3, float("nan"), {})
    assert np.isnan(agreement_table([none])["Cohen's kappa"][0])


def test_each_image_tells_who_said_what() -> None:
    assert notes_of(ADA_AND_BEN, [7]) == ["ada: ash · ben: rust"]


def test_with_one_person_there_is_nothing_to_compare(shown: Callable[..., AppTest]) -> None:
    assert "was labeled by two people yet" in shown().info[0].value


def test_a_set_without_classes_is_told_as_empty(shown: Callable[..., AppTest]) -> None:
    assert "'fresh' was labeled by two people yet" in shown(set="fresh").info[0].value


def test_the_table_and_the_images_on_which_two_differ(shown: Callable[..., AppTest], project: Project) -> None:
    ids = project.images()["id"].tolist()
    Project.open("coils", user="ben").relabel(ids[:2], "rust")
    Project.open("coils", user="ben").relabel(ids[2:6], "ash")
    page = shown()
    (found,) = project.agreement()
    assert page.dataframe[0].value.equals(agreement_table([found]))
    page = page.button(key=f"differ-{pair_name(found)}").click().run()
    assert not page.exception
    assert page.query_params["differ"] == "ada,ben"
    assert "Label **0 images** as" in [one.value for one in page.markdown]
    # The pair is in the address; one that is not there shows the table alone.
    assert [one.label for one in shown(differ="ada,ben").button].count("ash") == 1
    assert "ash" not in [one.label for one in shown(differ="ada,zoe").button]


def test_a_name_with_markup_in_it_is_shown_as_text(shown: Callable[..., AppTest], project: Project) -> None:
    ids = project.images()["id"].tolist()
    Project.open("coils", user="**eve**").relabel(ids[:2], "rust")
    (button,) = [one.label for one in shown().button if one.label.startswith("Show 2 images")]
    assert "**eve**" not in button
    assert "eve" in button
