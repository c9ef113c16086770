"""The menu: the paths that links hold, and what the server lets through."""

from pages.components.shell import menu
from tests.pages.opening import PATHS, texts, visit, working


def test_every_path_of_the_menu_is_known_to_the_server_and_to_the_tests() -> None:
    registered = {page["url_pathname"] for page in visit()._registered_pages.values()}
    assert registered == set(menu.PATHS) == set(PATHS)


def test_the_overview_says_when_it_stands_in_for_a_page_that_does_not_exist() -> None:
    app = visit("", {"pagina": "onbekend"})
    working(app)
    assert texts(app, "notice") == ["De link noemt een pagina die niet bestaat. Dit is het overzicht."]
    assert app.query_params == {}
    assert texts(app.run(), "notice") == []
