"""The front door: whatever the dashboard and the command line can do, a few lines of Python can."""

from grouping.project.overview import ProjectOverview, describe_project, list_projects, project_names
from grouping.project.people import People
from grouping.project.project import Project

__all__ = ["People", "Project", "ProjectOverview", "describe_project", "list_projects", "project_names"]
