// The map's state: its points, their colours, and which are shown and selected. The server finds the points of a
// lasso; see view.py.
const MAPS = new WeakMap();

class ImageMap extends GesturePlot {
  constructor(root) {
    super();
    this.root = root;
    this.picture = root.querySelector(".picture");
    this.pen = root.querySelector(".pen");
    this.card = root.querySelector(".card");
    this.points = new Points(this.picture);
    this.hiddenLines = new Set();
    this.hovered = -1;
    this.choose("lasso");
    this.stops = ["list", "points", "shown", "selected"].map((kind) => listen(kind, () => this.refresh()));
    this.stops.push(listen("hover", (place) => this.point(place)));
    this.resized = new ResizeObserver(() => this.fitCanvas());
    this.resized.observe(root);
    root.querySelectorAll("[data-tool]").forEach((b) => (b.onclick = () => this.choose(b.dataset.tool)));
    root.querySelector("[data-act=fit]").onclick = () => this.fit();
    root.querySelector("[data-act=clear]").onclick = () => this.clear();
    root.addEventListener("keydown", (event) => this.key(event));
    this.pen.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.pen.addEventListener("pointerdown", (event) => this.down(event));
    this.pen.addEventListener("pointermove", (event) => this.moved(event));
    this.pen.addEventListener("pointerup", (event) => this.up(event));
    this.pen.addEventListener("pointerleave", () => this.hover(-1));
    if (!this.points.gl) root.querySelector(".note").textContent = "This browser has no WebGL, so there is no map.";
  }

  stop() {
    this.resized.disconnect();
    this.stops.forEach((stop) => stop());
    this.points.free();
  }

  take(data) {
    if (this.data && this.data.by !== data.by) {
      this.hiddenLines.clear();
      this.refit = !this.touched;
    }
    this.data = data;
    this.root.style.height = `${data.height}px`;
    this.colors = fromBase64(data.colors, Uint8Array);
    this.root.querySelector("[data-act=clear]").disabled = !data.lassoed;
    const style = getComputedStyle(this.root);
    const read = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
    const palette = new Float32Array(192);
    data.legend.slice(0, 64).forEach((line, i) => palette.set(rgb(line.color), 3 * i));
    this.palette = { palette, none: rgb("#8a8f98"), ring: rgb(read("--st-text-color", "#000000")) };
    this.primary = read("--st-primary-color", "#2c5f8a");
    this.refresh();
  }

  refresh() {
    const ready = shared.points?.rev === this.data?.rev && shared.lists.has(this.data?.rev) && this.points.gl;
    if (!ready) return;
    this.list = shared.lists.get(this.data.rev);
    if (this.xy !== shared.points.xy) {
      this.xy = shared.points.xy;
      this.n = shared.points.n;
      this.cells = new Cells(this.xy);
      this.points.put("place", this.xy);
      this.hiddenLines.clear();
      this.refit = true;
    }
    this.points.put("color", this.colors);
    this.restate();
  }

  restate() {
    const own = (kind) => (shared.last[kind]?.rev === this.data.rev ? shared.last[kind].places : null);
    this.state = new Uint8Array(this.n).fill(own("shown") ? 0 : SHOWN);
    own("shown")?.forEach((place) => (this.state[place] |= SHOWN));
    own("selected")?.forEach((place) => (this.state[place] |= SELECTED));
    const counts = new Uint32Array(256);
    for (let i = 0; i < this.n; i++) {
      if (this.state[i] & SHOWN) counts[this.colors[i]]++;
      if (this.hiddenLines.has(this.colors[i])) this.state[i] |= HIDDEN;
    }
    this.points.put("state", this.state);
    this.legend(counts);
    if (this.refit) this.fit();
    this.refit = false;
    this.soon();
  }
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".map");
  let map = MAPS.get(root);
  if (!map) {
    map = new ImageMap(root);
    MAPS.set(root, map);
  }
  map.emit = setTriggerValue;
  map.take(data);
  return () => {
    map.stop();
    MAPS.delete(root);
  };
}
