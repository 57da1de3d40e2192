// A matrix of counts. Arrows, Home and End move; Enter or Space opens the images of a cell, a row or a column.
const MATRICES = new WeakMap();

class Matrix {
  constructor(root) {
    this.root = root;
    this.table = root.querySelector("table");
    this.at = [1, 1]; // row and column of the button that Tab reaches; 0 is the head
    this.table.addEventListener("click", (event) => this.click(event));
    this.table.addEventListener("keydown", (event) => this.key(event));
    this.table.addEventListener("focusin", (event) => this.turnTo(event.target));
  }

  take(data) {
    const text = JSON.stringify({ ...data, shown: "" });
    this.data = data;
    this.root.style.maxHeight = `${data.height}px`;
    if (text !== this.drawn) this.draw();
    this.drawn = text;
    this.buttons().forEach((one) => one.setAttribute("aria-pressed", one.dataset.part === data.shown));
    Object.assign(this.root.dataset, { rows: data.rows.length, columns: data.columns.length, shown: data.shown });
  }

  draw() {
    const { rows, columns, counts } = this.data;
    const sums = columns.map((_, j) => counts.reduce((sum, row) => sum + row[j], 0));
    const all = sums.reduce((sum, n) => sum + n, 0);
    const head = line("thead", [
      this.corner(),
      ...columns.map((name, j) => this.head(name, this.data.columnParts[j], 0, j + 1, "columnheader", sums[j])),
      cell("th", "columnheader", "Share"),
    ]);
    const body = document.createElement("tbody");
    rows.forEach((name, i) => {
      const sum = counts[i].reduce((total, n) => total + n, 0);
      const cells = columns.map((column, j) => this.cell(i, j, sum, sums[j]));
      body.append(
        row([this.head(name, this.data.rowParts[i], i + 1, 0, "rowheader", sum), ...cells, total(share(sum, all))]),
      );
    });
    body.append(row([cell("th", "rowheader", "Share"), ...sums.map((n) => total(share(n, all))), total("")]));
    this.table.replaceChildren(head, body);
    this.at = [Math.min(this.at[0], rows.length), Math.min(this.at[1], columns.length)];
    this.buttons().forEach((one) => (one.tabIndex = this.isHere(one) ? 0 : -1));
  }

  corner() {
    return cell("th", "columnheader", `${this.data.titles[0]} ↓  ${this.data.titles[1]} →`);
  }

  head(name, part, i, j, role, n) {
    const element = cell("th", role, "");
    element.append(this.button(name, part, i, j, `${name}, ${n.toLocaleString("en")} images`));
    return element;
  }

  cell(i, j, rowSum, columnSum) {
    const n = this.data.counts[i][j];
    const element = cell("td", "gridcell", "");
    element.dataset.count = n;
    element.style.setProperty("--share", rowSum ? n / rowSum : 0);
    const [inRow, inColumn] = [share(n, rowSum), share(n, columnSum)];
    const told = `${this.data.rows[i]}, ${this.data.columns[j]}: ${n.toLocaleString("en")} images, ${inRow} of the row, ${inColumn} of the column`;
    element.append(this.button(n ? n.toLocaleString("en") : "·", this.data.parts[i][j], i + 1, j + 1, told));
    return element;
  }

  button(text, part, i, j, told) {
    const element = Object.assign(document.createElement("button"), { type: "button", textContent: text, title: told });
    element.setAttribute("aria-label", told);
    Object.assign(element.dataset, { part, i, j });
    return element;
  }

  buttons() {
    return [...this.table.querySelectorAll("button")];
  }

  isHere(button) {
    return Number(button.dataset.i) === this.at[0] && Number(button.dataset.j) === this.at[1];
  }

  turnTo(button) {
    if (button.localName !== "button") return;
    this.at = [Number(button.dataset.i), Number(button.dataset.j)];
    this.buttons().forEach((one) => (one.tabIndex = one === button ? 0 : -1));
  }

  click(event) {
    const part = event.target.closest("button")?.dataset.part;
    if (part !== undefined) this.emit("part", { part: part === this.data.shown ? "" : part });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [i, j] = this.at;
    const [rows, columns] = [this.data.rows.length, this.data.columns.length];
    const to = {
      ArrowDown: [i + 1, j], ArrowUp: [i - 1, j], ArrowRight: [i, j + 1], ArrowLeft: [i, j - 1],
      Home: [i, 0], End: [i, columns],
    }[event.key];
    if (!to) return;
    const [row, column] = [Math.max(0, Math.min(rows, to[0])), Math.max(0, Math.min(columns, to[1]))];
    this.buttons().find((one) => Number(one.dataset.i) === row && Number(one.dataset.j) === column)?.focus();
    event.preventDefault();
    event.stopPropagation();
  }
}

const share = (n, all) => (all ? `${Math.round((100 * n) / all)}%` : "");

function cell(kind, role, content) {
  const element = document.createElement(kind);
  element.setAttribute("role", role);
  element.textContent = content;
  return element;
}

function total(content) {
  const element = cell("td", "gridcell", content);
  element.className = "total";
  return element;
}

function row(cells) {
  const element = document.createElement("tr");
  element.setAttribute("role", "row");
  element.append(...cells);
  return element;
}

function line(kind, cells) {
  const element = document.createElement(kind);
  element.append(row(cells));
  return element;
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".matrix");
  if (!MATRICES.has(root)) MATRICES.set(root, new Matrix(root));
  const matrix = MATRICES.get(root);
  matrix.emit = setTriggerValue;
  matrix.take(data);
  return () => MATRICES.delete(root);
}
