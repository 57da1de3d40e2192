"""The tree of groups as a component."""

from ui.explore.tree.tree import group_tree

__all__ = ["group_tree"]
