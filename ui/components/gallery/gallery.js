// A virtual grid: only the tiles in view are in the page, so that 100,000 images scroll like 100.
const GAP = 6;
const AREA = 15000; // pixels of a typical tile
const SPARE = 2; // rows drawn above and below what is in view
const GRIDS = new WeakMap();

class Grid {
  constructor(root) {
    this.root = root;
    this.host = root.querySelector(".grid");
    this.inner = root.querySelector(".inner");
    this.status = root.querySelector(".status");
    this.selection = new Selection();
    this.tiles = new Map();
    this.places = null;
    this.shown = (at) => (this.places ? this.places[at] : at);
    this.stops = [
      listen("list", (rev) => rev === this.data?.rev && this.take(this.data)),
      listen("reveal", (place) => this.reveal(place)),
    ];
    this.resized = new ResizeObserver(() => this.layout());
    this.resized.observe(this.host);
    this.host.addEventListener("scroll", () => this.soon());
    this.host.addEventListener("keydown", (event) => this.key(event));
    this.host.addEventListener("pointerover", (event) => tell("hover", this.placeOf(event)));
    this.host.addEventListener("pointerleave", () => tell("hover", -1));
    this.inner.addEventListener("click", (event) => this.click(event));
    this.inner.addEventListener("dblclick", (event) => this.open(this.at(event)));
  }

  stop() {
    this.resized.disconnect();
    this.stops.forEach((stop) => stop());
  }

  // --- what is shown -------------------------------------------------------------------------------------------

  take(data) {
    const other = this.data?.rev !== data.rev || !this.list;
    const refiltered = other || this.data.shown !== data.shown;
    const cleared = this.data && this.data.cleared !== data.cleared;
    this.data = data;
    this.list = shared.lists.get(data.rev);
    this.host.style.height = `${data.height}px`;
    if (!this.list) return;
    this.changed = new Map(data.changed);
    if (refiltered) this.refilter(other);
    if (cleared) this.selection.clear();
    this.layout();
    this.tell();
  }

  refilter(other) {
    this.places = this.data.shown === null ? null : fromBase64(this.data.shown, Uint32Array);
    this.count = this.places ? this.places.length : this.list.n;
    if (other) this.selection = new Selection();
    else if (this.places) {
      const kept = new Set(this.places);
      this.selection.places.forEach((place) => kept.has(place) || this.selection.places.delete(place));
    }
    this.selection.move(0);
    this.host.scrollTop = 0;
    this.drop();
    tell("shown", { rev: this.data.rev, places: this.places });
  }

  drop() {
    this.tiles.forEach((tile) => tile.remove());
    this.tiles.clear();
  }

  layout() {
    if (!this.list || !this.host.clientWidth) return;
    const aspect = Math.min(Math.max(this.data.aspect, 0.4), 8);
    const wanted = Math.min(Math.sqrt(AREA * aspect), 300);
    const width = this.host.clientWidth - GAP;
    this.columns = Math.max(1, Math.round((width - GAP) / (wanted + GAP)));
    this.tileWidth = (width - GAP) / this.columns - GAP;
    this.tileHeight = Math.max(this.tileWidth / aspect, 44);
    this.row = this.tileHeight + GAP;
    this.rows = Math.ceil(this.count / this.columns);
    this.inner.style.height = `${this.rows * this.row + GAP}px`;
    this.root.querySelector(".empty").hidden = this.count > 0;
    this.host.hidden = this.count === 0;
    this.paint();
  }

  soon() {
    this.waiting ||= requestAnimationFrame(() => {
      this.waiting = 0;
      this.paint();
    });
  }

  paint() {
    if (!this.list || !this.columns) return;
    const first = Math.max(0, Math.floor(this.host.scrollTop / this.row) - SPARE);
    const last = Math.min(this.rows, Math.ceil((this.host.scrollTop + this.host.clientHeight) / this.row) + SPARE);
    const [from, to] = [first * this.columns, Math.min(last * this.columns, this.count)];
    this.tiles.forEach((tile, at) => {
      if (at >= from && at < to) return;
      tile.remove();
      this.tiles.delete(at);
    });
    for (let at = from; at < to; at++) this.draw(at);
    this.host.toggleAttribute("data-selecting", this.selection.places.size > 0);
    this.host.setAttribute("aria-activedescendant", this.count ? `tile-${this.selection.cursor}` : "");
    this.root.dataset.painted = this.tiles.size;
  }

  draw(at) {
    let tile = this.tiles.get(at);
    if (!tile) {
      tile = this.make(at);
      this.tiles.set(at, tile);
      this.inner.append(tile);
    }
    const left = GAP + (at % this.columns) * (this.tileWidth + GAP);
    const top = GAP + Math.floor(at / this.columns) * this.row;
    tile.style.transform = `translate(${left}px, ${top}px)`;
    tile.style.width = `${this.tileWidth}px`;
    tile.style.height = `${this.tileHeight}px`;
    tile.setAttribute("aria-selected", this.selection.places.has(this.shown(at)));
    tile.classList.toggle("cursor", at === this.selection.cursor);
    this.badge(tile, this.shown(at));
  }

  make(at) {
    const place = this.shown(at);
    const tile = document.createElement("div");
    tile.className = "tile";
    tile.id = `tile-${at}`;
    tile.dataset.at = at;
    tile.dataset.id = this.list.ids[place];
    tile.title = nameOf(this.list, place);
    tile.setAttribute("role", "option");
    tile.setAttribute("aria-setsize", this.count);
    tile.setAttribute("aria-posinset", at + 1);
    const picture = new Image();
    picture.decoding = "async";
    picture.draggable = false;
    picture.alt = nameOf(this.list, place);
    picture.src = thumbnail(this.list, place);
    const box = document.createElement("i");
    box.className = "box";
    box.setAttribute("aria-hidden", "true");
    const badge = document.createElement("b");
    tile.append(picture, box, badge);
    return tile;
  }

  badge(tile, place) {
    const code = this.changed.get(place) ?? this.list.codes[place];
    const label = this.data.classes[code - 1];
    const badge = tile.lastChild;
    badge.hidden = !label;
    tile.dataset.label = label?.name ?? "";
    if (!label) return;
    badge.textContent = label.name;
    badge.style.background = label.color;
    badge.style.color = isLight(label.color) ? "#111" : "#fff";
  }

  // --- what a person does --------------------------------------------------------------------------------------

  at(event) {
    const tile = event.target.closest?.(".tile");
    return tile ? Number(tile.dataset.at) : -1;
  }

  placeOf(event) {
    const at = this.at(event);
    return at < 0 ? -1 : this.shown(at);
  }

  click(event) {
    const at = this.at(event);
    if (at < 0) return;
    this.host.focus({ preventScroll: true });
    const onBox = event.target.classList.contains("box");
    const many = event.ctrlKey || event.metaKey || onBox;
    if (event.shiftKey) this.selection.range(this.shown, at, many);
    else if (many) this.selection.toggle(this.shown, at);
    else this.selection.only(this.shown, at);
    this.picked();
  }

  key(event) {
    if (!this.count || event.altKey) return;
    const act = this.action(event);
    if (!act) return;
    act();
    event.preventDefault();
    event.stopPropagation();
  }

  action(event) {
    const command = event.ctrlKey || event.metaKey;
    const steps = this.steps();
    if (command) {
      const all = () => (this.selection.all(this.shown, this.count), this.picked());
      return event.key.toLowerCase() === "a" ? all : null;
    }
    if (event.key in steps) return () => this.step(steps[event.key], event.shiftKey);
    if (/^[1-9]$/.test(event.key)) return () => this.label(Number(event.key));
    const toggle = () => (this.selection.toggle(this.shown, this.selection.cursor), this.picked());
    const clear = () => (this.selection.clear(), this.picked());
    const open = () => this.open(this.selection.cursor);
    return { " ": toggle, x: toggle, Escape: clear, Enter: open }[event.key];
  }

  steps() {
    const page = this.columns * Math.max(1, Math.floor(this.host.clientHeight / this.row) - 1);
    const { cursor } = this.selection;
    return {
      ArrowRight: cursor + 1,
      ArrowLeft: cursor - 1,
      ArrowDown: cursor + this.columns,
      ArrowUp: cursor - this.columns,
      PageDown: cursor + page,
      PageUp: cursor - page,
      Home: 0,
      End: this.count - 1,
    };
  }

  step(to, extend) {
    const at = Math.max(0, Math.min(this.count - 1, to));
    if (extend) this.selection.range(this.shown, at, false);
    else this.selection.move(at);
    this.intoView(at);
    if (extend) this.picked();
    else this.paint();
  }

  intoView(at) {
    const top = Math.floor(at / this.columns) * this.row;
    const { scrollTop, clientHeight } = this.host;
    if (top < scrollTop) this.host.scrollTop = top;
    else if (top + this.row + GAP > scrollTop + clientHeight) this.host.scrollTop = top + this.row + GAP - clientHeight;
  }

  reveal(place) {
    const at = this.places ? this.places.indexOf(place) : place;
    if (!this.list || at < 0) return;
    this.selection.only(this.shown, at);
    this.intoView(at);
    this.picked();
  }

  label(key) {
    const code = 1 + this.data.classes.findIndex((one) => one.key === key);
    if (!code) {
      this.status.textContent = `No class has the key ${key}.`;
      return;
    }
    const { places, cursor } = this.selection;
    const meant = places.size ? [...places] : [this.shown(cursor)];
    meant.forEach((place) => this.changed.set(place, code)); // shown at once; the server's answer confirms it
    this.paint();
    this.emit("label", { key, ids: meant.map((place) => this.list.ids[place]) });
  }

  open(at) {
    if (at >= 0) this.emit("open", { id: this.list.ids[this.shown(at)] });
  }

  // --- what others are told ------------------------------------------------------------------------------------

  picked() {
    this.paint();
    this.tell();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.emit("select", { ids: [...this.selection.places].map((place) => this.list.ids[place]) });
    }, 120);
  }

  tell() {
    const n = this.selection.places.size;
    const total = this.count === this.list.n ? `${this.count.toLocaleString("en")} images`
      : `${this.count.toLocaleString("en")} of ${this.list.n.toLocaleString("en")} images`;
    this.status.textContent = n ? `${total} · ${n.toLocaleString("en")} selected` : total;
    Object.assign(this.root.dataset, { count: n, shown: this.count, rev: this.data.rev });
    tell("selected", { rev: this.data.rev, places: this.selection.places });
  }
}

function isLight(color) {
  const n = parseInt(color.slice(1), 16);
  return 0.299 * (n >> 16) + 0.587 * ((n >> 8) & 255) + 0.114 * (n & 255) > 140;
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".gallery");
  let grid = GRIDS.get(root);
  if (!grid) {
    grid = new Grid(root);
    GRIDS.set(root, grid);
  }
  grid.emit = setTriggerValue;
  grid.take(data);
  return () => {
    grid.stop();
    GRIDS.delete(root);
  };
}
