"""Comparing with named cities, a group of one's own, years and a line: all from the link, and wrong links explained."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from etl.store import Store
from tests.pages.opening import texts, visit, working

SIX = ("GM0355", "GM0345", "GM0294", "GM0828", "GM0796", "GM1980")


def line(app: AppTest) -> dict[str, object]:
    """The data of the line chart, as sent to the browser."""
    for element in app.get("bidi_component"):
        if element.proto.component_name == "midsize_figure_light":
            data = json.loads(element.proto.json)
            if data.get("kind") == "line":
                return dict(data)
    raise AssertionError("there is no line on the page")


def test_named_cities_stand_in_the_line_whether_they_are_of_the_group_or_not(held: Store) -> None:
    app = visit("vergelijk", {"gemeente": "GM0828", "indicator": "share_65_plus", "met": "GM0355.GM0345"})
    working(app)
    assert texts(app, "notice") == []
    drawn = line(app)["others"]
    assert isinstance(drawn, list)
    assert [one["name"] for one in drawn] == ["Zeist", "Veenendaal"]


def test_more_than_twelve_are_cut_off_with_a_notice(held: Store) -> None:
    many = ".".join(c.code for c in held.cities()[:14])
    app = visit("vergelijk", {"met": many})
    working(app)
    assert any("meer dan 12 keuzes" in text for text in texts(app, "notice"))
    drawn = line(app)["others"]
    assert isinstance(drawn, list)
    assert len(drawn) == 12


@pytest.mark.parametrize("met", ["GM9999", "GM0363", "😀", "GM0355.<b>"])
def test_cities_that_are_not_known_are_left_out_with_a_notice(met: str) -> None:
    app = visit("vergelijk", {"met": met})
    working(app)
    assert any("‘met’" in text for text in texts(app, "notice"))


def test_a_group_of_ones_own_is_compared_with_like_any_other() -> None:
    app = visit("vergelijk", {"vergelijk": "eigen", "groep": ".".join(SIX), "gemeente": "GM0355", "indicator": "share_65_plus"})
    working(app)
    assert texts(app, "notice") == []
    assert any("6 steden van mijn eigen groep" in text for text in texts(app, "lead"))


def test_an_own_group_without_cities_falls_back_with_a_notice() -> None:
    app = visit("vergelijk", {"vergelijk": "eigen"})
    working(app)
    assert any("‘vergelijk’" in text for text in texts(app, "notice"))


def test_an_own_group_under_five_has_no_middle_city_and_says_so() -> None:
    app = visit("vergelijk", {"vergelijk": "eigen", "groep": "GM0355.GM0345", "indicator": "share_65_plus"})
    working(app)
    assert any("te weinig steden" in text for text in texts(app, "lead"))


def test_the_line_through_the_cloud_is_off_until_asked_for() -> None:
    off, on = visit("vergelijk"), visit("vergelijk", {"lijn": "aan"})
    assert not any("De lijn past bij" in text for text in texts(off, "source"))
    assert any("De lijn past bij" in text for text in texts(on, "source"))
    assert any("‘lijn’" in text for text in texts(visit("vergelijk", {"lijn": "uit"}), "notice"))


def test_the_slider_and_the_box_are_one_choice() -> None:
    app = visit("vergelijk", {"indicator": "share_65_plus", "jaar": "2015"})
    working(app)
    assert app.select_slider(key="schuif_jaar").value == "2015"
    app.select_slider(key="schuif_jaar").set_value("2010").run()
    working(app)
    assert app.query_params["jaar"] == "2010"
    assert app.selectbox(key="keuze_jaar").value == "2010"
    assert texts(app, "notice") == []
