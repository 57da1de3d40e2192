"""Send files through the uploader in a real browser while the network is cut twice; count what is there afterwards.

    python -m benchmarks.uploads [--files 5000] [--kilobytes 12] [--seed 0]

The first cut kills the server with SIGKILL and starts it anew; the second takes the browser off the network for five
seconds. Then every file must be on the server's disk with the same SHA-256.
"""

import argparse
import hashlib
import random
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.serving import Server, chromium, serving
from grouping import Project
from grouping.images.uploaded import FILES

MINUTES = 10


def draw_files(folder: Path, n_files: int, kilobytes: int, seed: int) -> None:
    """Write files of random bytes, of half to one and a half times the size, a hundred to a folder."""
    chance = random.Random(seed)
    for number in range(n_files):
        path = folder / f"shift {number // 100:03d}" / f"strip {number:05d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(chance.randbytes(int(kilobytes * 1000 * chance.uniform(0.5, 1.5))))


def checksums(folder: Path) -> dict[str, str]:
    """Return path -> SHA-256 of all files below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _open(page: Page, url: str) -> None:
    page.goto(f"{url}/images?project=uploads")
    page.get_by_test_id("stMain").get_by_text("Upload from this computer").click()
    page.locator("[data-state=idle]").wait_for()


def _done(page: Page) -> int:
    return int(page.locator(".uploader").get_attribute("data-done") or 0)


def _wait_for(page: Page, n_done: int) -> None:
    for _ in range(MINUTES * 600):
        if _done(page) >= n_done:
            return
        time.sleep(0.1)
    sys.exit(f"Only {_done(page):,} of {n_done:,} files came in {MINUTES} minutes.")


def _send(page: Page, folder: Path, n_files: int, servers: "Servers") -> None:
    """Send the folder, with two cuts on the way."""
    page.locator("input.pick-folder").set_input_files(str(folder))
    _wait_for(page, n_files // 4)
    print(f"cut 1 at {_done(page):,} files: the server is killed and started anew", flush=True)
    servers.kill()
    page.locator("[data-cut=network]").wait_for()
    servers.start()
    _wait_for(page, n_files // 2)
    print(f"cut 2 at {_done(page):,} files: the browser is off the network for 5 s", flush=True)
    page.context.set_offline(True)
    page.locator("[data-cut=network]").wait_for()
    time.sleep(5)
    page.context.set_offline(False)
    page.locator("[data-state=done]").wait_for(timeout=MINUTES * 60_000)


class Servers:
    """One dashboard after another at the same address."""

    def __init__(self, home: Path, log: Path, stack: ExitStack) -> None:
        self._home, self._log, self._stack, self._port = home, log, stack, 0
        self.peak = 0.0
        self.now: Server = self.start()

    def start(self) -> Server:
        """Start a server where the last one was."""
        self.now = self._stack.enter_context(serving(self._home, self._log, self._port))
        self._port = int(self.now.url.rpartition(":")[2])
        return self.now

    def kill(self) -> None:
        """Kill the server as a power cut would."""
        self.peak = max(self.peak, self.now.peak())
        self.now.process.kill()
        self.now.process.wait()


def _report(root: Path, page: Page, servers: Servers, before: float, seconds: float) -> bool:
    sent = checksums(root / "drawn")
    (batch,) = (root / "home" / "uploads").iterdir()
    there = {name.removeprefix("drawn/"): sha for name, sha in checksums(batch / FILES).items()}
    same = sum(there.get(name) == sha for name, sha in sent.items())
    megabytes = sum(path.stat().st_size for path in (root / "drawn").rglob("*.png")) / 1e6
    print(f"sent                {len(sent):,} files, {megabytes:,.1f} MB")
    print(f"counted by the page {_done(page):,}, refused {page.locator('.uploader').get_attribute('data-refused')}")
    print(f"on the disk         {len(there):,}")
    print(f"same SHA-256        {same:,}")
    print(f"seconds             {seconds:.1f}, both cuts included")
    print(f"server's memory     {before:.0f} MB before, {max(servers.peak, servers.now.peak()):.0f} MB at most")
    return len(sent) == len(there) == same == _done(page)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--kilobytes", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="groupline-uploads-"))
    draw_files(root / "drawn", options.files, options.kilobytes, options.seed)
    Project.create("uploads", home=root / "home")
    with ExitStack() as stack:
        servers = Servers(root / "home", root / "log", stack)
        page = stack.enter_context(chromium()).new_page()
        _open(page, servers.now.url)
        before, began = servers.now.memory(), time.monotonic()
        _send(page, root / "drawn", options.files, servers)
        good = _report(root, page, servers, before, time.monotonic() - began)
    shutil.rmtree(root)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
