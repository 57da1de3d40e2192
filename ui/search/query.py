"""What is searched for: a sentence, an image of the project, or a picture from this computer; kept in the address."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import streamlit as st
from PIL import Image

from classifiers.project import Project
from grouping.errors import GrouplineError
from grouping.files import atomic_write
from grouping.images.reading import decode
from grouping.images.uploaded import FILES
from grouping.settings import settings
from grouping.steps.keep_uploads import Owner, new_batch, owner_of, place_of
from ui.components.tiles import Tile, opened, tiles
from ui.plain import plain
from ui.upload_names import checked_name

How = Literal["sentence", "image", "picture"]
HOWS: dict[How, str] = {"sentence": "Sentence", "image": "Image", "picture": "Picture file"}
SENTENCE, IMAGE, PICTURE, HOW = "q", "like", "picture", "how"
TILE, OPENED = "search-tile", "search-opened"
_SHOWN = 320
TYPES = ["png", "jpg", "jpeg", "tif", "tiff", "bmp", "webp", "gif"]


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; one of the three is there, or none yet."""

    sentence: str = ""
    image: int | None = None
    picture: Path | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been asked for."""
        return not self.sentence and self.image is None and self.picture is None


def ask(project: Project, how: How) -> Query:
    """Draw the question; raises GrouplineError for an image that is not there."""
    if how == "sentence":
        return Query(sentence=_sentence())
    if how == "image":
        return Query(image=_image(project))
    return Query(picture=_picture(project))


def _sentence() -> str:
    found = st.text_input(
        "Sentence",
        key=SENTENCE,
        bind="query-params",
        max_chars=1000,
        placeholder="a thin bright line along the strip",
        label_visibility="collapsed",
    )
    return " ".join((found or "").split())


def _image(project: Project) -> int | None:
    wanted = st.text_input(
        "Image",
        key=IMAGE,
        bind="query-params",
        placeholder="number or file name of an image; or select one below and press Similar to it",
        label_visibility="collapsed",
    )
    text = (wanted or "").strip()
    if not text:
        return None
    (found,) = project.image_ids([int(text) if text.isascii() and text.isdecimal() else text])
    return found


def look_like(image_id: int) -> None:
    """Search by an image of the project from now on."""
    st.session_state[HOW], st.session_state[IMAGE] = "image", str(image_id)


def _picture(project: Project) -> Path | None:
    file = st.file_uploader("Picture", type=TYPES, key="search-file", label_visibility="collapsed")
    kept = st.session_state.get("search-kept")
    if file is not None and kept != file.file_id:
        path = keep_picture(project, file.name, file.getvalue())
        st.session_state["search-kept"] = file.file_id
        st.query_params[PICTURE] = path.parent.parent.name
    return picture_of(project, st.query_params.get(PICTURE, ""))


def keep_picture(project: Project, name: str, data: bytes) -> Path:
    """Keep a picture from a browser for a week and return where; raises UnreadableImageError for what is none."""
    checked = Path(checked_name(name)).name
    decode(data, max_pixels=settings().max_pixels)
    batch = new_batch(project.workspace, Owner(project.name, project.user))
    path = place_of(project.workspace.upload(batch), checked)
    with atomic_write(path) as file:
        file.write(data)
    return path


def picture_of(project: Project, token: str) -> Path | None:
    """Return the picture of an upload of this project; None without one. Raises UnknownNameError where it is gone."""
    if not token:
        return None
    if owner_of(project.workspace, token).project != project.name:
        raise GrouplineError("This picture was given for another project. Give it again.")
    files = sorted((project.workspace.upload(token) / FILES).glob("*"))
    if not files:
        raise GrouplineError("This picture is gone. Give it again.")
    return files[0]


def forget() -> None:
    """Let the address name no picture any more."""
    st.query_params.pop(PICTURE, None)
    st.session_state.pop("search-kept", None)


def preview(picture: Path) -> Image.Image:
    """Return a picture small enough to be shown beside what it finds; raises UnreadableImageError for what is none."""
    image = decode(picture.read_bytes(), max_pixels=settings().max_pixels).image
    image.thumbnail((_SHOWN, _SHOWN))
    return image


def show(project: Project, query: Query) -> None:
    """Draw what is searched for, where it is a picture or an image."""
    if query.image is not None:
        _image_tile(project, query.image)
    if query.picture is not None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.image(preview(query.picture), width=160)
            st.caption(plain(query.picture.name, 80), width="content")
            st.button("Forget it", key="search-forget", type="tertiary", on_click=forget)


def _image_tile(project: Project, image_id: int) -> None:
    images = project.picture_columns()
    rows = images.rows([image_id])
    one = [Tile(image_id, images.checksum(int(row)), images.names[int(row)], note=f"number {image_id}") for row in rows]
    tiles(one, "What is searched by", images.aspect(rows), TILE, _open, one_row=True)


def _open() -> None:
    st.session_state[OPENED] = opened(st.session_state[TILE].open)
