"""The charts of a recognition say what they were given, and take no name for markup."""

import numpy as np

from ui.figures.recognition import confusions, error_by_size, precision_coverage


def test_the_curve_has_a_ring_where_the_point_is() -> None:
    curve = np.array([0.2, 0.6, 1.0]), np.array([1.0, 0.9, 0.8]), np.array([0.5, 0.2, 0.0])
    with_ring = precision_coverage(*curve, (0.6, 0.9))
    assert [trace.mode for trace in with_ring.data] == ["lines", "markers"]
    assert (with_ring.data[1].x, with_ring.data[1].y) == ((0.6,), (0.9,))
    assert len(precision_coverage(*curve, None).data) == 1


def test_the_area_of_a_bubble_is_its_number_of_images() -> None:
    figure = confusions([("dent", "hole", 9), ("<b>x</b>", "dent", 1)])
    (bubbles,) = figure.data
    assert bubbles.marker.sizemode == "area"
    assert list(bubbles.marker.size) == [9, 1]
    assert bubbles.y == ("dent", "&lt;b&gt;x&lt;/b&gt;")
    assert not confusions([]).data[0].x


def test_classes_in_one_place_share_a_point_and_near_names_are_left_out() -> None:
    figure = error_by_size([("a", 10, 0.5), ("b", 10, 0.5), ("c", 11, 0.5), ("d", 200, 0.0)])
    (points,) = figure.data
    assert list(points.x) == [10, 11, 200]
    assert list(points.text) == ["a + 1", "", "d"]
    assert figure.layout.xaxis.type is None
    assert error_by_size([("a", 10, 0.5), ("d", 201, 0.0)]).layout.xaxis.type == "log"
    assert not error_by_size([]).data[0].x
