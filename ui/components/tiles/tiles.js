// A row of images that are buttons; Python sends them, a click or Enter opens one.
function tile(one, aspect, open) {
  const element = document.createElement("button");
  element.type = "button";
  element.title = [one.name, one.label, one.note].filter(Boolean).join(" · ");
  element.dataset.id = one.id;
  const image = Object.assign(document.createElement("img"), { src: one.src, alt: one.name, loading: "lazy" });
  image.style.aspectRatio = aspect;
  element.append(image);
  if (one.label) {
    const label = Object.assign(document.createElement("span"), { className: "label", textContent: one.label });
    label.style.setProperty("--class", one.color || "currentColor");
    element.append(label);
  }
  if (one.note) element.append(Object.assign(document.createElement("span"), { className: "note", textContent: one.note }));
  element.addEventListener("click", () => open(one.id));
  return element;
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".tiles");
  const open = (id) => setTriggerValue("open", { id });
  root.setAttribute("aria-label", data.title);
  root.classList.toggle("strips", data.aspect > 2.5);
  root.classList.toggle("row", data.row);
  root.replaceChildren(...data.tiles.map((one) => tile(one, Math.min(Math.max(data.aspect, 0.5), 8), open)));
  root.dataset.count = data.tiles.length;
}
