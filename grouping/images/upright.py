"""Make an image upright, opaque, and grey or colour of 8 bits."""

from PIL import Image

BACKGROUND = 255
"""Transparent images are laid on white, as image viewers show them."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def upright(image: Image.Image, orientation: int) -> tuple[Image.Image, tuple[str, ...]]:
    """Turn an image as its EXIF orientation (1 to 8; anything else counts as 1) says, and note it."""
    if orientation not in _TURNS:
        return image, ()
    return image.transpose(_TURNS[orientation]), ("turned upright as its EXIF orientation says",)


def opaque(image: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    """Return a loaded image in mode L or RGB, its transparent parts laid on `BACKGROUND`, and note it."""
    if not image.has_transparency_data:
        plain = image if image.mode in ("L", "RGB") else image.convert("L" if image.mode == "1" else "RGB")
        return plain, ()
    grey = image.mode in ("1", "L", "LA")
    layered = image.convert("LA" if grey else "RGBA")
    alpha = layered.getchannel("A")
    colours = layered.convert("L" if grey else "RGB")
    if alpha.getextrema() == (255, 255):
        return colours, ()
    flat = Image.new(colours.mode, image.size, BACKGROUND if grey else (BACKGROUND,) * 3)
    flat.paste(colours, mask=alpha)
    return flat, ("transparent parts laid on white",)
