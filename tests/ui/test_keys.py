from ui.components.keys.keys import KEYS, keys_html


def test_every_key_is_listed_with_what_it_does() -> None:
    html = keys_html()
    assert all(what in html for rows in KEYS.values() for _, what in rows)
    assert html.count("<dt>") == sum(len(rows) for rows in KEYS.values())
