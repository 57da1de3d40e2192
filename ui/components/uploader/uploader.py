"""The uploader's component; the files themselves take the route of `ui/uploads.py`, not the page's connection."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent

_uploader = st.components.v2.component(
    "groupline_uploader",
    html="""
<section class="uploader" data-state="idle" aria-label="Upload">
  <div class="drop">
    <p class="lead">Drop images, folders or archives here</p>
    <p><button type="button" class="files">Choose files</button>
    <button type="button" class="folder">Choose a folder</button></p>
    <p class="small limits">
    </p>
    <input class="pick-files" type="file" multiple hidden aria-label="Files">
    <input class="pick-folder" type="file" webkitdirectory multiple hidden aria-label="Folder">
  </div>
  <div class="work" hidden>
    <progress max="1" value="0" aria-label="Uploaded"></progress>
    <div class="line"><span class="words" role="status"></span>
    <button type="button" class="cancel">Cancel</button></div>
  </div>
  <p class="notice" role="alert" hidden>
  </p>
  <details class="refused" hidden><summary></summary>
    <button type="button" class="again">Send these again</button>
    <ul></ul>
  </details>
</section>
""",
    css=(HERE / "uploader.css").read_text(encoding="utf-8"),
    js="\n".join((HERE / name).read_text(encoding="utf-8") for name in ("dropped.js", "upload.js", "uploader.js")),
)


def uploader(data: dict[str, Any], key: str, on_change: Callable[[], None]) -> None:
    """Draw the uploader.

    `data`: `batch` (token), `cookie` (name under which the browser remembers it), `max_mb` of one file, and `sending`,
    what this session was told last. `on_change` runs when sending begins and ends; read in it:
    `st.session_state[key].change` is {"sending": bool}.
    """
    _uploader(key=key, data=data, on_change_change=on_change, height="content")
