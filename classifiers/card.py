"""The model card: what a model saw, how it was made, and what it can and cannot do; as JSON and as Markdown."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from classifiers.errors import DamagedModelError
from grouping.files import atomic_write

JSON_FILE, MARKDOWN_FILE = "card.json", "card.md"
SHORT = ("n", "accuracy", "macro_f1", "mcc", "roc_auc", "pr_auc", "ece", "kept", "strange_f1", "intervals")


def write_card(folder: Path, card: Mapping[str, Any]) -> None:
    """Write both forms, the JSON last: where it is, the card is whole."""
    with atomic_write(folder / MARKDOWN_FILE) as file:
        file.write(markdown(card).encode())
    with atomic_write(folder / JSON_FILE) as file:
        file.write(json.dumps(card, ensure_ascii=False, indent=1, default=str).encode())


def read_card(folder: Path) -> dict[str, Any]:
    """Return the card; raises DamagedModelError where it is gone or broken."""
    try:
        card: dict[str, Any] = json.loads((folder / JSON_FILE).read_text())
    except (OSError, ValueError) as error:
        raise DamagedModelError(f"The model's card {folder / JSON_FILE} cannot be read; train it again.") from error
    return card


def short(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures for lists."""
    return {name: figures[name] for name in SHORT if name in figures}


def _escaped(text: object) -> str:
    """Keep the text of users from becoming markup."""
    return re.sub(r"([\\`*_{}\[\]<>|#])", r"\\\1", " ".join(str(text).split()))


def markdown(card: Mapping[str, Any], safe: Callable[[object], str] = _escaped) -> str:
    """Return the card for people; `safe` keeps the text of users from becoming markup where the card is shown."""
    lines = [
        f"# {safe(card['title'])} {card['key'][:8]}",
        "",
        f"Trained on version {card['version']} of '{safe(card['label_set'])}' by {safe(card['user'])}, {card['at']}.",
        "",
        *_table(("class", *card["counts"]), _counts(card), safe),
        "",
        *(f"- {line}" for line in _facts(card, safe)),
        "",
        "## On the test images",
        "",
        *_figures(card["test"], safe),
        "",
        "## Known weaknesses",
        "",
        *([f"- {safe(line)}" for line in (*card["weak_classes"], *card["notes"])] or ["None was found."]),
        "",
        "## Specification",
        "",
        *_table(("setting", "value"), _flat(card["spec"]), safe),
        "",
        "## What training gave",
        "",
        *_table(("", "value"), _flat(card["details"]), safe),
    ]
    return "\n".join(lines) + "\n"


def _facts(card: Mapping[str, Any], safe: Callable[[object], str]) -> Iterator[str]:
    """Yield the lines that say what went in and how it answers."""
    operating, speed = card["operating"], card["speed"]
    yield f"Data: content {card['content_hash']}"
    yield f"Gold images kept out: {card['gold']}; near-copies of them kept out: {card['held_back']}"
    yield f"Left out: {safe(card['left_out'] or 'none')}"
    yield f"Looks at: {_looks_at(card, safe)}"
    for name, sha in card.get("start_files", {}).items():
        yield f"Started from: weights file of {safe(name)}, SHA-256 {sha}"
    yield f"Weights: SHA-256 {card['checksum']}, {card['size_bytes']:,} bytes"
    yield "Seeds: " + ", ".join(f"{name} {seed}" for name, seed in card["seeds"].items())
    yield (
        f"Trained in {card['seconds']:.1f} s; {speed['latency_ms']:.2f} ms an image alone, "
        f"{speed['images_per_second']:,.0f} images a second together"
    )
    yield f"{_operating(operating, card['one_class'])}; temperature {operating['temperature']:.3f}"


def _operating(point: Mapping[str, Any], one_class: bool) -> str:
    seen_on = "images of the class that training did not see" if one_class else "validation images"
    wished = f"{point['wished']:.0%} on {point['n']} {seen_on}"
    if point["threshold"] > 1:
        return f"'unknown' always: no confidence gave {wished}"
    return (
        f"'unknown' below a confidence of {point['threshold']:.3f}, chosen for {wished} (reached "
        f"{_share(point['reached'])}, covering {_share(point['coverage'])})"
    )


def _flat(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield name and value of settings, those inside others as 'outer.inner'; the epochs are counted, not listed."""
    for name, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", _told(value)


def _told(value: Any) -> str:
    if isinstance(value, list | tuple):
        if any(isinstance(one, Mapping) for one in value):
            return f"{len(value)} rows, in the JSON form of this card"
        return ", ".join(_told(one) for one in value) or "none"
    if isinstance(value, float):
        return f"{value:.6g}"
    return "none" if value is None or value == {} else str(value)


def _counts(card: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    parts = card["counts"].values()
    own = [(name, *(counts.get(name, 0) for counts in parts)) for name in card["classes"]]
    return [*own, ("all", *(sum(counts.values()) for counts in parts))]


def _looks_at(card: Mapping[str, Any], safe: Callable[[object], str]) -> str:
    seen = card["embeddings"]
    if seen is None:
        return "image files"
    return f"embeddings of {safe(seen['encoder'])} ({seen['preprocessing']}, weights {seen['weights_checksum']})"


def _figures(test: Mapping[str, Any], safe: Callable[[object], str]) -> list[str]:
    if not test:
        return ["There are no test images: nothing is known of how the model does on new ones."]
    rows = [
        (name, f"{value:.4f}", _ends(test.get("intervals", {}).get(name)))
        for name, value in test.items()
        if isinstance(value, float)
    ]
    lines = _table(("figure", "value", "95 % interval"), rows, safe)
    if "per_class" in test:
        columns = ("class", "n", "precision", "recall", "f1")
        own = [(row["class"], row["n"], *(f"{row[name]:.4f}" for name in columns[2:])) for row in test["per_class"]]
        lines += ["", *_table(columns, own, safe)]
    return lines


def _ends(interval: Any) -> str:
    return f"{interval[0]:.4f} to {interval[1]:.4f}" if interval else ""


def _share(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.1%}"


def _table(columns: Iterable[Any], rows: Iterable[Iterable[Any]], safe: Callable[[object], str]) -> list[str]:
    names = list(columns)
    lines = ["| " + " | ".join(safe(one) for one in names) + " |", "|" + "---|" * len(names)]
    return [*lines, *("| " + " | ".join(safe(one) for one in row) + " |" for row in rows)]
