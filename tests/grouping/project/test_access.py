"""Roles in the library: what each method takes, whoever calls it and from where."""

from pathlib import Path

import pytest
from PIL import Image

from grouping.errors import GrouplineError, NotAllowedError
from grouping.project import People, Project
from grouping.worker import run_job

READING = {
    "create", "open", "may", "state", "group", "images", "image_ids", "health", "embeddings", "encodings", "sweeps",
    "open_sweep", "discarded", "tree", "groups", "version", "history", "label_sets", "labels", "versions", "diff",
    "preview_export", "similar", "near_duplicates", "duplicate_thresholds", "outliers", "mislabeled", "facts",
    "suggest", "picture_columns", "health_figures", "image", "layout", "look", "look_is_current", "outlier_scores",
    "agreement",
}  # fmt: skip
"""What a viewer may do; `create` and `open` are tried by themselves."""

BY_TARGET = {"export"}
"""What a viewer may do into a download alone."""


@pytest.fixture
def coils(migrated_home: Path) -> Project:
    project = Project.create("coils")
    for name, role in (("vera", "viewer"), ("lars", "labeler"), ("ada", "admin")):
        People.at(migrated_home).add(name, role)
    return project


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one image, below the only allowed root."""
    folder = tmp_path / "allowed" / "line"
    folder.mkdir(parents=True)
    Image.new("L", (9, 9), 40).save(folder / "a.png")
    monkeypatch.setenv("GROUPLINE_IMPORT_ROOTS", str(tmp_path / "allowed"))
    return folder


def _public() -> list[str]:
    return [name for name in dir(Project) if not name.startswith("_") and callable(getattr(Project, name))]


@pytest.mark.parametrize("name", sorted({*_public()} - READING - BY_TARGET))
def test_a_method_that_acts_refuses_a_viewer(coils: Project, name: str) -> None:
    viewer = Project.open("coils", user="vera")
    # The role is asked for before anything else; only these two need to know what they are about.
    arguments = {"submit": ("sweep",), "cancel": (coils.submit("sweep") if name == "cancel" else 0,)}.get(name, ())
    with pytest.raises(NotAllowedError, match="vera is a viewer and may not"):
        getattr(viewer, name)(*arguments)


def test_every_reading_method_exists() -> None:
    assert {*_public()} >= READING | BY_TARGET


def test_a_viewer_reads(coils: Project) -> None:
    viewer = Project.open("coils", user="vera")
    assert viewer.history() == []
    assert viewer.version() == 0
    assert viewer.images().empty


def test_only_an_admin_makes_projects_manages_people_and_undoes_others(coils: Project, home: Path) -> None:
    for user in ("vera", "lars", "nobody"):
        with pytest.raises(NotAllowedError, match="create projects"):
            Project.create("second", user=user)
        with pytest.raises(NotAllowedError, match="manage people"):
            People.at(home, user=user).add("eve", "admin")
        with pytest.raises(NotAllowedError, match="manage people"):
            People.at(home, user=user).list()
    with pytest.raises(NotAllowedError, match="undo what others did"):
        Project.open("coils", user="lars").undo(anyone=True)
    assert Project.create("second", user="ada").user == "ada"
    assert People.at(home, user="ada").add("eve", "viewer").changed_by == "ada"


def test_whoever_is_removed_or_unknown_opens_nothing_and_loses_what_is_open(coils: Project, home: Path) -> None:
    opened = Project.open("coils", user="lars")
    People.at(home).remove("lars")
    with pytest.raises(NotAllowedError, match="lars is not among the people"):
        opened.define_class("scratch")
    with pytest.raises(NotAllowedError, match="Ask ada for a role"):
        Project.open("coils", user="lars")
    assert coils.history() == []


def test_a_role_taken_away_counts_at_the_next_action(coils: Project, home: Path) -> None:
    opened = Project.open("coils", user="lars")
    opened.define_class("scratch")
    People.at(home).set_role("lars", "viewer")
    with pytest.raises(NotAllowedError):
        opened.define_class("dent")
    assert [event.user for event, _, _ in coils.history()] == ["lars"]


def test_the_command_line_may_do_everything_under_its_own_name(coils: Project) -> None:
    coils.define_class("scratch")
    assert coils.shell
    assert coils.undo(anyone=True).user == coils.user


def test_without_people_everybody_may_do_everything(home: Path) -> None:
    project = Project.create("coils", user="somebody")
    project.define_class("scratch")
    assert project.history()[0][0].user == "somebody"


def test_jobs_carry_their_user_and_run_with_that_role(coils: Project, home: Path, pictures: Path) -> None:
    from grouping.jobs.records import job

    labeler, admin = Project.open("coils", user="lars"), Project.open("coils", user="ada")
    with pytest.raises(NotAllowedError, match="lars is a labeler and may not import from paths and addresses"):
        labeler.submit("import", source=str(pictures))
    first = admin.submit("import", source=str(pictures))
    second = admin.submit("import", source=str(pictures))
    database = coils.workspace.database
    assert (job(database, first).user, job(database, first).by_person) == ("ada", True)
    run_job(home, first)
    assert job(database, first).state == "done"
    People.at(home).set_role("ada", "labeler")
    run_job(home, second)
    assert job(database, second).state == "failed"
    assert "ada is a labeler and may not" in str(job(database, second).error)


def test_a_job_of_another_project_is_not_cancelled(coils: Project) -> None:
    other = Project.create("other").submit("encode")
    with pytest.raises(GrouplineError, match="belongs to 'other'"):
        coils.cancel(other)


def test_the_worker_reads_only_below_the_allowed_folders(coils: Project, home: Path, pictures: Path) -> None:
    from grouping.jobs.records import job

    outside = pictures.parents[1] / "outside"
    outside.mkdir()
    Image.new("L", (9, 9), 200).save(outside / "secret.png")
    (pictures / "link").symlink_to(outside)
    (pictures / "file.png").symlink_to(outside / "secret.png")
    admin = Project.open("coils", user="ada")
    report = admin.import_images(pictures)
    assert [Path(place).name for place in report.added] == ["a.png"]
    assert {Path(place).name for place, reason in report.skipped if "leads out of" in reason} == {"link", "file.png"}

    refused = admin.submit("import", source=str(outside))
    run_job(home, refused)
    assert "lies outside the folders" in str(job(coils.workspace.database, refused).error)
    with pytest.raises(GrouplineError, match="lies outside the folders"):
        admin.import_images(pictures / "link")
    with pytest.raises(GrouplineError, match="lies outside the folders"):
        admin.import_images(pictures, near_labels={"csv": "/etc/passwd"})
    with pytest.raises(GrouplineError, match="lies outside the folders"):
        admin.import_labels("/etc/passwd")
    assert len(coils.import_images(pictures).added) == 1  # the command line follows links


@pytest.mark.parametrize("source", ["http://169.254.169.254/latest", "ftp://100.100.100.200/"])
def test_addresses_that_hand_out_credentials_are_refused(coils: Project, source: str) -> None:
    with pytest.raises(GrouplineError, match="nothing is read there"):
        Project.open("coils", user="ada").import_images(source)


@pytest.mark.parametrize("source", ["file:///etc", "local:///etc", "memory://x", "simplecache::file:///etc", "http://"])
def test_addresses_of_this_machines_files_are_refused(coils: Project, source: str) -> None:
    with pytest.raises(GrouplineError):
        Project.open("coils", user="ada").import_images(source)


def test_an_export_of_a_viewer_goes_into_a_download_alone(coils: Project, home: Path, pictures: Path) -> None:
    coils.import_images(pictures)
    coils.relabel(coils.images()["id"].tolist(), "ok")
    viewer, labeler = Project.open("coils", user="vera"), Project.open("coils", user="lars")
    download = home / "exports" / ".download-1" / "coils"
    download.parent.mkdir(parents=True)
    assert viewer.export("labels", "csv", download).counts
    for place in (home / "exports" / "mine", home / "exports" / ".download-1" / ".." / "mine", pictures.parent / "x"):
        with pytest.raises(NotAllowedError, match="export to a folder"):
            viewer.export("labels", "csv", place)
    with pytest.raises(GrouplineError, match="lies outside the folders that may be written"):
        labeler.export("labels", "csv", home / "groupline")
    assert labeler.export("labels", "csv", home / "exports" / "mine").counts


def test_names_of_ten_megabytes_are_refused_and_nothing_is_stored(coils: Project, pictures: Path) -> None:
    coils.import_images(pictures)
    ids, huge = coils.images()["id"].tolist(), "x" * 10_000_000
    for act, what in (
        (lambda: coils.rename("root", huge), "A group's name"),
        (lambda: coils.define_class(huge), "A class's name"),
        (lambda: coils.define_class("ok", huge), "A label set's name"),
        (lambda: coils.define_class("ok", description=huge), "A class's description"),
        (lambda: coils.relabel(ids, huge), "A class's name"),
        (lambda: Project.create(huge), "A project's name"),
    ):
        with pytest.raises(GrouplineError, match=what) as refused:
            act()
        assert len(str(refused.value)) < 300
    assert coils.history() == []
