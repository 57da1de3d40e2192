"""Four kinds of surface defect, each drawn onto a bare strip."""

from collections.abc import Callable

import numpy as np

from data.strips import HEIGHT, WIDTH, Canvas, cloud, cover_beyond_edge, straight_edge


def _line(
    canvas: Canvas,
    rng: np.random.Generator,
    start: tuple[float, float],
    end: tuple[float, float],
    width: float,
    depth: float,
) -> None:
    """Darken (depth > 0) or brighten a wavering line, which tapers toward its end."""
    steps = int(max(abs(end[0] - start[0]), abs(end[1] - start[1]), 2))
    share = np.linspace(0, 1, steps, dtype=np.float32)
    waver = np.cumsum(rng.normal(0, 0.25, steps))
    vertical = abs(end[0] - start[0]) >= abs(end[1] - start[1])
    rows = start[0] + share * (end[0] - start[0]) + (0 if vertical else waver)
    columns = start[1] + share * (end[1] - start[1]) + (waver if vertical else 0)
    reach = int(np.ceil(3 * width))
    for offset in range(-reach, reach + 1):
        weight = depth * np.exp(-((offset / (width * (1 - 0.6 * share))) ** 2))
        y = np.rint(rows + (0 if vertical else offset)).astype(int)
        x = np.rint(columns + (offset if vertical else 0)).astype(int)
        inside = (y >= 0) & (y < HEIGHT) & (x >= 0) & (x < WIDTH)
        canvas[y[inside], x[inside]] *= 1 - weight[inside]


def scratches(canvas: Canvas, rng: np.random.Generator) -> Canvas:
    """Return the strip with 4 to 20 scratches along the rolling direction, gathered around a few places."""
    canvas = canvas.copy()
    places = rng.uniform(80, WIDTH - 80, size=rng.integers(2, 6))
    for _ in range(rng.integers(4, 21)):
        column = rng.choice(places) + rng.normal(0, 110)
        top, length = rng.uniform(-60, 140), rng.uniform(80, 260)
        depth = rng.uniform(0.25, 0.7) if rng.random() < 0.65 else -rng.uniform(0.4, 1.1)
        _line(
            canvas,
            rng,
            (top, column),
            (top + length, column + rng.normal(0, 10)),
            rng.uniform(1.0, 4.5),
            depth,
        )
    return canvas


def _speck(canvas: Canvas, row: float, column: float, radius: float, depth: float) -> None:
    reach = int(np.ceil(4 * radius))
    top, left = max(int(row) - reach, 0), max(int(column) - reach, 0)
    window = canvas[top : int(row) + reach + 1, left : int(column) + reach + 1]
    y, x = np.ogrid[top : top + window.shape[0], left : left + window.shape[1]]
    window *= 1 - depth * np.exp(-(((y - row) / (1.6 * radius)) ** 2) - ((x - column) / radius) ** 2)


def inclusions(canvas: Canvas, rng: np.random.Generator) -> Canvas:
    """Return the strip with one to four swarms of small dark pits, some with a bright neighbour."""
    canvas = canvas.copy()
    for _ in range(rng.integers(1, 5)):
        row, column = rng.uniform(40, HEIGHT - 40), rng.uniform(100, WIDTH - 100)
        spread = rng.uniform(30, 60), rng.uniform(70, 220)
        for _ in range(rng.integers(20, 75)):
            y = np.clip(rng.normal(row, spread[0]), 0, HEIGHT - 1)
            x = np.clip(rng.normal(column, spread[1]), 0, WIDTH - 1)
            radius = rng.uniform(1.7, 5.5)
            _speck(canvas, y, x, radius, rng.uniform(0.4, 0.85))
            if rng.random() < 0.4:
                _speck(canvas, y, min(x + 2 * radius, WIDTH - 1), radius * 0.7, -rng.uniform(0.4, 1.2))
    return canvas


def scale_patches(canvas: Canvas, rng: np.random.Generator) -> Canvas:
    """Return the strip with torn dark patches of rolled-in scale, rough inside and bright at the rim."""
    shape = cloud(rng, 4, 14) + 0.5 * cloud(rng, 16, 70) + 0.25 * cloud(rng, 60, 260)
    share = rng.uniform(0.03, 0.16)
    threshold = float(np.quantile(shape, 1 - share))
    inside = 1 / (1 + np.exp(-np.clip((shape - threshold) * 14, -30, 30)))
    rough = 0.25 * cloud(rng, 50, 260) * inside
    rim = 4 * inside * (1 - inside) * rng.uniform(0.1, 0.5) * np.clip(cloud(rng, 10, 60), 0, 2)
    return np.asarray(canvas * (1 - rng.uniform(0.3, 0.65) * inside + rough + rim), dtype=np.float32)


def edge_cracks(canvas: Canvas, rng: np.random.Generator) -> Canvas:
    """Return a strip that ends in a torn edge, from which cracks run inward."""
    canvas = canvas.copy()
    on_left = bool(rng.integers(2))
    torn = rng.uniform(4, 14) * cloud(rng, 14, 2)[:, 0] + rng.uniform(30, 220)
    for _ in range(rng.integers(3, 10)):
        row, length = rng.uniform(5, HEIGHT - 5), rng.uniform(60, 320)
        begin, end = torn[int(row)] - 5, torn[int(row)] + length
        columns = (begin, end) if on_left else (WIDTH - 1 - begin, WIDTH - 1 - end)
        slope = rng.normal(0, 0.18) * length
        _line(
            canvas,
            rng,
            (row, columns[0]),
            (row + slope, columns[1]),
            rng.uniform(2, 6),
            rng.uniform(0.5, 0.9),
        )
    return cover_beyond_edge(canvas, torn.astype(np.float32), on_left)


def plain(canvas: Canvas, rng: np.random.Generator) -> Canvas:
    """Return the strip with at most a few specks, as a good strip has them."""
    canvas = canvas.copy()
    for _ in range(rng.integers(0, 5)):
        row, column = rng.uniform(0, HEIGHT - 1), rng.uniform(0, WIDTH - 1)
        _speck(canvas, row, column, rng.uniform(1, 2.5), rng.uniform(0.2, 0.5))
    return canvas


KINDS: dict[str, tuple[int, Callable[[Canvas, np.random.Generator], Canvas]]] = {
    "plain": (110, plain),
    "scratches": (70, scratches),
    "inclusions": (55, inclusions),
    "scale_patches": (40, scale_patches),
    "edge_cracks": (25, edge_cracks),
}
"""Name of each kind, its share of a sample (in 300), and how it is drawn."""


def draw_kind(kind: str, canvas: Canvas, rng: np.random.Generator) -> Canvas:
    """Return the bare strip with a defect of `kind` on it; some strips of any kind end in a clean edge."""
    marked = KINDS[kind][1](canvas, rng)
    ends_in_view = kind != "edge_cracks" and rng.random() < 0.12
    return straight_edge(marked, rng) if ends_in_view else marked
