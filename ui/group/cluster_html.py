"""Clusters as cards, before a partition is taken. Pure functions from values to HTML; all text is escaped."""

from collections.abc import Mapping, Sequence
from html import escape

from ui.components.group_cards import STYLE
from ui.group.clusters import ClusterCard
from ui.routes import thumbnail_url
from ui.wording import counted

NEAR_COLORS = (
    "#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#b07aa1", "#76b7b2", "#edc948", "#9c755f", "#ff9da7", "#8a8f98",
)  # fmt: skip
NAMED = 3
"""Near-labels named under the bar; the others are in its tooltip."""

MIX_STYLE = """
<style>
.gl-clusters { grid-template-columns: repeat(auto-fill, minmax(min(250px, 100%), 1fr)); }
.gl-mix { display: flex; height: 8px; border-radius: 4px; overflow: hidden; gap: 1px;
  background: color-mix(in srgb, currentColor 10%, transparent); }
.gl-mix i { display: block; height: 100%; }
.gl-mixed { font-size: .84em; opacity: .78; display: flex; flex-wrap: wrap; gap: 2px 12px; overflow-wrap: anywhere; }
.gl-dot { display: inline-block; width: .62em; height: .62em; border-radius: 50%; margin-right: .4em; }
.gl-legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 0 14px; font-size: .87em;
  overflow-wrap: anywhere; }
</style>
"""
NONE_COLOR = "color-mix(in srgb, currentColor 22%, transparent)"


def dot(color: str) -> str:
    """Return a small disc in a colour."""
    return f'<span class="gl-dot" style="background: {escape(color)}"></span>'


def _color(label: str, colors: Mapping[str, str]) -> str:
    return colors.get(label, NONE_COLOR)


def mix_bar(card: ClusterCard, colors: Mapping[str, str]) -> str:
    """Return the near-labels of a cluster as one bar, and the most frequent in words; '' where there are none."""
    if not card.mix:
        return ""
    words = [f"{label or 'no near-label'} {n / card.size:.0%}" for label, n in card.mix]
    parts = "".join(
        f'<i style="width: {n / card.size:.2%}; background: {_color(label, colors)}"></i>' for label, n in card.mix
    )
    named = "".join(
        f"<span>{dot(_color(label, colors))}{escape(word)}</span>"
        for (label, _), word in list(zip(card.mix, words, strict=True))[:NAMED]
    )
    more = f"<span>{len(words) - NAMED} more</span>" if len(words) > NAMED else ""
    title = escape(", ".join(words))
    return (
        f'<div class="gl-mix" role="img" title="{title}" aria-label="Near-labels: {title}">{parts}</div>'
        f'<div class="gl-mixed">{named}{more}</div>'
    )


def _thumbnails(card: ClusterCard, aspect: float) -> str:
    columns = 1 if aspect >= 2.5 else max(len(card.examples), 1) if aspect < 0.4 else 4
    shape = f"aspect-ratio: {min(max(aspect, 0.4), 8):.3f}"
    pictures = "".join(
        f'<img src="{thumbnail_url(sha256)}" style="{shape}" loading="lazy" alt="">' for sha256 in card.examples
    )
    return f'<div class="gl-thumbs" style="grid-template-columns: repeat({columns}, 1fr)">{pictures}</div>'


def _card(card: ClusterCard, aspect: float, colors: Mapping[str, str]) -> str:
    return (
        f'<article class="gl-card" data-cluster="{card.number}"><div class="gl-head">'
        f'<span class="gl-name">Cluster {card.number}</span>'
        f'<span class="gl-num gl-dim">{counted(card.size, "image")} · {card.share:.0%}</span></div>'
        f"{mix_bar(card, colors)}{_thumbnails(card, aspect)}</article>"
    )


def cards_html(cards: Sequence[ClusterCard], aspect: float, colors: Mapping[str, str]) -> str:
    """Return a grid of cards, one a cluster; `aspect` is width over height of the typical image."""
    return (
        f'{STYLE}{MIX_STYLE}<div class="gl-cards gl-clusters">'
        f"{''.join(_card(card, aspect, colors) for card in cards)}</div>"
    )
