// What is seen of an upload; drawn at most ten times a second.
const INSTANCES = new WeakMap();
const number = (value) => value.toLocaleString("en-US");
const plural = (value, noun) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;

function size(bytes) {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(bytes >= 1e7 ? 0 : 1)} MB` : `${Math.ceil(bytes / 1e3)} kB`;
}

function duration(seconds) {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  return seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

function words(upload) {
  if (upload.state === "listing") return "Looking into what was dropped …";
  if (upload.state === "asking") return `Asking which of ${plural(upload.total, "file")} are here already …`;
  const pace = upload.pace();
  const parts = [`${number(upload.done)} of ${plural(upload.total, "file")}`, `${size(pace.sent)} of ${size(upload.bytes)}`];
  if (upload.cut) return parts.join(" · ");
  if (pace.files) parts.push(`${pace.files.toFixed(pace.files < 10 ? 1 : 0)} files/s`);
  if (pace.bytes) parts.push(`${size(pace.bytes)}/s`);
  const left = timeLeft(upload, pace);
  if (left !== null) parts.push(`${duration(left)} left`);
  return parts.join(" · ");
}

// Many small files wait for answers, few large ones for bytes: the slower of the two tells.
function timeLeft(upload, pace) {
  const byFiles = pace.files ? (upload.total - upload.done) / pace.files : null;
  const byBytes = pace.bytes ? (upload.bytes - pace.sent) / pace.bytes : null;
  if (byBytes === null) return byFiles;
  return byFiles === null || upload.total - upload.done <= 8 ? byBytes : Math.max(byFiles, byBytes);
}

function notice(upload) {
  if (upload.cut === "network") return "No answer from Groupline. Waiting for the network; it goes on by itself.";
  if (upload.cut === "login") return "Your log-in ran out. Log in again in another tab; it goes on by itself.";
  if (upload.state === "failed") return upload.fault;
  const parts = [];
  if (upload.state === "cancelled") parts.push(`Cancelled; ${plural(upload.done - upload.refused.length, "file")} stay here.`);
  if (upload.state === "done" && !upload.total) parts.push("There was no file in what was dropped.");
  if (upload.here && !upload.busy) parts.push(`${plural(upload.here, "file")} had been here already and were skipped.`);
  return parts.join(" ");
}

export default function ({ parentElement, data, setTriggerValue }) {
  INSTANCES.get(parentElement)?.();
  const upload = uploadOf(data.batch);
  const $ = (name) => parentElement.querySelector(name);
  const root = $(".uploader");
  // The browser remembers its batch, so that after a reload what was sent is still known.
  document.cookie = `${data.cookie}=${data.batch}; path=/; max-age=604800; SameSite=Strict`;
  $(".limits").textContent =
    `Up to ${size(data.max_mb * 1e6)} a file. Folder names can become near-labels. The images are kept in the workspace.`;

  function draw() {
    root.dataset.state = upload.state;
    root.dataset.done = upload.done;
    root.dataset.refused = upload.refused.length;
    root.dataset.cut = upload.cut;
    $(".work").hidden = !upload.busy;
    $(".drop").hidden = upload.busy;
    $(".words").textContent = words(upload);
    if (upload.state === "sending") $("progress").value = upload.done / Math.max(1, upload.total);
    else $("progress").removeAttribute("value");
    const said = notice(upload);
    $(".notice").hidden = !said;
    $(".notice").textContent = said;
    drawRefused();
  }

  function drawRefused() {
    const box = $(".refused");
    box.hidden = !upload.refused.length;
    $(".refused summary").textContent = `${plural(upload.refused.length, "file")} not taken`;
    $(".again").hidden = upload.busy;
    const list = $(".refused ul");
    if (Number(list.dataset.shown) === upload.refused.length) return;
    list.dataset.shown = upload.refused.length;
    list.replaceChildren(
      ...upload.refused.slice(0, 500).map(({ name, reason }) => {
        const item = document.createElement("li");
        item.textContent = `${name}: ${reason}`;
        return item;
      }),
    );
  }

  let timer = 0;
  const soon = () => {
    timer ||= setTimeout(() => {
      timer = 0;
      draw();
    }, 100);
  };
  const turn = () => {
    draw();
    const sending = upload.busy;
    if (sending !== root.told) setTriggerValue("change", { sending });
    root.told = sending;
  };
  const take = (listing) => {
    const after = listing.then((entries) => entries);
    upload.add(after);
  };

  $(".files").onclick = () => $(".pick-files").click();
  $(".folder").onclick = () => $(".pick-folder").click();
  for (const name of [".pick-files", ".pick-folder"])
    $(name).onchange = (event) => {
      const entries = chosenFiles(event.target);
      event.target.value = ""; // so that the same folder can be chosen again
      if (entries.length) take(Promise.resolve(entries));
    };
  $(".cancel").onclick = () => upload.cancel();
  $(".again").onclick = () => take(Promise.resolve(upload.refused.map(({ name, file }) => ({ name, file }))));
  root.ondragover = (event) => {
    event.preventDefault();
    root.classList.add("over");
  };
  root.ondragleave = () => root.classList.remove("over");
  root.ondrop = (event) => {
    event.preventDefault();
    root.classList.remove("over");
    take(droppedFiles(event.dataTransfer.items, soon));
  };
  upload.addEventListener("change", turn);
  upload.addEventListener("progress", soon);
  root.told = Boolean(data.sending);
  turn();
  const forget = () => {
    upload.removeEventListener("change", turn);
    upload.removeEventListener("progress", soon);
    clearTimeout(timer);
  };
  INSTANCES.set(parentElement, forget);
  return forget;
}
