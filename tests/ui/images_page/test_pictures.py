"""The health report as pictures: pure functions from values to HTML."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ui.images_page.counts import counts_html
from ui.images_page.gallery import Tile, gallery_html
from ui.images_page.histograms import BINS, histogram, histograms_html

VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=50)


@given(values=VALUES, log=st.booleans())
def test_every_image_is_in_one_bar(values: list[float], log: bool) -> None:
    one = histogram("Brightness", "", np.array(values), [True] * len(values), log=log)
    assert sum(one.counts) == sum(one.odd) == len(values)
    assert (len(one.counts), len(one.edges)) == (BINS, BINS + 1)


def test_no_image_gives_an_empty_chart() -> None:
    assert sum(histogram("Brightness", "", np.array([]), []).counts) == 0


def test_a_chart_tells_its_range_and_what_stands_out_to_those_who_do_not_see_it() -> None:
    html = histograms_html([histogram("Contrast", "", np.array([0.1, 0.2, 0.5]), [False, False, True])])
    assert 'aria-label="Contrast: from 0.1 to 0.5, median 0.2, 1 images stand out"' in html


def test_counts_are_cut_and_the_rest_is_counted() -> None:
    html = counts_html({"Sizes": {f"{i} × {i}": 1 for i in range(9)}, "Modes": {}})
    assert "and 3 more" in html
    assert "Modes" not in html


def test_names_of_users_are_never_markup() -> None:
    script = '"><script>alert(1)</script>'
    html = counts_html({"Near-labels": {script: 1}}) + gallery_html([Tile("a" * 64, script, script, script)], 1.0)
    assert "<script" not in html
    assert '"><' + "script" not in html


def test_strips_get_wide_columns_and_squares_narrow_ones() -> None:
    tile = Tile("a" * 64, "a.png", "blurred", "/image?image=1")
    assert "min(300px" in gallery_html([tile], 6.25)
    assert "min(140px" in gallery_html([tile], 1.0)
    assert f"/thumb/{'a' * 64}" in gallery_html([tile], 1.0)
