"""Text of users inside Streamlit's markdown: shown letter by letter, never as markup."""

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$&=^])")
_JOINER = "\N{WORD JOINER}"


def plain(text: object, longest: int = 0) -> str:
    """Return text for labels, captions and markdown with every mark escaped, on one line; cut where it is too long.

    Colons get an invisible neighbour, because icons and emoji are looked for even in escaped text.
    """
    line = " ".join(str(text).split())
    if longest and len(line) > longest:
        line = line[: longest - 1].rstrip() + "…"
    return _MARKS.sub(r"\\\1", line).replace(":", f"\\:{_JOINER}")
