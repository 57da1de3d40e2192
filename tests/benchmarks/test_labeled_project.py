from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.labeled_project import labeled_project
from grouping.steps.export_labels import near_duplicate_shas


def test_a_project_to_train_on_is_labeled_by_folder_and_knows_its_near_duplicates(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for kind, light in (("dark", 40), ("light", 200)):
        (tmp_path / "images" / kind).mkdir(parents=True)
        for number in range(6):
            pixels = np.clip(rng.normal(light, 30, (48, 48)), 0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(tmp_path / "images" / kind / f"{number}.png")
    copied = Image.open(tmp_path / "images" / "dark" / "0.png")
    copied.save(tmp_path / "images" / "dark" / "copy.png", compress_level=0)  # other bytes, the same pixels
    project = labeled_project("made", tmp_path / "images", tmp_path / "home")
    assert project.label_sets()[0].counts() == {"dark": 7, "light": 6}
    assert near_duplicate_shas(project.workspace, project.id)
    assert labeled_project("made", tmp_path / "images", tmp_path / "home").id == project.id
