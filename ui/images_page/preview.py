"""What an import would find, before anything is written: names and near-labels, without reading the images."""

from collections import Counter
from dataclasses import dataclass
from itertools import islice

from grouping.images.found import Found, Skipped
from grouping.images.near_labels import NearLabelLookup
from grouping.images.sniff import has_image_name
from grouping.images.sources import open_source
from ui.images_page.request import ImportRequest

LOOKED_AT = 200_000
"""Entries of a source that a preview looks at."""

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Preview:
    """What a source holds by its names, and which near-label each image would get."""

    n_images: int
    """Files named as images are."""
    n_others: int
    """Files of other names, which are taken where their content is an image."""
    skipped: tuple[tuple[str, str], ...]
    """(place, reason) of what is not opened."""
    examples: tuple[tuple[str, str], ...]
    """(name, near-label) of some images, spread over the source; '' where it has none."""
    labels: tuple[tuple[str, int], ...]
    """(near-label, images), the commonest first; '' is none. Empty where no near-labels are asked for."""
    remarks: tuple[str, ...]
    """What did not fit between a table and the files."""
    complete: bool

    @property
    def n_labeled(self) -> int:
        """Images that would get a near-label."""
        return sum(count for label, count in self.labels if label)


def look(request: ImportRequest) -> Preview:
    """Look at a source; raises GrouplineError where it, or the table of near-labels, cannot be opened."""
    entries = list(islice(open_source(request.source), LOOKED_AT + 1))
    found = [entry for entry in entries[:LOOKED_AT] if isinstance(entry, Found)]
    images = [entry for entry in found if has_image_name(entry.name)]
    source = request.near_label_source()
    lookup = source.read([entry.name for entry in found]) if source else None
    labels = [lookup.label_of(entry.name, entry.uri) or "" if lookup else "" for entry in images]
    return Preview(
        n_images=len(images),
        n_others=len(found) - len(images),
        skipped=tuple((entry.uri, entry.reason) for entry in entries if isinstance(entry, Skipped)),
        examples=_examples([entry.name for entry in images], labels),
        labels=tuple(Counter(labels).most_common()) if lookup else (),
        remarks=_remarks(lookup),
        complete=len(entries) <= LOOKED_AT,
    )


def _examples(names: list[str], labels: list[str]) -> tuple[tuple[str, str], ...]:
    step = max(1, len(names) // SHOWN)
    return tuple(zip(names[::step], labels[::step], strict=True))[:SHOWN]


def _remarks(lookup: NearLabelLookup | None) -> tuple[str, ...]:
    report = (lookup.report() if lookup else None) or {}
    said = {
        "unknown_files": "rows name files that are not in the source",
        "ambiguous": "images share their name with others, and get no near-label from it",
        "conflicting": "files are named several times with different near-labels, and get none",
    }
    counts = {key: int(report[key]["count"]) for key in said if key in report}
    return tuple(f"{counts[key]:,} {said[key]}" for key in counts if counts[key])
