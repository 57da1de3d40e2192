"""`Project` with classifiers."""

from classifiers.project.models import Models
from classifiers.project.networks import Networks
from classifiers.project.proposals import Proposals
from classifiers.zero_shot.front import ZeroShot
from grouping.project import Project as GroupingProject


class Project(GroupingProject, Models, Networks, Proposals, ZeroShot):
    """One body of images, from import to a model that labels what comes next.

    >>> project = Project.open("coils")
    >>> project.lock_gold("labels", per_class=30)
    >>> model = project.train("logistic_regression")
    >>> project.evaluate(model.key, on="gold")
    >>> project.predict(model.key)
    >>> project.accept()
    """

    @classmethod
    def of(cls, project: GroupingProject) -> "Project":
        """Return an open project with classifiers, for the same user."""
        return cls(project.name, project.id, project.workspace, project.user, project.shell)
