"""Kill promote, grow and export at random moments with SIGKILL: each is there as a whole, or not at all.

    python -m benchmarks.kills_labels [--kills 20] [--images 120] [--seed 0]

After each kill the decisions must be exactly those of before or of after the command, and the export's folder absent
or complete by its manifest; then the same command runs again and must end as an undisturbed run does.
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
from grouping.exporters.manifest import MANIFEST, read_manifest

NAME = "kills"
COMMANDS = ("promote", "grow", "export")


def _arguments(command: str, out: Path) -> tuple[str, ...]:
    return {
        "promote": ("promote", NAME, "1", "defect"),
        "grow": ("grow", NAME, "--group", "0", "--min-size", "12"),
        "export": ("export", NAME, "imagefolder", str(out), "--overwrite"),
    }[command]


def _start(home: Path, arguments: tuple[str, ...]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "grouping", *arguments, "--home", str(home)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def decisions(home: Path) -> str:
    """Hash of the tree of groups, the labels, and the sentences of the history."""
    project = Project.open(NAME, home=home)
    groups = [(group.path, group.image_ids) for group in project.tree().walk()]
    labels = [(one.name, sorted((i, v.class_name) for i, v in one.labels.items())) for one in project.label_sets()]
    told = [sentence for _, sentence, _ in project.history()]
    return hashlib.sha256(repr((groups, labels, told)).encode()).hexdigest()


def export_state(out: Path) -> str:
    """Return 'absent', 'complete', or what is wrong with the export."""
    if not out.exists():
        return "absent"
    if not (out / MANIFEST).exists():
        return "partial: there is no manifest"
    files = read_manifest(out).files
    wrong = [name for name, sha in files.items() if _sha(out / name) != sha]
    there = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()} - {MANIFEST}
    return "complete" if not wrong and there == set(files) else f"partial: {len(wrong)} files differ"


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "gone"


def _prepare(home: Path, folder: Path) -> None:
    project = Project.create(NAME, home=home)
    project.import_images(folder)
    project.encode()
    project.split("root", project.sweep(clusters=range(2, 6)), by="kmeans:3")
    project.promote("2", "odd")


def _round(template: Path, place: Path, command: str, moment: float) -> tuple[str, str, str, str]:
    """Return (decisions before, after the kill, after the second run; export after the kill)."""
    home, out = place / "home", place / "out"
    shutil.copytree(template, home)
    before = decisions(home)
    process = _start(home, _arguments(command, out))
    try:
        process.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    killed, exported = decisions(home), export_state(out)
    if command == "export" or killed == before:
        process = _start(home, _arguments(command, out))
        if process.wait() != 0:
            raise SystemExit(f"The second run of {command} failed.")
    if command == "export" and export_state(out) != "complete":
        raise SystemExit(f"The second export is {export_state(out)}.")
    return before, killed, decisions(home), exported


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--images", type=int, default=120)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="groupline-kills-"))
    draw_sample(root / "images", n_images=options.images)
    _prepare(root / "template", root / "images")
    whole: dict[str, tuple[float, str]] = {}
    for command in COMMANDS:
        began = time.monotonic()
        after = _round(root / "template", root / command, command, 600.0)[2]
        whole[command] = ((time.monotonic() - began) / (2 if command == "export" else 1), after)
        print(f"undisturbed {command}: {whole[command][0]:.1f} s")
    moments, wrong = random.Random(options.seed), 0
    for number in range(options.kills):
        command = COMMANDS[number % len(COMMANDS)]
        length, after = whole[command]
        moment = moments.uniform(0.3, 1.0) * length  # before that, Python itself is still starting
        before, killed, final, exported = _round(root / "template", root / f"round{number}", command, moment)
        state = {before: "as before", after: "done"}.get(killed, "PARTIAL")
        good = state != "PARTIAL" and final == after and exported in ("absent", "complete")
        wrong += not good
        folder = f", export {exported}" if command == "export" else ""
        end = "equal" if final == after else "DIFFERENT"
        print(f"{number + 1:2d}. {command} killed at {moment:4.1f} s: {state}{folder}; then {end}", flush=True)
        shutil.rmtree(root / f"round{number}")
    shutil.rmtree(root)
    print(f"{options.kills - wrong} of {options.kills} kills left all or nothing, and the second run ended the same")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
