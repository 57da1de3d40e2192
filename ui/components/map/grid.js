// Finds the point under the pointer: points sorted into cells, so that only a few are looked at.
const CELLS = 128;

class Cells {
  constructor(xy) {
    this.xy = xy;
    this.bounds = bounds(xy);
    const { x, y, width, height } = this.bounds;
    this.across = (CELLS - 1e-3) / (width || 1);
    this.up = (CELLS - 1e-3) / (height || 1);
    const n = xy.length / 2;
    const own = new Int32Array(n);
    this.starts = new Int32Array(CELLS * CELLS + 1);
    for (let i = 0; i < n; i++) {
      own[i] = Number.isNaN(xy[2 * i]) ? -1 : this.cell(xy[2 * i] - x, xy[2 * i + 1] - y);
      if (own[i] >= 0) this.starts[own[i] + 1]++;
    }
    for (let c = 0; c < CELLS * CELLS; c++) this.starts[c + 1] += this.starts[c];
    const next = this.starts.slice();
    this.order = new Int32Array(n);
    for (let i = 0; i < n; i++) if (own[i] >= 0) this.order[next[own[i]]++] = i;
  }

  cell(dx, dy) {
    return Math.floor(dx * this.across) + CELLS * Math.floor(dy * this.up);
  }

  // The nearest point within an ellipse of these radii that `wanted` accepts; -1 where there is none.
  nearest(x, y, radiusX, radiusY, wanted) {
    const { bounds: edge, xy } = this;
    const clip = (value) => Math.max(0, Math.min(CELLS - 1, Math.floor(value)));
    const columns = [clip((x - radiusX - edge.x) * this.across), clip((x + radiusX - edge.x) * this.across)];
    const rows = [clip((y - radiusY - edge.y) * this.up), clip((y + radiusY - edge.y) * this.up)];
    let [best, least] = [-1, 1];
    for (let row = rows[0]; row <= rows[1]; row++) {
      const from = this.starts[row * CELLS + columns[0]];
      const to = this.starts[row * CELLS + columns[1] + 1];
      for (let k = from; k < to; k++) {
        const i = this.order[k];
        const away = ((xy[2 * i] - x) / radiusX) ** 2 + ((xy[2 * i + 1] - y) / radiusY) ** 2;
        if (away < least && wanted(i)) [best, least] = [i, away];
      }
    }
    return best;
  }
}

function bounds(xy) {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < xy.length; i += 2) {
    if (Number.isNaN(xy[i])) continue;
    left = Math.min(left, xy[i]);
    right = Math.max(right, xy[i]);
    low = Math.min(low, xy[i + 1]);
    high = Math.max(high, xy[i + 1]);
  }
  return left > right ? { x: 0, y: 0, width: 1, height: 1 } : { x: left, y: low, width: right - left, height: high - low };
}
