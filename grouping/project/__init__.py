"""The front door: whatever the dashboard and the command line can do, a few lines of Python can."""

from grouping.project.overview import ProjectOverview, list_projects
from grouping.project.project import Project

__all__ = ["Project", "ProjectOverview", "list_projects"]
