"""Images that stand out, as a gallery of thumbnails with what is odd about each; pure functions to HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ui.routes import thumbnail_url

STYLE = """
<style>
.gl-gallery { display: grid; gap: 14px 12px; }
.gl-gallery a { display: block; color: inherit; text-decoration: none; }
.gl-gallery img { width: 100%; display: block; object-fit: contain; border-radius: 4px;
  background: color-mix(in srgb, currentColor 7%, transparent); }
.gl-gallery a:hover img, .gl-gallery a:focus-visible img { outline: 2px solid #3b6ea5; outline-offset: 1px; }
.gl-gallery p { margin: 4px 0 0; font-size: .82em; line-height: 1.35; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap; }
.gl-gallery p.gl-why { opacity: .75; }
</style>
"""


@dataclass(frozen=True, slots=True)
class Tile:
    """One image: its checksum, its name, what is to be said of it, and the address that it opens."""

    sha256: str
    name: str
    remark: str
    address: str


def gallery_html(tiles: Sequence[Tile], aspect: float) -> str:
    """Return the gallery; strips get wide columns, tall and square images narrow ones. A tile opens its address."""
    width = 300 if aspect >= 2.5 else 140
    shape = f"aspect-ratio:{min(max(aspect, 0.5), 8):.3f}"
    columns = f"grid-template-columns:repeat(auto-fill,minmax(min({width}px,100%),1fr))"
    body = "".join(_tile(tile, shape) for tile in tiles)
    return f'{STYLE}<div class="gl-gallery" data-count="{len(tiles)}" style="{columns}">{body}</div>'


def _tile(tile: Tile, shape: str) -> str:
    name, remark = escape(tile.name), escape(tile.remark)
    return (
        f'<a href="{escape(tile.address)}" target="_blank" title="{name}: {remark}">'
        f'<img src="{thumbnail_url(tile.sha256)}" alt="{name}" loading="lazy" style="{shape}">'
        f'<p>{name}</p><p class="gl-why">{remark}</p></a>'
    )
