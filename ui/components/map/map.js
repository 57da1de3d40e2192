// The map: pan, zoom, lasso, box, hover card, legend. The server finds the points of a lasso; see view.py.
const MAPS = new WeakMap();
const REACH = 9; // pixels around the pointer in which a point is taken
const CORNERS = 150; // of a lasso as it is sent

class ImageMap {
  constructor(root) {
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

  // --- what is drawn -------------------------------------------------------------------------------------------

  take(data) {
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
      this.fit();
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
    this.soon();
  }

  soon() {
    this.waiting ||= requestAnimationFrame(() => {
      this.waiting = 0;
      this.draw();
    });
  }

  draw() {
    if (!this.view || !this.state) return;
    const size = (this.n > 200000 ? 2 : this.n > 20000 ? 3 : this.n > 2000 ? 5 : 7) * (devicePixelRatio || 1);
    this.points.draw(this.n, this.view, size, this.palette);
    this.root.dataset.drawn = this.n;
    this.root.dataset.rev = this.data.rev;
    this.root.dataset.shown = this.state.reduce((sum, state) => sum + (state & SHOWN), 0);
  }

  fitCanvas() {
    const ratio = devicePixelRatio || 1;
    for (const canvas of [this.picture, this.pen]) {
      canvas.width = this.root.clientWidth * ratio;
      canvas.height = this.root.clientHeight * ratio;
    }
    if (this.cells && !this.touched) this.fit();
    this.soon();
  }

  fit() {
    const { x, y, width, height } = this.cells?.bounds ?? { x: 0, y: 0, width: 1, height: 1 };
    this.view = {
      x: x + width / 2,
      y: y + height / 2,
      scaleX: 2 / (width * 1.08 || 1),
      scaleY: 2 / (height * 1.16 || 1),
    };
    this.touched = false;
    this.soon();
  }

  legend(counts) {
    const lines = this.data.legend.map((line, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-pressed", !this.hiddenLines.has(i));
      button.title = "Click hides or shows it, double click shows it alone";
      const [dot, name, count] = ["i", "span", "em"].map((kind) => document.createElement(kind));
      dot.style.background = line.color;
      name.textContent = line.name;
      const [shown, total] = [counts[i].toLocaleString("en"), line.total.toLocaleString("en")];
      count.textContent = counts[i] === line.total ? total : `${shown} / ${total}`;
      button.append(dot, name, count);
      button.onclick = (event) => this.toggleLine(i, event.detail > 1);
      return button;
    });
    const host = this.root.querySelector(".legend");
    const focused = [...host.children].indexOf(host.getRootNode().activeElement);
    host.replaceChildren(...lines);
    host.children[focused]?.focus();
  }

  toggleLine(line, alone) {
    if (alone) {
      const others = this.data.legend.map((_, i) => i).filter((i) => i !== line);
      const isAlone = !this.hiddenLines.has(line) && others.every((i) => this.hiddenLines.has(i));
      this.hiddenLines = new Set(isAlone || this.wasAlone === line ? [] : others);
      this.wasAlone = this.hiddenLines.size ? line : -1;
    } else if (!this.hiddenLines.delete(line)) this.hiddenLines.add(line);
    this.restate();
  }

  // --- what a person does --------------------------------------------------------------------------------------

  choose(tool) {
    this.tool = tool;
    this.root.dataset.tool = tool;
    this.root.querySelectorAll("[data-tool]").forEach((b) => b.setAttribute("aria-pressed", b.dataset.tool === tool));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const zoom = (factor) => () => this.zoom(this.view.x, this.view.y, factor);
    const act = {
      l: () => this.choose("lasso"),
      b: () => this.choose("box"),
      v: () => this.choose("pan"),
      f: () => this.fit(),
      "+": zoom(1.3),
      "-": zoom(1 / 1.3),
      Escape: () => this.clear(),
    }[event.key];
    if (!act || !this.view) return;
    act();
    event.preventDefault();
    event.stopPropagation();
  }

  clear() {
    if (this.data?.lassoed) this.emit("lasso", { how: "clear", polygon: [] });
  }

  toData(x, y) {
    const { left, top, width, height } = this.pen.getBoundingClientRect();
    return [
      (((x - left) / width) * 2 - 1) / this.view.scaleX + this.view.x,
      (1 - ((y - top) / height) * 2) / this.view.scaleY + this.view.y,
    ];
  }

  wheel(event) {
    event.preventDefault();
    if (!this.view) return;
    const [x, y] = this.toData(event.clientX, event.clientY);
    this.zoom(x, y, Math.exp(-event.deltaY * 0.0015));
  }

  zoom(x, y, factor) {
    this.view.scaleX *= factor;
    this.view.scaleY *= factor;
    this.view.x = x - (x - this.view.x) / factor;
    this.view.y = y - (y - this.view.y) / factor;
    this.touched = true;
    this.soon();
  }

  down(event) {
    if (!this.view) return;
    this.root.focus({ preventScroll: true });
    this.pen.setPointerCapture(event.pointerId);
    this.hover(-1);
    const from = [event.clientX, event.clientY];
    this.panning = this.tool === "pan" || event.button === 1 ? from : null;
    this.path = this.panning ? null : [from];
    this.start = from;
  }

  moved(event) {
    if (!this.view) return;
    const at = [event.clientX, event.clientY];
    if (this.panning) this.pan(at);
    else if (this.path) this.sketch(at);
    else this.hover(this.nearest(...at), at);
  }

  pan(at) {
    const { width, height } = this.pen.getBoundingClientRect();
    this.view.x -= (((at[0] - this.panning[0]) / width) * 2) / this.view.scaleX;
    this.view.y += (((at[1] - this.panning[1]) / height) * 2) / this.view.scaleY;
    this.panning = at;
    this.touched = true;
    this.soon();
  }

  sketch(at) {
    const [x, y] = this.path[0];
    if (this.tool === "box") this.path = [[x, y], [at[0], y], at, [x, at[1]]];
    else this.path.push(at);
    const { left, top } = this.pen.getBoundingClientRect();
    const ratio = devicePixelRatio || 1;
    const pen = this.pen.getContext("2d");
    pen.clearRect(0, 0, this.pen.width, this.pen.height);
    pen.beginPath();
    this.path.forEach(([px, py], i) => pen[i ? "lineTo" : "moveTo"]((px - left) * ratio, (py - top) * ratio));
    pen.closePath();
    pen.strokeStyle = pen.fillStyle = this.primary;
    pen.lineWidth = 1.5 * ratio;
    pen.stroke();
    pen.globalAlpha = 0.12;
    pen.fill();
    pen.globalAlpha = 1;
  }

  up(event) {
    const { path } = this;
    this.path = null;
    const moved = this.start && Math.hypot(event.clientX - this.start[0], event.clientY - this.start[1]) > 3;
    const wasPanning = this.panning;
    this.panning = null;
    this.pen.getContext("2d").clearRect(0, 0, this.pen.width, this.pen.height);
    if (!path || path.length < 3) {
      const place = moved && wasPanning ? -1 : this.nearest(event.clientX, event.clientY);
      if (place >= 0) tell("reveal", place);
      return;
    }
    const every = Math.ceil(path.length / CORNERS);
    const corners = path.filter((_, i) => i % every === 0).map(([x, y]) => this.toData(x, y));
    const how = event.shiftKey ? "add" : event.ctrlKey || event.metaKey ? "remove" : "set";
    this.emit("lasso", { how, polygon: corners.map((corner) => corner.map((value) => +value.toPrecision(8))) });
  }

  nearest(x, y) {
    if (!this.cells || !this.state) return -1;
    const [dataX, dataY] = this.toData(x, y);
    const { width, height } = this.pen.getBoundingClientRect();
    const radii = [(REACH * 2) / width / this.view.scaleX, (REACH * 2) / height / this.view.scaleY];
    return this.cells.nearest(dataX, dataY, ...radii, (i) => this.state[i] & SHOWN && !(this.state[i] & HIDDEN));
  }

  hover(place, at) {
    if (place !== this.hovered) {
      this.hovered = place;
      this.card.hidden = place < 0;
      if (place >= 0) {
        const line = this.data.legend[this.colors[place]];
        this.card.querySelector("img").src = thumbnail(this.list, place);
        this.card.querySelector("span").textContent = [nameOf(this.list, place), line?.name].filter(Boolean).join(" · ");
      }
      this.root.dataset.hovered = place;
    }
    if (place < 0 || !at) return;
    const { left, top, width, height } = this.root.getBoundingClientRect();
    const [x, y] = [at[0] - left, at[1] - top];
    // Anchored on the side of the pointer with more room, because the picture's size is not known before it loads.
    const side = (name, value) => (this.card.style[name] = value === null ? "auto" : `${value}px`);
    side("left", x < width / 2 ? x + 16 : null);
    side("right", x < width / 2 ? null : width - x + 16);
    side("top", y < height / 2 ? y + 12 : null);
    side("bottom", y < height / 2 ? null : height - y + 12);
  }

  // Rings the point of the image that the pointer is on in the gallery.
  point(place) {
    const pen = this.pen.getContext("2d");
    pen.clearRect(0, 0, this.pen.width, this.pen.height);
    if (!(place >= 0) || !this.view || !this.xy || Number.isNaN(this.xy[2 * place])) return;
    const { view, xy } = this;
    const x = (((xy[2 * place] - view.x) * view.scaleX + 1) / 2) * this.pen.width;
    const y = ((1 - (xy[2 * place + 1] - view.y) * view.scaleY) / 2) * this.pen.height;
    pen.beginPath();
    pen.arc(x, y, 9 * (devicePixelRatio || 1), 0, 2 * Math.PI);
    pen.strokeStyle = this.primary;
    pen.lineWidth = 3 * (devicePixelRatio || 1);
    pen.stroke();
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
