"""The tree of groups as the decisions so far have made it; light enough for the dashboard."""

from grouping.store.database import Database
from grouping.store.decisions import Event, events, partition
from grouping.store.images import image_ids
from grouping.tree import Split, Tree


def current_tree(database: Database, project_id: int) -> Tree:
    """Fold a project's decisions, oldest first, over its images."""
    tree = Tree.of(image_ids(database, project_id))
    for event in events(database, project_id):
        tree = tree.apply(_split(database, project_id, event))
    return tree


def _split(database: Database, project_id: int, event: Event) -> Split:
    ids, labels = partition(database, project_id, str(event.payload["partition"]))
    return Split(str(event.payload["group"]), ids, labels, str(event.payload["source"]))
