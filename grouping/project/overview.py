"""What a workspace holds, for lists."""

from dataclasses import asdict, dataclass
from pathlib import Path

from grouping.store.projects import ProjectSummary, project_summaries
from grouping.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ProjectOverview(ProjectSummary):
    """What a project holds, with the number of its groups and its label sets."""

    n_groups: int
    label_sets: tuple[str, ...]


def list_projects(home: str | Path | None = None) -> list[ProjectOverview]:
    """Describe every project of a workspace, the newest first."""
    from grouping.steps.decide import current_state

    workspace = Workspace.at(home)
    found = []
    for project_id, summary in project_summaries(workspace.database):
        state = current_state(workspace, project_id)
        found.append(
            ProjectOverview(
                **asdict(summary), n_groups=len(state.tree.groups), label_sets=tuple(sorted(state.label_sets))
            )
        )
    return found
