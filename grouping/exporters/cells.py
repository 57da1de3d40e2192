"""Text for CSV cells that no spreadsheet runs as a formula, and back.

A cell that begins with = + - @, a tab or a line break is taken for a formula by spreadsheets, which may then send data
away or start programs. Such a cell gets an apostrophe in front, which spreadsheets take as 'this is text'. So that the
way back is exact, a cell whose dangerous beginning already stands behind apostrophes gets one more; all other cells
stay as they are.

Source: OWASP, "CSV Injection".
"""

import re

_DANGEROUS = "=+\\-@\t\r\n＝＋－＠"
_WOULD_RUN = re.compile(f"'*[{_DANGEROUS}]")
_MADE_SAFE = re.compile(f"'+[{_DANGEROUS}]")


def safe_cell(text: str) -> str:
    """Return the text as a cell that is shown and not run."""
    return f"'{text}" if _WOULD_RUN.match(text) else text


def plain_cell(text: str) -> str:
    """Return the text that `safe_cell` was given."""
    return text[1:] if _MADE_SAFE.match(text) else text
