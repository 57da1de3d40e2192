import json

import numpy as np

from ui.components.map import Legend, MapView, inside, lassoed, points_payload
from ui.components.map.view import stroke_of

SQUARE = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
XY = np.array([[0.5, 0.5], [1.5, 0.5], [0.2, 0.9], [np.nan, np.nan]], np.float32)


def test_points_in_a_square_are_found_and_those_without_a_place_are_not() -> None:
    assert inside(XY, SQUARE).tolist() == [True, False, True, False]


def test_a_polygon_that_crosses_itself_follows_the_even_odd_rule() -> None:
    bow = [(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)]
    points = np.array([[0.3, 1.0], [1.7, 1.0], [1.0, 0.3], [1.0, 1.7]])
    assert inside(points, bow).tolist() == [True, True, False, False]


def test_many_points_agree_with_the_circle_that_a_lasso_follows() -> None:
    points = np.random.default_rng(0).uniform(-1, 1, (5000, 2))
    angles = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    found = inside(points, np.c_[np.cos(angles), np.sin(angles)] * 0.7)
    away = np.hypot(*points.T)
    assert found[away < 0.69].all()
    assert not found[away > 0.71].any()


def test_two_corners_hold_nothing() -> None:
    assert not inside(XY, SQUARE[:2]).any()


def test_lassos_add_and_take_away() -> None:
    left = [(0.0, 0.0), (0.4, 0.0), (0.4, 1.0), (0.0, 1.0)]
    right = [(1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0)]
    strokes = [("set", SQUARE), ("remove", left), ("add", right)]
    found = lassoed(XY, strokes)
    assert found is not None
    assert found.tolist() == [True, True, False, False]
    assert lassoed(XY, []) is None


def test_taking_away_from_nothing_leaves_nothing() -> None:
    found = lassoed(XY, [("remove", SQUARE)])
    assert found is not None
    assert not found.any()


def test_a_message_that_is_no_lasso_is_none() -> None:
    assert stroke_of({"how": "clear", "polygon": []}) is None
    assert stroke_of({"how": "set", "polygon": [[0, 0], [1, 1]]}) is None
    assert stroke_of(None) is None
    assert stroke_of({"how": "add", "polygon": SQUARE}) == ("add", SQUARE)


def test_points_are_sent_as_eight_bytes_each() -> None:
    payload = points_payload("r", XY)
    assert len(payload) % 4 == 0
    assert np.frombuffer(payload[-32:], "<f4").reshape(-1, 2)[:3].tolist() == XY[:3].tolist()


def test_names_in_the_legend_travel_as_plain_text() -> None:
    data = MapView("r", np.array([0, 255]), (Legend("<img src=x>", "#000000", 1),), 300, False).data()
    assert json.loads(json.dumps(data))["legend"][0]["name"] == "<img src=x>"
