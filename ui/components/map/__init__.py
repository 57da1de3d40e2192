"""The map: one point an image, with lasso and box, linked with the gallery."""

from ui.components.map.map import image_map, point_list
from ui.components.map.view import Legend, MapView, Scale, inside, lassoed, points_payload

__all__ = ["Legend", "MapView", "Scale", "image_map", "inside", "lassoed", "point_list", "points_payload"]
