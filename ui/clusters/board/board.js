// Groups as cards. Arrows go from card to card, Enter opens, Space shows the images, P promotes, N names.
const BOARDS = new WeakMap();
const LEFT = { current: "", focused: false }; // where one stood on the board that an edit took out and draws anew

class Board {
  constructor(root) {
    this.root = root;
    this.grid = root.querySelector(".gl-cards");
    this.current = LEFT.current;
    this.focused = LEFT.focused;
    this.form = null; // {key, verb}: the one that is open
    this.stops = [listen("focus", (what) => what === "cards" && this.card(this.current)?.focus())];
    this.grid.addEventListener("click", (event) => this.click(event));
    this.grid.addEventListener("keydown", (event) => this.key(event));
    this.grid.addEventListener("focusin", (event) => this.turnTo(event.target.closest(".gl-card")?.dataset.key));
    this.grid.addEventListener("focusout", () => setTimeout(() => this.left()));
    this.grid.addEventListener("submit", (event) => this.submit(event));
  }

  stop() {
    this.stops.forEach((stop) => stop());
    Object.assign(LEFT, { current: this.current, focused: this.focused });
  }

  left() {
    if (this.root.isConnected) this.focused = this.hasFocus(); // what is taken out is no place that one left
  }

  hasFocus() {
    return Boolean(this.root.getRootNode().activeElement?.closest?.(".gl-card"));
  }

  take(data) {
    this.data = data;
    this.root.style.maxHeight = `${data.height}px`;
    const options = data.classes.map((name) => Object.assign(document.createElement("option"), { value: name }));
    this.root.querySelector("datalist").replaceChildren(...options);
    const text = JSON.stringify([data.cards, data.refused]);
    if (text !== this.drawn) this.draw(data);
    else this.mark();
    this.drawn = text;
    this.root.dataset.count = data.cards.length;
    this.root.dataset.shown = data.shown;
  }

  draw(data) {
    const focused = this.hasFocus() || (this.focused && document.activeElement === document.body);
    this.form = null;
    if (!data.cards.some((card) => card.key === this.current)) this.current = data.cards[0]?.key ?? "";
    this.grid.replaceChildren(...data.cards.map((card) => this.make(card)));
    if (focused) this.card(this.current)?.focus();
  }

  mark() {
    for (const element of this.grid.children) {
      const shown = element.dataset.key === this.data.shown;
      element.dataset.shown = shown;
      element.querySelector("[data-verb=show]")?.setAttribute("aria-pressed", shown);
    }
  }

  make(card) {
    const element = document.createElement("article");
    element.className = "gl-card";
    element.dataset.key = card.key;
    element.dataset.shown = card.key === this.data.shown;
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", `${card.title}, ${card.size} images`);
    element.innerHTML = card.html; // made by cards_html.py, which escapes all text
    const open = button(`${card.title} ›`, "open", `Look into ${card.title} (Enter)`);
    element.querySelector(".gl-name").replaceChildren(open);
    const acts = document.createElement("div");
    acts.className = "acts";
    element.append(acts);
    this.fill(element, card);
    return element;
  }

  fill(element, card) {
    const acts = element.querySelector(".acts");
    const shown = card.key === this.data.shown;
    const n = card.size.toLocaleString("en");
    const open = this.form?.key === card.key ? this.form.verb : "";
    acts.replaceChildren(
      ...(open
        ? [this.makeForm(card, open)]
        : [
            button("Show", "show", `Only its images in the gallery (Space)`, shown),
            button(`Promote ${n}`, "promote", `Give its ${n} images a class (P)`),
            button("Rename", "rename", "Give it a name (N)"),
          ]),
    );
    for (const [verb, reason] of Object.entries(this.data.refused)) {
      const refused = acts.querySelector(`[data-verb=${verb}]`);
      if (reason && refused) Object.assign(refused, { disabled: true, title: reason });
    }
    const here = card.key === this.current;
    element.tabIndex = here ? 0 : -1;
    element.querySelectorAll("button, input").forEach((one) => (one.tabIndex = here ? 0 : -1));
  }

  makeForm(card, verb) {
    const form = document.createElement("form");
    const input = document.createElement("input");
    input.name = "text";
    input.maxLength = 200;
    input.autocomplete = "off";
    if (verb === "promote") input.setAttribute("list", "board-classes");
    input.placeholder = verb === "promote" ? "Class, or a new one" : "Name";
    input.setAttribute("aria-label", verb === "promote" ? `Class of ${card.title}` : `Name of ${card.title}`);
    input.value = verb === "rename" ? card.name : "";
    const n = card.size.toLocaleString("en");
    form.append(input, Object.assign(button(verb === "promote" ? `Promote ${n}` : "Rename", ""), { type: "submit" }));
    return form;
  }

  card(key) {
    return [...this.grid.children].find((element) => element.dataset.key === key);
  }

  refresh() {
    this.data.cards.forEach((card) => this.fill(this.card(card.key), card));
  }

  turnTo(key) {
    this.focused = true;
    if (key === undefined || key === this.current) return;
    this.current = key;
    for (const element of this.grid.children) {
      const here = element.dataset.key === key;
      element.tabIndex = here ? 0 : -1;
      element.querySelectorAll("button, input").forEach((one) => (one.tabIndex = here ? 0 : -1));
    }
  }

  ask(key, verb) {
    this.form = { key, verb };
    this.refresh();
    this.card(key).querySelector("input").focus();
  }

  close() {
    const { key } = this.form;
    this.form = null;
    this.refresh();
    this.card(key).focus();
  }

  click(event) {
    const key = event.target.closest(".gl-card")?.dataset.key;
    const verb = event.target.closest("button")?.dataset.verb;
    if (event.target.dataset.id) this.emit("act", { verb: "image", key: event.target.dataset.id, text: "" });
    else if (verb) this.act(key, verb);
    else if (key !== undefined && !event.target.closest("form")) this.card(key).focus();
  }

  act(key, verb) {
    if (this.data.refused[verb]) return;
    if (verb === "promote" || verb === "rename") this.ask(key, verb);
    else this.emit("act", { verb, key: verb === "show" && key === this.data.shown ? "" : key, text: "" });
  }

  submit(event) {
    event.preventDefault();
    const { key, verb } = this.form;
    const text = new FormData(event.target).get("text").trim();
    if (verb === "promote" && !text) return;
    this.close();
    this.emit("act", { verb, key, text });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = event.target.localName === "input" ? this.inForm(event.key) : this.onCard(event);
    if (!act) return;
    act();
    event.preventDefault();
    event.stopPropagation();
  }

  inForm(key) {
    return key === "Escape" ? () => this.close() : null;
  }

  onCard(event) {
    const onButton = event.target.localName === "button";
    const columns = getComputedStyle(this.grid).gridTemplateColumns.split(" ").length;
    const keys = this.data.cards.map((card) => card.key);
    const at = keys.indexOf(this.current);
    const to = (place) => () => this.card(keys[Math.max(0, Math.min(keys.length - 1, place))])?.focus();
    const steps = {
      ArrowRight: to(at + 1), ArrowLeft: to(at - 1), ArrowDown: to(at + columns), ArrowUp: to(at - columns),
      Home: to(0), End: to(keys.length - 1),
    };
    const verbs = { p: "promote", n: "rename", ...(onButton ? {} : { Enter: "open", " ": "show" }) };
    const verb = verbs[event.key];
    return steps[event.key] ?? (verb && (() => this.act(this.current, verb)));
  }
}

function button(text, verb, title = "", pressed = null) {
  const element = Object.assign(document.createElement("button"), { type: "button", textContent: text, title });
  element.dataset.verb = verb;
  if (pressed !== null) element.setAttribute("aria-pressed", pressed);
  return element;
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".board");
  if (!BOARDS.has(root)) BOARDS.set(root, new Board(root));
  const board = BOARDS.get(root);
  board.emit = setTriggerValue;
  board.take(data);
  return () => {
    board.stop();
    BOARDS.delete(root);
  };
}
