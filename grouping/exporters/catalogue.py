"""The formats that a label set can be exported to: one literal table."""

from dataclasses import dataclass
from importlib import import_module

from grouping.errors import UnknownNameError
from grouping.exporters.writing import Writer


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is written: the function, loaded when it is called for, and what reads the result."""

    function: str
    has_images: bool
    note: str


FORMATS: dict[str, Format] = {
    "csv": Format("grouping.exporters.tables:write_csv", False, "one row an image; spreadsheets, pandas"),
    "parquet": Format("grouping.exporters.tables:write_parquet", False, "typed columns; pandas, pyarrow, duckdb"),
    "imagefolder": Format("grouping.exporters.imagefolder:write", True, "a folder a class; torchvision, timm, Keras"),
    "huggingface": Format("grouping.exporters.huggingface:write", True, "imagefolder with metadata; datasets"),
    "coco": Format("grouping.exporters.coco:write", True, "one whole-image box an image; pycocotools, CVAT"),
    "labelstudio": Format("grouping.exporters.labelstudio:write", True, "tasks and labeling interface; Label Studio"),
    "fiftyone": Format("grouping.exporters.fiftyone:write", True, "FiftyOneImageClassificationDataset; FiftyOne"),
}


def format_named(name: str) -> Format:
    """Return a format; raises UnknownNameError, which lists them."""
    if name not in FORMATS:
        raise UnknownNameError(f"No export format {name!r}: choose from {', '.join(FORMATS)}.")
    return FORMATS[name]


def writer_of(name: str) -> Writer:
    """Return the function that writes a format; raises UnknownNameError for an unknown one."""
    module, function = format_named(name).function.split(":")
    writer: Writer = getattr(import_module(module), function)
    return writer
