"""Clusters as cards. Pure functions from values to HTML; all text is escaped."""

from collections.abc import Mapping, Sequence
from html import escape

from ui.clusters.cards import ClusterCard, Shown
from ui.components.group_cards import STYLE
from ui.routes import thumbnail_url
from ui.wording import counted, percent

NEAR_COLORS = (
    "#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#b07aa1", "#76b7b2", "#edc948", "#9c755f", "#ff9da7", "#8a8f98",
)  # fmt: skip
NAMED = 3
"""Near-labels named under the bar; the others are in its tooltip."""

MIX_STYLE = """
<style>
.gl-clusters { grid-template-columns: repeat(auto-fill, minmax(min(235px, 100%), 1fr)); }
.gl-mix { display: flex; height: 8px; border-radius: 4px; overflow: hidden; gap: 1px;
  background: color-mix(in srgb, currentColor 10%, transparent); }
.gl-mix i { display: block; height: 100%; }
.gl-mixed { font-size: .84em; opacity: .82; display: flex; flex-wrap: wrap; gap: 2px 12px; overflow-wrap: anywhere; }
.gl-mixed abbr { text-decoration: none; }
.gl-dot { display: inline-block; width: .62em; height: .62em; border-radius: 50%; margin-right: .4em; }
.gl-squares { grid-template-columns: repeat(3, 1fr); }
.gl-strips { grid-template-columns: 1fr; }
.gl-far { position: relative; }
.gl-far::before { content: "outermost"; position: absolute; z-index: 1; left: 3px; bottom: 3px; font-size: 11px;
  line-height: 1.3; padding: 0 4px; border-radius: 3px; background: rgb(0 0 0 / 72%); color: #fff; }
.gl-name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; }
</style>
"""
NONE_COLOR = "color-mix(in srgb, currentColor 22%, transparent)"
STRIP = 2.5
"""Images this much wider than high lie under each other."""
STRIPS = 2
"""Of these a card shows fewer, so that it stays low."""


def dot(color: str) -> str:
    """Return a small disc in a colour."""
    return f'<span class="gl-dot" style="background: {escape(color)}"></span>'


def _color(label: str, colors: Mapping[str, str]) -> str:
    return colors.get(label, NONE_COLOR)


def mix_bar(card: ClusterCard, colors: Mapping[str, str]) -> str:
    """Return the near-labels of a cluster as one bar, and the most frequent in words; '' where there are none."""
    if not card.mix:
        return ""
    words = [f"{label or 'no near-label'} {percent(n, card.size)}" for label, n in card.mix]
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


def figures(card: ClusterCard) -> str:
    """Return a cluster's figures in words, each with what it means as its tooltip; '' where there is none."""
    found = []
    if card.silhouette is not None:
        found.append(("silhouette", card.silhouette, "To the centres of the clusters, from -1 to 1; high is best"))
    if card.c_score is not None:
        found.append(("C-Score", card.c_score, "What it adds to the C-Score, up to 1; 1: it is one whole class"))
    cells = "".join(f'<abbr title="{tip}">{name} {value:.2f}</abbr>' for name, value, tip in found)
    return f'<div class="gl-mixed gl-num">{cells}</div>' if cells else ""


def _picture(shown: Shown, aspect: float) -> str:
    shape = f"aspect-ratio: {min(max(aspect, 0.4), 8):.3f}"
    return f'<img src="{thumbnail_url(shown[1])}" data-id="{shown[0]}" style="{shape}" loading="lazy" alt="">'


def _thumbnails(card: ClusterCard, aspect: float) -> str:
    strips = aspect >= STRIP
    central = "".join(_picture(one, aspect) for one in card.central[: STRIPS if strips else None])
    far = "".join(f'<span class="gl-far">{_picture(one, aspect)}</span>' for one in card.outermost)
    return f'<div class="gl-thumbs gl-{"strips" if strips else "squares"}">{central}{far}</div>'


def card_html(card: ClusterCard, aspect: float, colors: Mapping[str, str]) -> str:
    """Return what is inside one card: title, size and share, mix, figures, images."""
    title = escape(card.title or f"Cluster {card.number}")
    state = f'<span class="gl-dim">{escape(card.state)}</span>' if card.state else ""
    return (
        f'<div class="gl-head"><span class="gl-name" title="{title}">{title}</span>'
        f'{state}<span class="gl-num gl-dim">{counted(card.size, "image")} · {escape(percent(card.share))}</span></div>'
        f"{mix_bar(card, colors)}{figures(card)}{_thumbnails(card, aspect)}"
    )


def cards_html(cards: Sequence[ClusterCard], aspect: float, colors: Mapping[str, str]) -> str:
    """Return a grid of cards, one a cluster; `aspect` is width over height of the typical image."""
    inner = "".join(
        f'<article class="gl-card" data-cluster="{card.number}">{card_html(card, aspect, colors)}</article>'
        for card in cards
    )
    return f'{STYLE}{MIX_STYLE}<div class="gl-cards gl-clusters">{inner}</div>'
