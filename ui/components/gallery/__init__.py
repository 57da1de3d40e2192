"""The gallery: a grid of thumbnails in which many images are selected at once."""

from ui.components.gallery.gallery import gallery, image_list
from ui.components.gallery.view import GalleryView, ImageList

__all__ = ["GalleryView", "ImageList", "gallery", "image_list"]
