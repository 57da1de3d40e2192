// What a person does in the grid by mouse and keyboard: move, select, label, open.
class Gestures extends Tiles {
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

  label(key) {
    if (this.data.refused) {
      this.status.textContent = this.data.refused;
      return;
    }
    const code = 1 + this.data.classes.findIndex((one) => one.key === key);
    if (!code) {
      this.status.textContent = `No class has the key ${key}.`;
      return;
    }
    const { places, cursor } = this.selection;
    const meant = places.size ? [...places] : [this.shown(cursor)];
    meant.forEach((place) => this.changed.set(place, code)); // shown at once; the server's answer confirms it
    clearTimeout(this.timer); // the label itself tells what was selected; told after it, that would be selected anew
    const turn = Date.now();
    this.selection.sent(turn, this.untold);
    this.untold = false;
    this.paint();
    this.emit("label", { key, turn, ids: meant.map((place) => this.list.ids[place]) });
  }

  open(at) {
    if (at >= 0) this.emit("open", { id: this.list.ids[this.shown(at)] });
  }

  picked() {
    this.selection.newer = true;
    this.paint();
    this.tell();
    clearTimeout(this.timer);
    this.untold = true; // the server is told in a moment; if this grid is taken out before, the next one tells
    this.keep();
    this.timer = setTimeout(() => {
      this.untold = false;
      this.keep();
      this.emit("select", { ids: [...this.selection.places].map((place) => this.list.ids[place]) });
    }, 120);
  }
}
