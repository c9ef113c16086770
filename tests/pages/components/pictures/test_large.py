"""Groot beeld: one picture at a time, from the link, with a way out."""

import pytest

from tests.pages.opening import PATHS, texts, visit, working

WITH_PICTURES = [p for p in PATHS if p not in ("masterclass", "kennisagenda", "tabellen", "codeboek", "verantwoording", "bronnen")]


def drawn(path: str, query: dict[str, str]) -> list[str]:
    app = visit(path, {**query, "beeld": "groot"})
    working(app)
    assert texts(app, "notice") == []
    assert any(b.key == "groot_uit" for b in app.button)
    return [
        e.proto.component_name for e in app.get("bidi_component") if e.proto.component_name in ("midsize_figure_light", "midsize_profile")
    ]


@pytest.mark.parametrize("path", WITH_PICTURES)
@pytest.mark.parametrize("city", [{}, {"gemeente": "GM0345"}])
def test_every_page_draws_one_picture(path: str, city: dict[str, str]) -> None:
    assert len(drawn(path, city)) == 1
    assert len(drawn(path, {**city, "figuur": "2"})) == 1


@pytest.mark.parametrize("path", [p for p in PATHS if p not in WITH_PICTURES])
def test_a_page_without_pictures_keeps_its_text(path: str) -> None:
    assert drawn(path, {}) == []


def test_a_picture_that_is_not_there_becomes_the_first() -> None:
    app = visit("vergelijk", {"beeld": "groot", "figuur": "30"})
    working(app)
    assert app.query_params == {"beeld": "groot"}


def test_an_unknown_value_gives_the_page_with_a_notice() -> None:
    app = visit("vergelijk", {"beeld": "enorm"})
    working(app)
    assert any("beeld" in text for text in texts(app, "notice"))
    assert not any(b.key == "groot_uit" for b in app.button)


def test_another_look_is_known_only_where_it_is_drawn() -> None:
    assert texts(visit("masterclass", {"beeld": "notities"}), "notice") == []
    assert any("beeld" in text for text in texts(visit("vergelijk", {"beeld": "notities"}), "notice"))


def test_the_buttons_go_on_and_out() -> None:
    app = visit("vergelijk", {"beeld": "groot"})
    app.button(key="groot_volgende").click().run()
    assert app.query_params["figuur"] == "2"
    app.button(key="groot_uit").click().run()
    working(app)
    assert app.query_params == {}
