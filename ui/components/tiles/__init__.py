"""A few images in a row, each a button."""

from ui.components.tiles.tiles import Tile, opened, tiles

__all__ = ["Tile", "opened", "tiles"]
