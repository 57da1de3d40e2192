// The legend: what each colour means, how many images it stands for, and which are hidden by a click on it; for a
// measured value the scale from low to high.
class LegendPlot extends Plot {
  legend(counts) {
    const host = this.root.querySelector(".legend");
    if (this.data.scale) host.replaceChildren(this.scale(this.data.scale));
    else this.lines(host, counts);
  }

  scale({ title, low, middle, high, missing }) {
    const scale = document.createElement("figure");
    const [name, ramp, ends, rest] = ["figcaption", "i", "p", "small"].map((kind) => document.createElement(kind));
    name.textContent = title;
    ramp.style.background = `linear-gradient(to right, ${this.data.legend.map((line) => line.color).join(", ")})`;
    for (const text of [low, middle, high]) ends.append(Object.assign(document.createElement("span"), { textContent: text }));
    rest.textContent = missing ? `${missing.toLocaleString("en")} without, grey` : "";
    scale.append(name, ramp, ends, rest);
    return scale;
  }

  lines(host, counts) {
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
}
