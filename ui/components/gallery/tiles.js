// The tiles: where they stand and how they look. Only those in view are in the page, so that 100,000 images scroll
// like 100.
const GAP = 6;
const AREA = 15000; // pixels of a typical tile
const SPARE = 2; // rows drawn above and below what is in view

class Tiles {
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
    if (this.resumeAt) this.host.scrollTop = this.resumeAt;
    this.resumeAt = 0;
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
    const note = this.data.notes?.[at];
    if (note) this.remark(tile, note);
    return tile;
  }

  remark(tile, note) {
    const remark = document.createElement("em");
    remark.textContent = note;
    tile.title = `${tile.title} · ${note}`;
    tile.firstChild.alt = tile.title;
    tile.insertBefore(remark, tile.lastChild);
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

  intoView(at) {
    const top = Math.floor(at / this.columns) * this.row;
    const { scrollTop, clientHeight } = this.host;
    if (top < scrollTop) this.host.scrollTop = top;
    else if (top + this.row + GAP > scrollTop + clientHeight) this.host.scrollTop = top + this.row + GAP - clientHeight;
  }
}

function isLight(color) {
  const n = parseInt(color.slice(1), 16);
  return 0.299 * (n >> 16) + 0.587 * ((n >> 8) & 255) + 0.114 * (n & 255) > 140;
}
