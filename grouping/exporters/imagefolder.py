"""ImageFolder: a folder a class, below a folder a split where there are splits; torchvision and many others read it."""

from pathlib import Path

from grouping.exporters.file_names import folder_names
from grouping.exporters.labeled import LabeledImage, LabeledSet
from grouping.exporters.placing import place_images
from grouping.exporters.tables import write_labels_csv
from grouping.exporters.writing import Options, Reader, Written


def write(labeled: LabeledSet, folder: Path, read: Reader, options: Options) -> Written:
    """Write `CLASS/IMAGE`, or `train/CLASS/IMAGE` and so on, and `labels.csv` with each label's history.

    A class of the set has a folder in every split, an empty one where it has no image there, because ImageFolder
    numbers the classes by the folders it sees: train and val must agree. (It then wants `allow_empty=True`.)
    """
    folders = folder_names(one.name for one in labeled.classes)

    def home(image: LabeledImage) -> str:
        place = folders[image.class_name]
        return f"{image.split}/{place}" if image.split else place

    written = place_images(labeled, folder, read, options, home)
    used = {one.image.class_name for one in written.placed}
    for split in {one.image.split for one in written.placed}:
        for name in used:
            (folder / (split or "") / folders[name]).mkdir(parents=True, exist_ok=True)
    write_labels_csv(written.placed, folder, options)
    return written
