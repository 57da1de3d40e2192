import pytest

from ui.plain import plain


@pytest.mark.parametrize("mark", list(r"\`*_{}[]()#+-.!|~<>$&=^"))
def test_every_mark_is_escaped(mark: str) -> None:
    assert plain(f"a{mark}b") == f"a\\{mark}b"


def test_icons_and_colours_stay_text() -> None:
    assert ":material" not in plain(":material/delete: :red[x]")
    assert ":red" not in plain(":material/delete: :red[x]")


def test_text_is_on_one_line_and_cut_where_it_is_too_long() -> None:
    assert plain("a\n\n# b") == r"a \# b"
    assert plain("x" * 50, 10) == "x" * 9 + "…"
