"""Kill import and encode at random moments with SIGKILL, run them again, and compare with an undisturbed run.

    python benchmarks/kills.py [--kills 20] [--images 300] [--folder FOLDER] [--seed 0]

Even rounds kill the command line, odd rounds the worker process while it runs the same work as jobs. A round passes
when the final state has the hash of the undisturbed run and no job is left running.
"""

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from data.sample import draw_sample
from grouping import Project
from grouping.jobs.records import Job, recent_jobs

NAME = "kills"


def state_hash(project: Project) -> str:
    """Hash all that import and encode leave: images, places, figures, near-labels, thumbnails, embeddings."""
    table = project.images().drop(columns=["id", "added_at", "thumbnail"])
    digest = hashlib.sha256(table.to_json(orient="records").encode())
    for thumbnail in project.images()["thumbnail"]:
        digest.update(thumbnail.read_bytes())
    report = project.health()
    digest.update(repr((sorted(report["duplicates"].values()), report["problems"])).encode())
    digest.update(project.embeddings()[1].tobytes())
    return digest.hexdigest()


def _command(home: Path, *arguments: str) -> subprocess.Popen[bytes]:
    # A session of its own, so that the kill takes every process of it, as a power cut would.
    return subprocess.Popen(
        [sys.executable, "-m", "grouping", *arguments, "--home", str(home)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def by_command_line(home: Path, folder: Path, moment: float) -> str:
    """Kill the command line at `moment` seconds, then run both commands again; returns what the kill hit."""
    began, hit = time.monotonic(), "nothing: all was done"
    for arguments in (("import", NAME, str(folder), "--near-labels", "folder"), ("encode", NAME)):
        process = _command(home, *arguments)
        try:
            process.wait(timeout=max(0.0, moment - (time.monotonic() - began)))
        except subprocess.TimeoutExpired:
            _kill(process)
            hit = arguments[0]
            break
    for arguments in (("import", NAME, str(folder), "--near-labels", "folder"), ("encode", NAME)):
        if _command(home, *arguments).wait() != 0:
            raise SystemExit(f"The second run of {arguments[0]} failed.")
    return hit


def by_worker(home: Path, folder: Path, moment: float) -> str:
    """Kill the worker at `moment` seconds while it does the work as jobs, then start another until all is done."""
    project = Project.open(NAME, home=home)
    project.submit("import", source=str(folder), near_labels="folder")
    project.submit("encode", encoder="efficientnet_lite0")
    process = _command_worker(home)
    time.sleep(moment)
    _kill(process)
    states = [f"{job.kind} {job.state}" for job in reversed(_jobs(project))]
    process = _command_worker(home)
    while any(job.active for job in _jobs(project)):
        time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)
    if any(job.state != "done" for job in _jobs(project)):
        raise SystemExit(f"Jobs ended otherwise: {[(job.kind, job.state, job.error) for job in _jobs(project)]}")
    return ", ".join(states)


def _command_worker(home: Path) -> subprocess.Popen[bytes]:
    return _command(home, "worker")


def _jobs(project: Project) -> list[Job]:
    return recent_jobs(project.workspace.database)


def _round(home: Path, folder: Path, number: int, moment: float) -> tuple[str, str]:
    project = Project.create(NAME, home=home)
    hit = (by_worker if number % 2 else by_command_line)(home, folder, moment)
    return hit, state_hash(project)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--images", type=int, default=300)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="groupline-kills-"))
    folder = options.folder or root / "images"
    if not options.folder:
        draw_sample(folder, n_images=options.images)
    began = time.monotonic()
    _, expected = _round(root / "undisturbed", folder, 0, moment=3600.0)
    length = (time.monotonic() - began) / 2  # by_command_line runs everything twice
    print(f"undisturbed: {length:.1f} s, state {expected[:16]}")
    moments, wrong = random.Random(options.seed), 0
    for number in range(options.kills):
        home, moment = root / f"round{number}", moments.uniform(0.0, length)
        hit, found = _round(home, folder, number, moment)
        wrong += found != expected
        how = "worker" if number % 2 else "command line"
        print(f"{number + 1:2d}. {how} killed at {moment:4.1f} s, in: {hit}; state {found[:16]}", flush=True)
        shutil.rmtree(home)
    shutil.rmtree(root)
    print(f"{options.kills - wrong} of {options.kills} kills ended in the undisturbed state")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
