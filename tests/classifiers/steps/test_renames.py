import pytest

from classifiers import Project
from classifiers.errors import InvalidSpecError
from grouping.errors import UnknownNameError


def test_a_class_renamed_since_goes_by_its_new_name(project: Project) -> None:
    model = project.train("prototype").key
    project.predict(model)
    before = project.proposals()
    some = before[before["class"] == "spots"]["id"].tolist()[:2]
    project.accept(images=some)
    project.define_class("rings", was="spots")
    table = project.proposals().set_index("id")
    assert table.loc[some, "state"].tolist() == ["accepted", "accepted"]
    assert "spots" not in {*table["class"], *table["second"]}
    with pytest.raises(UnknownNameError, match=r"No image is proposed to be of class 'spots'; proposed are: .*rings"):
        project.accept(class_name="spots", above=0.0)
    done = project.accept(above=0.0)
    assert done.classes["rings"] == int((before["class"] == "spots").sum()) - 2
    project.undo()
    project.predict(model, threshold=0.0)  # a new prediction of the same model knows the class by its old name
    assert "rings" in set(project.proposals()["class"])


def test_a_removed_class_whose_name_another_one_takes_is_not_taken_for_it(project: Project) -> None:
    project.predict(project.train("prototype").key)
    before = project.proposals().set_index("id")["class"]
    project.remove_class("spots")
    project.define_class("spots", was="stripes")
    now = project.proposals().set_index("id")["class"]
    assert set(now[before == "stripes"]) == {"spots"}
    assert set(now[before == "spots"]) == {"spots (removed)"}
    assert project.accept(above=0.0).classes["spots"] == int((before == "stripes").sum())


def test_a_rename_that_is_undone_or_done_again_is_followed_too(project: Project) -> None:
    project.define_class("rings", was="spots")
    project.predict(project.train("prototype").key)
    n_rings = int((project.proposals()["class"] == "rings").sum())
    project.undo()
    assert "rings" not in set(project.proposals()["class"])
    assert project.accept(class_name="spots", above=0.0).classes == {"spots": n_rings}
    project.undo()
    project.predict(project.train("prototype").key)
    project.redo()
    assert "spots" in set(project.proposals()["class"])
    assert project.proposals()["state"].value_counts()["accepted"] == n_rings


def test_a_class_made_anew_under_its_old_name_counts_as_the_same(project: Project) -> None:
    project.predict(project.train("prototype").key)
    project.remove_class("spots")
    project.define_class("spots")
    assert "spots" in project.accept(above=0.0).classes


def test_proposals_of_a_class_that_was_removed_are_left_out_of_an_acceptance(project: Project) -> None:
    project.predict(project.train("prototype").key)
    table = project.proposals()
    n_spots = int((table["class"] == "spots").sum())
    project.remove_class("spots")
    n_open = int((project.proposals()["state"] == "open").sum())
    with pytest.raises(InvalidSpecError, match="class 'spots' is no longer in 'labels'"):
        project.accept(class_name="spots", above=0.0)
    done = project.accept(above=0.0)
    assert "spots" not in done.classes
    assert sum(done.classes.values()) == n_open - n_spots
    assert done.skipped == n_spots
