"""Two partitions of the same images: the choice of both, how far they agree, and the matrix."""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from grouping.errors import GrouplineError
from ui.comparing.choice import choose
from ui.comparing.ground import Ground, kinds, sorting_of
from ui.comparing.matrix import matrix_grid
from ui.comparing.sorting import Sorting
from ui.comparing.table import Matrix, matrix
from ui.plain import plain
from ui.wording import counted

MEANING = (
    "NMI and ARI: 1 where both partitions are the same, near 0 where they have nothing to do with each other. They "
    "count images, so that they compare partitions of any encoders."
)


class Compared(NamedTuple):
    """What is compared."""

    rows: Sorting
    columns: Sorting
    choices: tuple[str, str]


def agreement(found: Matrix) -> str:
    """Return in words how far the two agree, and how many images both of them sort."""
    left = f" · {counted(found.left_out, 'image')} not in both" if found.left_out else ""
    return f"NMI {found.nmi:.3f} · ARI {found.ari:.3f} · {counted(found.n_images, 'image')}{left}"


def comparison(ground: Ground, shown: str, height: int, key: str, on_part: Callable[[], None]) -> Compared | None:
    """Draw it; `shown` is the part whose images are looked at. None where there are no two things to compare."""
    if len(kinds(ground)) < 1 or (len(kinds(ground)) == 1 and not ground.sweeps):
        st.info("There are no two partitions of these images yet: split or sweep the group, or label some images.")
        return None
    try:
        choices = choose(ground)
        rows, columns = (sorting_of(ground, choice) for choice in choices)
    except GrouplineError as error:
        st.error(plain(error))
        return None
    found = matrix(rows, columns)
    if not found.n_images:
        st.info("No image is in a part of both.")
        return None
    st.caption(agreement(found), help=MEANING)
    matrix_grid(found, (rows.title, columns.title), shown, height, key, on_part)
    return Compared(rows, columns, choices)
