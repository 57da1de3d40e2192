// One upload: which files are to be sent, four at a time, again and again until each is there or refused.
// It belongs to the tab, not to the page, so it goes on while one looks at another page.
const WORKERS = 4;
const QUESTION = 1000; // files asked about at once
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;
const SILENCE = 60000; // milliseconds without a byte: the connection is dead
const RATE_WINDOW = 10000;

const uploads = (globalThis[Symbol.for("groupline-uploads")] ??= new Map());
class Stopped extends Error {}

class Upload extends EventTarget {
  constructor(batch) {
    super();
    Object.assign(this, { batch, state: "idle", live: new Set(), wakers: new Set(), refused: [], known: new Map() });
    this.reset();
    addEventListener("online", () => this.wake());
    addEventListener("beforeunload", (event) => {
      if (this.busy) event.preventDefault();
    });
  }

  get busy() {
    return ["listing", "asking", "sending"].includes(this.state);
  }

  reset() {
    Object.assign(this, { total: 0, bytes: 0, done: 0, doneBytes: 0, here: 0, cut: "", marks: [], stopped: false });
    this.flying = new Map();
    this.refused = [];
  }

  become(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }

  changed() {
    this.dispatchEvent(new Event("progress"));
  }

  // Takes a promise of files; what is dropped while another drop is under way waits for it.
  add(listing) {
    this.turn = (this.turn ?? Promise.resolve()).then(() => this.run(listing));
    return this.turn;
  }

  async run(listing) {
    this.reset();
    this.become("listing");
    try {
      const entries = await listing;
      this.total = entries.length;
      this.become("asking");
      const wanted = await this.ask(entries);
      this.become("sending");
      this.queue = wanted;
      await Promise.all(Array.from({ length: WORKERS }, () => this.work()));
      this.become("done");
    } catch (fault) {
      this.fault = fault instanceof Stopped ? "" : String(fault.message ?? fault);
      this.become(fault instanceof Stopped ? "cancelled" : "failed");
    }
  }

  refuse(entry, reason) {
    this.refused.push({ ...entry, reason });
    this.done += 1;
    this.changed();
  }

  arrived(entry) {
    this.done += 1;
    this.doneBytes += entry.file.size;
    this.changed();
  }

  async ask(entries) {
    const wanted = [];
    const readable = entries.filter((entry) => entry.file || this.refuse(entry, "cannot be read on this computer"));
    this.bytes = readable.reduce((sum, { file }) => sum + file.size, 0);
    for (let from = 0; from < readable.length; from += QUESTION) {
      const some = readable.slice(from, from + QUESTION);
      const question = JSON.stringify(some.map(({ name, file }) => [name, file.size, file.lastModified]));
      const { json } = await this.persist(() => this.request("POST", this.address(), question));
      some.forEach((entry, place) => {
        const verdict = json.files[place];
        if (verdict === "here") {
          this.here += 1;
          this.arrived(entry);
        } else if (verdict) this.refuse(entry, verdict);
        else wanted.push(entry);
      });
    }
    return wanted;
  }

  async work() {
    for (let entry = this.queue.shift(); entry; entry = this.queue.shift()) {
      const { status, json } = await this.persist(() => this.send(entry), entry);
      this.flying.delete(entry);
      if (status === 200) this.arrived(entry);
      else this.refuse(entry, json.reason ?? `was refused (${status})`);
    }
  }

  address(name) {
    const path = name === undefined ? "" : `/${name.split("/").map(encodeURIComponent).join("/")}`;
    return `/upload/${this.batch}${path}`;
  }

  send(entry) {
    const headers = { "X-Modified": String(entry.file.lastModified) };
    return this.request("PUT", this.address(entry.name), entry.file, headers, (loaded) => {
      this.flying.set(entry, loaded);
      this.changed();
    });
  }

  // Tries until there is an answer: a cut network, a server that starts again, a log-in that ran out.
  async persist(attempt, entry) {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      this.check();
      const answer = await attempt().catch(() => ({ status: 0 }));
      this.check();
      if (answer.status === 404 && answer.json) throw new Error(answer.json.reason);
      if (answer.status === 403) throw new Error(answer.text); // the role does not cover it, and waiting will not help
      if (answer.json && (answer.status < 500 || answer.status === 507) && ![401, 429].includes(answer.status)) {
        if (this.cut) this.cut = "";
        return answer;
      }
      this.flying.delete(entry);
      if (entry && !(await readable(entry.file))) {
        return { status: 422, json: { reason: "cannot be read on this computer any more" } };
      }
      this.cut = answer.status === 0 || answer.status >= 500 ? "network" : "login";
      this.changed();
      await this.pause(pause * (0.75 + Math.random() / 2));
    }
  }

  check() {
    if (this.stopped) throw new Stopped();
  }

  pause(milliseconds) {
    return new Promise((go) => {
      const wake = () => {
        clearTimeout(timer);
        this.wakers.delete(wake);
        go();
      };
      const timer = setTimeout(wake, milliseconds);
      this.wakers.add(wake);
    });
  }

  wake() {
    for (const wake of [...this.wakers]) wake();
  }

  cancel() {
    this.stopped = true;
    for (const request of this.live) request.abort();
    this.wake();
  }

  request(method, address, body, headers = {}, sent = () => {}) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let alarm;
      const alive = () => {
        clearTimeout(alarm);
        alarm = setTimeout(() => request.abort(), SILENCE);
      };
      request.open(method, address);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = (event) => {
        alive();
        sent(event.loaded);
      };
      request.onload = () => resolve({ status: request.status, text: request.responseText, json: parsed(request.responseText) });
      request.onerror = request.onabort = () => reject(new Error("no answer"));
      request.onloadend = () => {
        clearTimeout(alarm);
        this.live.delete(request);
      };
      this.live.add(request);
      alive();
      request.send(body);
    });
  }

  // Bytes that are there or on their way, and files and bytes a second over the last seconds.
  pace() {
    const sent = this.doneBytes + [...this.flying.values()].reduce((sum, loaded) => sum + loaded, 0);
    const now = performance.now();
    if (!this.marks.length || now - this.marks.at(-1).now > 500) this.marks.push({ now, sent, done: this.done });
    while (this.marks.length > 2 && now - this.marks[0].now > RATE_WINDOW) this.marks.shift();
    const [first] = this.marks;
    const seconds = (now - first.now) / 1000;
    if (seconds < 1) return { sent };
    return { sent, files: (this.done - first.done) / seconds, bytes: (sent - first.sent) / seconds };
  }
}

function parsed(text) {
  try {
    const json = JSON.parse(text);
    return typeof json === "object" ? json : null;
  } catch {
    return null; // a proxy's or a log-in's page, not our answer
  }
}

const readable = (file) => file.slice(0, 1).arrayBuffer().then(() => true, () => false);

function uploadOf(batch) {
  if (!uploads.has(batch)) uploads.set(batch, new Upload(batch));
  return uploads.get(batch);
}
