"""The pages of sweeps and of labels in a process of their own, every view of them, and what that process loaded."""

import os
import subprocess
import sys
from pathlib import Path

from ui.explore.findings import FINDINGS

HEAVY = ("torch", "torchvision", "sklearn", "umap", "timm", "faiss")
SCRIPT = f"""
import sys
from streamlit.testing.v1 import AppTest

def shown(file, **query):
    page = AppTest.from_file("ui/main.py", default_timeout=60)
    page.query_params.update(query)
    page.run()
    page = page.switch_page(f"../pages/{{file}}").run()
    assert not page.exception, page.exception
    assert not page.error, page.error[0].value

shown("group.py")
shown("group.py", view="Compare")
for view in ("Cards", "Images", "Map", "Compare"):
    shown("explore.py", view=view)
for show in {(*FINDINGS,)!r}:
    shown("explore.py", view="Map", map="umap", colour="Outlier score", show=show)
shown("explore.py", view="Map", group="0", alone="1", colour="Sharpness", like="1")
for view in ("Images", "Classes", "History", "Versions", "Export", "Import"):
    shown("label.py", view=view)
shown("train.py")
for view in ("Figures", "Confusion", "Errors", "Calibration", "Curves", "Card"):
    shown("models.py", view=view)
shown("predict.py")
shown("zero_shot.py")
shown("search.py", how="Image", like="3")
print("HEAVY:", [name for name in {HEAVY!r} if name in sys.modules])
"""


def test_neither_page_imports_torch_scikit_learn_or_faiss(repository: Path, trained_home: Path) -> None:
    environment = {**os.environ, "GROUPLINE_HOME": str(trained_home)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=repository, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "HEAVY: []" in done.stdout
