"""Groups as cards: size, share, a few of the images. Pure functions from values to HTML."""

from collections.abc import Sequence
from html import escape

from ui.overview import GroupCard, ProjectOverview
from ui.routes import thumbnail_url
from ui.wording import counted, percent

# Colours are mixed from the text's own, so that one sheet serves the light and the dark theme.
STYLE = """
<style>
.gl-cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(300px, 100%), 1fr)); gap: 16px; }
.gl-card { border: 1px solid color-mix(in srgb, currentColor 14%, transparent); border-radius: 10px;
  padding: 14px 16px 16px; display: flex; flex-direction: column; gap: 10px; }
.gl-head { display: flex; justify-content: space-between; align-items: baseline; gap: 12px; }
.gl-name { font-weight: 600; }
.gl-dim { opacity: .68; font-size: .87em; }
.gl-num { font-variant-numeric: tabular-nums; white-space: nowrap; }
.gl-bar { height: 4px; border-radius: 2px; background: color-mix(in srgb, currentColor 10%, transparent); }
.gl-bar i { display: block; height: 100%; border-radius: 2px; background: #3b6ea5; }
.gl-thumbs { display: grid; gap: 5px; }
.gl-thumbs img { width: 100%; display: block; object-fit: cover; border-radius: 3px;
  background: color-mix(in srgb, currentColor 8%, transparent); }
.gl-facts { display: flex; flex-wrap: wrap; gap: 10px 40px; margin: 2px 0 8px; }
.gl-fact b { display: block; font-size: 1.55rem; font-weight: 600; line-height: 1.25;
  font-variant-numeric: tabular-nums; }
</style>
"""


def _thumbnails(card: GroupCard, aspect: float) -> str:
    # Strips lie under each other at full width; squarer images stand side by side.
    columns = 1 if aspect >= 2.5 else min(len(card.examples), 4) if aspect >= 0.4 else len(card.examples)
    shape = f"aspect-ratio: {min(max(aspect, 0.4), 8):.3f}"
    images = "".join(
        f'<img src="{thumbnail_url(sha256)}" style="{shape}" loading="lazy" alt="">' for sha256 in card.examples
    )
    return f'<div class="gl-thumbs" style="grid-template-columns: repeat({columns}, 1fr)">{images}</div>'


def _card(card: GroupCard, aspect: float) -> str:
    return (
        f'<article class="gl-card" data-group="{escape(card.path)}"><div class="gl-head">'
        f'<span class="gl-name">Group {escape(card.path)}</span>'
        f'<span class="gl-num gl-dim">{counted(card.size, "image")} · {escape(percent(card.share))}</span></div>'
        f'<div class="gl-bar"><i style="width: {card.share:.1%}"></i></div>'
        f"{_thumbnails(card, aspect)}</article>"
    )


def cards(groups: Sequence[GroupCard], aspect: float) -> str:
    """Return a grid of cards, one a group."""
    return f'{STYLE}<div class="gl-cards">{"".join(_card(group, aspect) for group in groups)}</div>'


def facts(project: ProjectOverview) -> str:
    """Return a row of the project's counts."""
    counts = [
        (project.n_images, "image", "images"),
        (project.n_rejected, "file refused", "files refused"),
        (len(project.encoders), "encoder used", "encoders used"),
        (project.n_sweeps, "sweep", "sweeps"),
        (len(project.groups), "group", "groups"),
    ]
    cells = "".join(
        f'<div class="gl-fact"><b>{number:,}</b><span class="gl-dim">{one if number == 1 else many}</span></div>'
        for number, one, many in counts
    )
    return f'{STYLE}<div class="gl-facts">{cells}</div>'
