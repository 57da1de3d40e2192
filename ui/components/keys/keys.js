const LISTENERS = new WeakMap();
const PLACES = { g: "tree", c: "cards", i: "gallery" }; // key -> the part of the page that it goes to

const typing = (event) => {
  const target = event.composedPath()[0];
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
};

export default function ({ parentElement }) {
  const dialog = parentElement.querySelector("dialog");
  const toggle = () => (dialog.open ? dialog.close() : dialog.showModal());
  const listen = (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    if (event.key === "?") toggle();
    else if (event.key in PLACES && !dialog.open) tell("focus", PLACES[event.key]);
    else return;
    event.preventDefault();
  };
  const forget = () => document.removeEventListener("keydown", LISTENERS.get(parentElement));
  forget(); // this runs again with every change of the theme
  LISTENERS.set(parentElement, listen);
  document.addEventListener("keydown", listen);
  parentElement.querySelector(".open").onclick = toggle;
  return forget;
}
