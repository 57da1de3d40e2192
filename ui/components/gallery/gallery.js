// The grid's state: which images it holds and shows, what is selected, and who is told of it.
const GRIDS = new WeakMap();

class Grid extends Gestures {
  constructor(root) {
    super();
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
      listen("focus", (what) => what === "gallery" && this.host.focus()),
    ];
    this.resized = new ResizeObserver(() => this.layout());
    this.resized.observe(this.host);
    this.host.addEventListener("scroll", () => {
      const kept = shared.grids.get(this.data?.rev);
      if (kept && kept.selection === this.selection) kept.top = this.host.scrollTop;
      this.soon();
    });
    this.host.addEventListener("focus", () => this.focus(true));
    this.host.addEventListener("blur", () => setTimeout(() => this.host.isConnected && this.focus(false)));
    this.host.addEventListener("keydown", (event) => this.key(event));
    this.host.addEventListener("pointerover", (event) => tell("hover", this.placeOf(event)));
    this.host.addEventListener("pointerleave", () => tell("hover", -1));
    this.inner.addEventListener("click", (event) => this.click(event));
    this.inner.addEventListener("dblclick", (event) => this.open(this.at(event)));
  }

  stop() {
    clearTimeout(this.timer);
    this.resized.disconnect();
    this.stops.forEach((stop) => stop());
  }

  take(data) {
    if (!this.data) this.resume(data.rev);
    const before = this.data;
    const other = before?.rev !== data.rev || !this.list;
    const relabeled = other ? [] : differing(new Map(before.changed), new Map(data.changed));
    const refiltered = other || ["shown", "notes", "by_code"].some((name) => !alike(before[name], data[name]))
      || (data.by_code && relabeled.length > 0);
    const cleared = before && before.cleared !== data.cleared;
    this.data = data;
    this.list = shared.lists.get(data.rev);
    this.host.style.height = `${data.height}px`;
    if (!this.list) return;
    this.changed = new Map(data.changed);
    const stay = refiltered && relabeled.length ? this.anchor(new Set(relabeled)) : null;
    if (refiltered) this.refilter(other, stay);
    const untold = this.selection.answered(cleared, data.heard);
    if (data.given && data.given !== this.given) this.receive(data);
    this.layout();
    if (stay) this.stayAt(stay);
    this.keep();
    this.tell();
    if (untold) this.picked();
  }

  receive(data) {
    this.given = data.given;
    const there = this.places ? new Set(this.places) : null;
    const places = [...fromBase64(data.selected ?? "", Uint32Array)].filter((place) => !there || there.has(place));
    this.selection.places = new Set(places);
    if (!places.length) return;
    const at = this.places ? this.places.indexOf(places[0]) : places[0];
    this.selection.move(at);
    this.layout();
    this.intoView(at);
  }

  // Keys go on in the grid that takes this one's place: one that is taken out did not lose the focus to anything.
  focus(has) {
    this.focused = has;
    const kept = shared.grids.get(this.data?.rev);
    if (kept && kept.selection === this.selection) kept.focused = has;
  }

  // A page that draws something above the gallery takes it out and puts a new one in: that one goes on from here.
  keep() {
    shared.grids.delete(this.data.rev);
    const { data, selection, untold, focused } = this;
    shared.grids.set(data.rev, { data, selection, untold, focused, top: this.host.scrollTop });
    if (shared.grids.size > 3) shared.grids.delete(shared.grids.keys().next().value);
  }

  resume(rev) {
    const kept = shared.grids.get(rev);
    this.list = shared.lists.get(rev);
    if (!kept || !this.list) return;
    this.data = kept.data;
    this.selection = kept.selection;
    this.changed = new Map(kept.data.changed);
    this.given = kept.data.given;
    this.resumeAt = kept.top;
    this.host.style.height = `${kept.data.height}px`;
    this.show();
    this.layout();
    if (kept.focused && document.activeElement === document.body) this.host.focus({ preventScroll: true });
    if (kept.untold) this.picked();
  }

  show() {
    const { shown, by_code, changed } = this.data;
    if (by_code) this.places = placesByCode(this.list, new Map(changed), by_code);
    else this.places = shown === null ? null : fromBase64(shown, Uint32Array);
    this.count = this.places ? this.places.length : this.list.n;
  }

  refilter(other, stay) {
    this.show();
    if (other) this.selection = new Selection();
    else if (this.places) {
      const kept = new Set(this.places);
      this.selection.places.forEach((place) => kept.has(place) || this.selection.places.delete(place));
    }
    this.selection.move(stay ? Math.max(0, Math.min(this.selection.cursor, this.count - 1)) : 0);
    if (!stay) this.host.scrollTop = this.resumeAt = 0;
    this.drop();
    tell("shown", { rev: this.data.rev, places: this.places });
  }

  reveal(place) {
    const at = this.places ? this.places.indexOf(place) : place;
    if (!this.list || at < 0) return;
    this.selection.only(this.shown, at);
    this.intoView(at);
    this.picked();
  }

  tell() {
    const n = this.selection.places.size;
    const total = this.count === this.list.n ? `${this.count.toLocaleString("en")} images`
      : `${this.count.toLocaleString("en")} of ${this.list.n.toLocaleString("en")} images`;
    this.status.textContent = n ? `${total} · ${n.toLocaleString("en")} selected` : total;
    Object.assign(this.root.dataset, { count: n, shown: this.count, rev: this.data.rev });
    tell("selected", { rev: this.data.rev, places: this.selection.places });
  }

  // Where the list stands, told by the first image in view that keeps its label: it is to stay there on a relabeling.
  anchor(relabeled) {
    const { scrollTop, clientHeight } = this.host;
    const first = Math.ceil(scrollTop / this.row) * this.columns;
    const last = Math.min(this.count, Math.ceil((scrollTop + clientHeight) / this.row) * this.columns);
    let at = first;
    while (at < last && relabeled.has(this.shown(at))) at++;
    return { place: at < last ? this.shown(at) : -1, below: Math.floor(at / this.columns) * this.row - scrollTop };
  }

  stayAt({ place, below }) {
    const at = place < 0 ? -1 : this.places ? this.places.indexOf(place) : place;
    if (at >= 0) this.host.scrollTop = Math.floor(at / this.columns) * this.row - below;
    this.paint();
  }
}

function alike(one, other) {
  return one === other || one?.join?.() === (other?.join?.() ?? null);
}

// The places of the images with some label codes: code by code in the order given, each in the order of the list.
function placesByCode(list, changed, codes) {
  const codeOf = (place) => changed.get(place) ?? list.codes[place];
  const counts = new Map(codes.map((code) => [code, 0]));
  for (let place = 0; place < list.n; place++) {
    const code = codeOf(place);
    if (counts.has(code)) counts.set(code, counts.get(code) + 1);
  }
  const next = new Map();
  let total = 0;
  for (const [code, count] of counts) {
    next.set(code, total);
    total += count;
  }
  const places = new Uint32Array(total);
  for (let place = 0; place < list.n; place++) {
    const code = codeOf(place);
    if (!next.has(code)) continue;
    places[next.get(code)] = place;
    next.set(code, next.get(code) + 1);
  }
  return places;
}

function differing(before, after) {
  const same = (place) => before.get(place) === after.get(place);
  return [...new Set([...before.keys(), ...after.keys()])].filter((place) => !same(place));
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
