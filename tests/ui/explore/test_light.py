"""Map, split and image pages import nothing heavy."""

import os
import subprocess
import sys
from pathlib import Path

HEAVY = ("torch", "torchvision", "sklearn", "umap", "timm", "faiss")

SCRIPT = f"""
import sys
from streamlit.testing.v1 import AppTest
main = AppTest.from_file("ui/main.py", default_timeout=60).run()
for page, parameters in (("explore", {{"view": "Map"}}), ("image", {{"image": "1"}})):
    main.switch_page(f"../pages/{{page}}.py")
    for name, value in parameters.items():
        main.query_params[name] = value
    main.run()
    assert not main.exception and not main.error, (main.exception, main.error)
print("HEAVY:", [name for name in {HEAVY!r} if name in sys.modules])
"""


def test_map_split_and_image_pages_never_import_what_belongs_to_the_worker(
    repository: Path, grouped_home: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=repository,
        env={**os.environ, "GROUPLINE_HOME": str(grouped_home)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "HEAVY: []" in done.stdout
