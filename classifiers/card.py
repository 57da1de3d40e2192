"""The model card: what a model saw, how it was made, and what it can and cannot do; as JSON and as Markdown."""

import json
import re
from collections.abc import Iterable, Mapping
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


def markdown(card: Mapping[str, Any]) -> str:
    """Return the card for people."""
    test, operating = card["test"], card["operating"]
    lines = [
        f"# {_safe(card['title'])} {card['key'][:8]}",
        "",
        f"Trained on version {card['version']} of '{_safe(card['label_set'])}' by {_safe(card['user'])}, {card['at']}.",
        "",
        *_table(("", "images", *card["classes"]), _counts(card)),
        "",
        f"- Data: content {card['content_hash']}",
        f"- Gold images kept out: {card['gold']}; near-copies of them kept out: {card['held_back']}",
        f"- Left out: {card['left_out'] or 'none'}",
        f"- Looks at: {_looks_at(card)}",
        *(
            f"- Started from: weights file of {_safe(n)}, SHA-256 {sha}"
            for n, sha in card.get("start_files", {}).items()
        ),
        f"- Weights: SHA-256 {card['checksum']}, {card['size_bytes']:,} bytes",
        f"- Specification: {_safe(json.dumps(card['spec'], ensure_ascii=False))}",
        f"- Chosen in training: {_safe(json.dumps(card['details'], ensure_ascii=False))}",
        f"- Seeds: {json.dumps(card['seeds'])}",
        f"- Trained in {card['seconds']:.1f} s; {card['speed']['latency_ms']:.2f} ms an image alone, "
        f"{card['speed']['images_per_second']:,.0f} images a second together",
        f"- 'unknown' below a confidence of {operating['threshold']:.3f}, chosen for {operating['wished']:.0%} on "
        f"{operating['n']} validation images (reached {_share(operating['reached'])}, "
        f"covering {_share(operating['coverage'])}); temperature {operating['temperature']:.3f}",
        "",
        "## On the test images",
        "",
        *_figures(test),
        "",
        "## Known weaknesses",
        "",
        *(f"- {_safe(line)}" for line in (*card["weak_classes"], *card["notes"])),
    ]
    return "\n".join(lines if card["weak_classes"] or card["notes"] else [*lines, "None was found."]) + "\n"


def _counts(card: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (part, sum(counts.values()), *(counts.get(name, 0) for name in card["classes"]))
        for part, counts in card["counts"].items()
    ]


def _looks_at(card: Mapping[str, Any]) -> str:
    seen = card["embeddings"]
    if seen is None:
        return "image files"
    return f"embeddings of {_safe(seen['encoder'])} ({seen['preprocessing']}, weights {seen['weights_checksum']})"


def _figures(test: Mapping[str, Any]) -> list[str]:
    if not test:
        return ["There are no test images: nothing is known of how the model does on new ones."]
    rows = [
        (name, f"{value:.4f}", _ends(test.get("intervals", {}).get(name)))
        for name, value in test.items()
        if isinstance(value, float)
    ]
    lines = _table(("figure", "value", "95 % interval"), rows)
    if "per_class" in test:
        columns = ("class", "n", "precision", "recall", "f1")
        own = [(row["class"], row["n"], *(f"{row[name]:.4f}" for name in columns[2:])) for row in test["per_class"]]
        lines += ["", *_table(columns, own)]
    return lines


def _ends(interval: Any) -> str:
    return f"{interval[0]:.4f} to {interval[1]:.4f}" if interval else ""


def _share(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.1%}"


def _table(columns: Iterable[Any], rows: Iterable[Iterable[Any]]) -> list[str]:
    columns = list(columns)
    lines = ["| " + " | ".join(_safe(str(one)) for one in columns) + " |", "|" + "---|" * len(columns)]
    return [*lines, *("| " + " | ".join(_safe(str(one)) for one in row) + " |" for row in rows)]


def _safe(text: str) -> str:
    """Keep the text of users from becoming markup."""
    return re.sub(r"([\\`*_{}\[\]<>|#])", r"\\\1", " ".join(str(text).split()))
