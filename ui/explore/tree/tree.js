// The tree of groups. Arrows move, Left and Right close and open, Enter goes; a click goes.
const TREES = new WeakMap();

class Tree {
  constructor(root) {
    this.root = root;
    this.closed = new Set();
    this.stop = listen("focus", (what) => what === "tree" && this.root.querySelector('[tabindex="0"]')?.focus());
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("keydown", (event) => this.key(event));
  }

  take(data) {
    if (this.data?.current !== data.current) {
      this.focused = data.current;
      this.openAbove(data);
    }
    this.data = data;
    this.root.style.maxHeight = `${data.height}px`;
    this.parents = new Set(data.nodes.map((node) => node.parent));
    this.paint();
  }

  openAbove(data) {
    const parents = new Map(data.nodes.map((node) => [node.path, node.parent]));
    for (let path = parents.get(data.current); path; path = parents.get(path)) this.closed.delete(path);
  }

  visible() {
    const hidden = new Set();
    return this.data.nodes.filter((node) => {
      const out = hidden.has(node.parent) || this.closed.has(node.parent);
      if (out) hidden.add(node.path);
      return !out;
    });
  }

  paint() {
    const hadFocus = this.root.getRootNode().activeElement?.getAttribute?.("role") === "treeitem";
    const nodes = this.visible();
    if (!nodes.some((node) => node.path === this.focused)) this.focused = this.data.current;
    this.root.replaceChildren(...nodes.map((node) => this.item(node)));
    this.root.dataset.count = nodes.length;
    this.root.dataset.current = this.data.current;
    this.root.classList.toggle("begun", this.data.nodes.some((node) => node.done));
    if (hadFocus) this.root.querySelector('[tabindex="0"]')?.focus();
  }

  item(node) {
    const inner = this.parents.has(node.path);
    const item = document.createElement("div");
    item.className = "item";
    item.dataset.path = node.path;
    item.style.setProperty("--depth", node.depth);
    item.tabIndex = node.path === this.focused ? 0 : -1;
    item.setAttribute("role", "treeitem");
    item.setAttribute("aria-level", node.depth + 1);
    item.setAttribute("aria-selected", node.path === this.data.current);
    item.setAttribute("aria-label", `${node.title}, ${node.size} images. ${node.told}`);
    item.title = [node.title, node.told, node.source].filter(Boolean).join("\n");
    if (inner) item.setAttribute("aria-expanded", !this.closed.has(node.path));
    item.append(this.line(node, inner), foot(node));
    return item;
  }

  line(node, inner) {
    const line = document.createElement("div");
    line.className = "line";
    const mark = inner ? (this.closed.has(node.path) ? "▸" : "▾") : "";
    line.append(text("i", mark), text("span", node.title), text("em", node.size.toLocaleString("en")));
    return line;
  }

  click(event) {
    const item = event.target.closest(".item");
    if (!item) return;
    if (event.target.localName === "i" && item.hasAttribute("aria-expanded")) this.toggle(item.dataset.path);
    else this.go(item.dataset.path);
  }

  toggle(path) {
    if (!this.closed.delete(path)) this.closed.add(path);
    this.paint();
  }

  go(path) {
    this.focused = path;
    this.emit("go", { path });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const nodes = this.visible();
    const at = nodes.findIndex((node) => node.path === this.focused);
    const [inner, closed] = [this.parents.has(this.focused), this.closed.has(this.focused)];
    const focus = (path) => () => {
      this.focused = path ?? this.focused;
      this.paint();
    };
    const act = {
      ArrowDown: focus(nodes[at + 1]?.path),
      ArrowUp: focus(nodes[at - 1]?.path),
      Home: focus(nodes[0].path),
      End: focus(nodes.at(-1).path),
      ArrowRight: inner && closed ? () => this.toggle(this.focused) : focus(inner ? nodes[at + 1]?.path : null),
      ArrowLeft: inner && !closed ? () => this.toggle(this.focused) : focus(nodes[at]?.parent),
      Enter: () => this.go(this.focused),
      " ": () => this.go(this.focused),
    }[event.key];
    if (!act) return;
    act();
    event.preventDefault();
    event.stopPropagation();
  }
}

function text(kind, content) {
  const element = document.createElement(kind);
  element.textContent = content;
  return element;
}

function bar(node) {
  const host = document.createElement("div");
  host.className = "bar";
  for (const [color, share] of node.bar) {
    const part = document.createElement("u");
    part.style.background = color;
    part.style.width = `${100 * share}%`;
    host.append(part);
  }
  return host;
}

function foot(node) {
  const host = document.createElement("div");
  host.className = "foot";
  host.append(bar(node), text("b", node.done));
  return host;
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".tree");
  if (!TREES.has(root)) TREES.set(root, new Tree(root));
  const tree = TREES.get(root);
  tree.emit = setTriggerValue;
  tree.take(data);
  return () => {
    tree.stop();
    TREES.delete(root);
  };
}
