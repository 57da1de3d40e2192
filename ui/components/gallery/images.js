// Takes in a list of images once and keeps it for the gallery and the map.
const KEPT = 3;

function read(bytes) {
  const { header, rest } = unpack(bytes);
  const n = header.n;
  return {
    n,
    names: header.names,
    ids: new Uint32Array(rest, 0, n),
    checksums: new Uint8Array(rest, 4 * n, 8 * n),
    codes: new Uint16Array(rest, 12 * n, n),
    rev: header.rev,
  };
}

export default function ({ parentElement, data }) {
  const list = read(data);
  shared.lists.delete(list.rev);
  shared.lists.set(list.rev, list);
  while (shared.lists.size > KEPT) shared.lists.delete(shared.lists.keys().next().value);
  parentElement.querySelector(".images").dataset.count = list.n;
  tell("list", list.rev);
}
