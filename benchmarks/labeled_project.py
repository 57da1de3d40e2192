"""A project in which every image carries the class of its folder, for programs that train on it.

It is encoded, also where only networks are trained: near-duplicates, which must not be parted, are told by embeddings.
"""

from pathlib import Path

from benchmarks.labeled_folders import ENCODER, truth_of
from classifiers import Project
from grouping.project import project_names


def labeled_project(name: str, folder: Path, home: Path) -> Project:
    """Return the project of that name in the workspace, made from a folder with a folder for each class."""
    if name in project_names(home):
        return Project.open(name, home=home)
    project = Project.create(name, home=home)
    project.import_images(folder)
    project.encode(ENCODER)
    truth = truth_of(project)
    for kind in sorted(set(truth.values())):
        project.promote([i for i, own in truth.items() if own == kind], kind)
    return project
