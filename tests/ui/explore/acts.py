"""What tests do on the Explore page: open it, press, select, read."""

from streamlit.testing.v1 import AppTest

from ui.explore.desk import Desk


def open_page(main: AppTest, page: str = "explore", **parameters: str) -> AppTest:
    """Open a page of the project with these parameters in the address."""
    main.switch_page(f"../pages/{page}.py")
    for name, value in {"project": "coils", **parameters}.items():
        main.query_params[name] = value
    return main.run()


def press(page: AppTest, label: str) -> None:
    """Press the button with this label."""
    found = [button for button in page.button if button.label == label]
    assert found, [button.label for button in page.button]
    found[0].click().run()


def desk_of(page: AppTest) -> Desk:
    """Return what the session has in hand."""
    found: Desk = page.session_state["explore_desk"]
    return found


def select(page: AppTest, image_ids: tuple[int, ...]) -> AppTest:
    """Select images, as the gallery would."""
    desk_of(page).selected = image_ids
    return page.run()


def words_of(page: AppTest) -> str:
    """Return what the page says."""
    return "\n".join(
        str(one.value) for one in [*page.subheader, *page.caption, *page.markdown, *page.info, *page.title]
    )
