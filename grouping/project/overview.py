"""What a workspace holds, for lists."""

from dataclasses import asdict, dataclass
from pathlib import Path

from grouping.store import projects as stored
from grouping.store.projects import ProjectSummary
from grouping.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ProjectOverview(ProjectSummary):
    """What a project holds, with the number of its groups and its label sets."""

    n_groups: int
    label_sets: tuple[str, ...]


def project_names(home: str | Path | None = None) -> list[str]:
    """Return the name of every project of a workspace, the newest first."""
    return stored.project_names(Workspace.at(home).database)


def describe_project(name: str, home: str | Path | None = None) -> ProjectOverview:
    """Describe one project; raises UnknownNameError, which lists those that exist."""
    workspace = Workspace.at(home)
    project_id = stored.find_project(workspace.database, name)
    return _overview(workspace, project_id, stored.project_summary(workspace.database, project_id))


def list_projects(home: str | Path | None = None) -> list[ProjectOverview]:
    """Describe every project of a workspace, the newest first."""
    workspace = Workspace.at(home)
    return [_overview(workspace, *one) for one in stored.project_summaries(workspace.database)]


def _overview(workspace: Workspace, project_id: int, summary: ProjectSummary) -> ProjectOverview:
    from grouping.steps.decide import current_state

    state = current_state(workspace, project_id)
    return ProjectOverview(
        **asdict(summary), n_groups=len(state.tree.groups), label_sets=tuple(sorted(state.label_sets))
    )
