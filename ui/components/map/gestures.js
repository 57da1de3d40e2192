// What a person does on the map by mouse and keyboard: lasso, box, pan, zoom, point.
const CORNERS = 150; // of a lasso as it is sent

class GesturePlot extends LegendPlot {
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

  wheel(event) {
    event.preventDefault();
    if (!this.view) return;
    const [x, y] = this.toData(event.clientX, event.clientY);
    this.zoom(x, y, Math.exp(-event.deltaY * 0.0015));
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
}
