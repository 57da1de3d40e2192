// What the components of one page share in the browser: the list of images, which are shown, which are selected.
// Joined in front of each component's own script, because Streamlit loads every component as a module of its own.
const shared = (globalThis[Symbol.for("groupline")] ??= {
  lists: new Map(),
  grids: new Map(),
  bus: new EventTarget(),
  last: {},
});

function tell(kind, detail) {
  shared.last[kind] = detail; // for those who come later
  shared.bus.dispatchEvent(new CustomEvent(kind, { detail }));
}

function listen(kind, act) {
  const heard = (event) => act(event.detail);
  shared.bus.addEventListener(kind, heard);
  return () => shared.bus.removeEventListener(kind, heard);
}

function fromBase64(text, ArrayType) {
  return new ArrayType(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
}

// Bytes as ui/components/payload.py packs them: the lengths of the header and of what follows, a JSON header, arrays.
function unpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  return { header, rest: bytes.slice(4 + length).buffer };
}

const thumbnail = (list, index) => {
  let name = "";
  for (let i = 8 * index; i < 8 * (index + 1); i++) name += list.checksums[i].toString(16).padStart(2, "0");
  return `/thumb/${name}`;
};
const nameOf = (list, index) => list.names?.[index] ?? `image ${list.ids[index]}`;
