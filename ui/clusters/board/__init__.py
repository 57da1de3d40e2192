"""The groups of a partition as cards that can be acted on."""

from ui.clusters.board.board import Action, action_of, board

__all__ = ["Action", "action_of", "board"]
