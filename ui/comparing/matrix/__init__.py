"""The matrix of two partitions as a component."""

from ui.comparing.matrix.grid import matrix_grid, part_in

__all__ = ["matrix_grid", "part_in"]
