// Takes in where the images of a list lie, once, and keeps it for the map.
export default function ({ parentElement, data }) {
  const { header, rest } = unpack(data);
  shared.points = { rev: header.rev, n: header.n, xy: new Float32Array(rest, 0, 2 * header.n) };
  parentElement.querySelector(".points").dataset.count = header.n;
  tell("points", header.rev);
}
