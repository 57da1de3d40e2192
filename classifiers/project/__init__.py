"""The front door with classifiers: everything of `grouping.Project`, and training, comparing and predicting.

A subclass, since classifiers lie above grouping: grouping's own Project cannot name what it does not know.
"""

from classifiers.project.project import Project

__all__ = ["Project"]
