"""Two processes label the same set at once; then every action is accounted for.

    python -m benchmarks.two_people [--actions 1000] [--images 60] [--database-url postgresql://...]

Each process looks (notes the newest event), takes its time, then labels one to three random images on the base of
what it saw. An edit about images that the other labeled meanwhile is refused, and must say what changed.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from grouping import Project
from grouping.history import ConflictError

NAME, CLASSES = "shared", ("ok", "rust", "scale")


def person(user: str, home: Path, actions: int, seed: int) -> None:
    """Label at random and print, as JSON, what was done (event number, images, class) and what was refused."""
    project, rng = Project.open(NAME, home=home, user=user), random.Random(seed)
    ids = [int(i) for i in project.images()["id"]]
    done: list[tuple[int, list[int], str]] = []
    refused: list[str] = []
    for _ in range(actions):
        base = project.version()
        images, name = sorted(rng.sample(ids, rng.randint(1, 3))), rng.choice(CLASSES)
        time.sleep(rng.random() * 0.004)
        try:
            done.append((project.relabel(images, name, base=base).number, images, name))
        except ConflictError as error:
            refused.append(str(error))
    print(json.dumps({"done": done, "refused": refused}))


def _draw(folder: Path, n_images: int) -> None:
    folder.mkdir(parents=True)
    rng = np.random.default_rng(0)
    for number in range(n_images):
        Image.fromarray(rng.integers(0, 256, (8, 8), dtype=np.uint8)).save(folder / f"{number:04d}.png")


def _run_both(home: Path, actions: int) -> list[dict[str, list[Any]]]:
    command = [sys.executable, "-m", "benchmarks.two_people", "--home", str(home), "--actions", str(actions)]
    processes = [
        subprocess.Popen([*command, "--person", user, "--seed", str(seed)], stdout=subprocess.PIPE)
        for seed, user in enumerate(("ann", "bob"))
    ]
    return [json.loads(process.communicate()[0]) for process in processes]


def check(project: Project, results: list[dict[str, list[Any]]]) -> list[str]:
    """Return what is wrong: an action that was lost or made twice, a label that is not the last one, a mute refusal."""
    wrong = []
    done = sorted(tuple(one) for result in results for one in result["done"])
    numbers = [number for number, _, _ in done]
    kept = {event.number for event, _, valid in project.history() if valid and event.kind == "label"}
    kept |= {event.number for event, _, valid in project.history() if valid and event.kind == "define class"}
    if sorted(kept) != sorted(numbers) or len(set(numbers)) != len(numbers):
        wrong.append(f"{len(numbers)} actions were confirmed, {len(kept)} are in the history")
    last = {image: name for _, images, name in done for image in images}
    labels = project.state().label_set("labels").labels
    differing = [image for image, name in last.items() if labels[image].class_name != name]
    if differing or len(labels) != len(last):
        wrong.append(f"{len(differing)} images do not carry their last label")
    for user, other, result in zip(("ann", "bob"), ("bob", "ann"), results, strict=True):
        mute = [text for text in result["refused"] if f"{other} labeled" not in str(text)]
        if mute:
            wrong.append(f"{len(mute)} refusals of {user} do not say what changed: {mute[0]}")
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--actions", type=int, default=1000)
    parser.add_argument("--images", type=int, default=60)
    parser.add_argument("--database-url")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--person")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.person:
        person(options.person, options.home, options.actions, options.seed)
        return
    if options.database_url:
        os.environ["GROUPLINE_DATABASE_URL"] = options.database_url
    root = Path(tempfile.mkdtemp(prefix="groupline-two-"))
    _draw(root / "images", options.images)
    project = Project.create(NAME, home=root / "home")
    project.import_images(root / "images")
    began = time.perf_counter()
    results = _run_both(root / "home", options.actions)
    seconds = time.perf_counter() - began
    done, refused = (sum(len(result[name]) for result in results) for name in ("done", "refused"))
    wrong = check(project, results)
    kind = project.workspace.database.url.get_backend_name()
    print(f"{kind}: {done} actions done, {refused} refused, in {seconds:.1f} s; wrong: {wrong or 'nothing'}")
    refusal = next((text for result in results for text in result["refused"]), None)
    if refusal:
        print(f"a refusal: {refusal}")
    sys.exit(1 if wrong or done + refused != 2 * options.actions else 0)


if __name__ == "__main__":
    main()
