const LISTENERS = new WeakMap();

const typing = (event) => {
  const target = event.composedPath()[0];
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
};

export default function ({ parentElement }) {
  const dialog = parentElement.querySelector("dialog");
  const toggle = () => (dialog.open ? dialog.close() : dialog.showModal());
  const listen = (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    event.preventDefault();
    toggle();
  };
  const forget = () => document.removeEventListener("keydown", LISTENERS.get(parentElement));
  forget(); // this runs again with every change of the theme
  LISTENERS.set(parentElement, listen);
  document.addEventListener("keydown", listen);
  parentElement.querySelector(".open").onclick = toggle;
  return forget;
}
