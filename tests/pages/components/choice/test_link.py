"""The link is the state: values from closed lists reach the page, anything else becomes a sentence and never an error."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from etl.store import Store
from tests.pages.opening import PATHS, texts, visit, working

NAMES = ("gemeente", "vergelijk", "indicator", "jaar", "tegen", "trend", "steden", "cijfers", "van", "tot")
OF_PAGE = {
    "": ("gemeente",),
    "vergelijk": ("gemeente", "vergelijk", "indicator", "jaar", "tegen"),
    "economie": ("gemeente", "vergelijk", "trend", "jaar"),
    "kennisagenda": ("beheer",),
    "tabellen": ("steden", "cijfers", "van", "tot"),
}
JUNK = (
    "😀",
    "٣",
    "GM٠٣٥٥",
    "٢٠٢٤",
    "GM9999",
    "gm0355",
    " GM0355",
    "1700",
    "2024.0",
    "x",
    "-1",
    "<b>",
    "=1+1",
    "null",
    "%",
    "a" * 5000,
    "\x00",
    "é́",
)


def simple() -> None:
    """A page with every kind of box."""
    import streamlit as st

    from pages.components.choice import link

    link.arrive("proef")
    st.text(f"een={link.select('Een', 'een', {'a': 'A', 'b': 'B'}, 'a')}")
    st.text(f"leeg={link.select('Leeg', 'leeg', {'a': 'A', 'b': 'B'}, None)}")
    st.text(f"meer={link.multiselect('Meer', 'meer', {'a': 'A', 'b': 'B', 'c': 'C'}, ['a'], most=2, none='Kies')}")
    st.text(f"jaren={link.year_range('Jaren', 2000, 2010, (2005, 2010))}")
    st.text(f"meldingen={len(link.notices())}")


def several() -> None:
    """A page with a button that changes several choices at once."""
    import streamlit as st

    from pages.components.choice import link

    link.arrive("proef")
    link.read("gemeente", ("a", "b"), None)
    st.button("Verder", key="verder", on_click=link.write_all, args=({"een": "x", "gemeente": None, "leeg": None},))


def test_several_choices_change_at_once_and_leave_the_others_alone() -> None:
    app = AppTest.from_function(several)
    app.query_params = {"gemeente": "a", "een": "y", "lijst": ["p", "q"]}
    app.run()
    app.button(key="verder").click().run()
    assert not app.exception
    assert app.query_params == {"een": "x", "lijst": ["p", "q"]}
    assert "gemeente" not in app.session_state["_choices"], "nor does it travel to the next page"


def values(**query: str | list[str]) -> tuple[dict[str, str], AppTest]:
    app = AppTest.from_function(simple)
    app.query_params = query
    app.run()
    assert not app.exception
    return dict(t.value.split("=", 1) for t in app.text), app


def test_without_a_link_the_defaults_hold_and_nothing_is_said() -> None:
    found, app = values()
    assert found == {"een": "a", "leeg": "None", "meer": "['a']", "jaren": "(2005, 2010)", "meldingen": "0"}
    assert app.query_params == {}


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ({"een": "b"}, "een", "b"),
        ({"leeg": "b"}, "leeg", "b"),
        ({"meer": "c.a"}, "meer", "['c', 'a']"),
        ({"meer": ["c", "a"]}, "meer", "['c', 'a']"),
        ({"meer": "c.c"}, "meer", "['c']"),
        ({"van": "2001"}, "jaren", "(2001, 2010)"),
        ({"van": "2002", "tot": "2003"}, "jaren", "(2002, 2003)"),
        ({"een": ""}, "een", "a"),
        ({"meer": "."}, "meer", "[]"),
    ],
)
def test_known_values_are_taken_without_a_word(query: dict[str, str | list[str]], name: str, value: str) -> None:
    found, _ = values(**query)
    assert found[name] == value
    assert found["meldingen"] == "0"


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ({"een": "B"}, "een", "a"),
        ({"een": ["b", "b"]}, "een", "a"),
        ({"leeg": "z"}, "leeg", "None"),
        ({"meer": "c.z"}, "meer", "['c']"),
        ({"meer": "a.b.c"}, "meer", "['a', 'b']"),
        ({"van": "1999"}, "jaren", "(2005, 2010)"),
        ({"van": "2009", "tot": "2006"}, "jaren", "(2006, 2009)"),
        ({"van": "٢٠٠١"}, "jaren", "(2005, 2010)"),
        *(({"een": junk}, "een", "a") for junk in JUNK),
    ],
)
def test_anything_else_falls_back_and_is_said_once(query: dict[str, str | list[str]], name: str, value: str) -> None:
    found, _ = values(**query)
    assert found[name] == value
    assert found["meldingen"] == "1"


def test_a_choice_is_written_into_the_link_and_the_default_is_taken_out() -> None:
    _, app = values()
    app.selectbox(key="keuze_een").select("b").run()
    app.selectbox(key="keuze_leeg").select("a").run()
    app.multiselect(key="keuze_meer").set_value(["b", "c"]).run()
    app.slider(key="keuze_jaren").set_value((2003, 2009)).run()
    assert app.query_params == {"een": "b", "leeg": "a", "meer": "b.c", "van": "2003", "tot": "2009"}
    assert [t.value for t in app.text][:4] == ["een=b", "leeg=a", "meer=['b', 'c']", "jaren=(2003, 2009)"]
    app.selectbox(key="keuze_een").select("a").run()
    app.multiselect(key="keuze_meer").set_value(["a"]).run()
    app.slider(key="keuze_jaren").set_value((2005, 2010)).run()
    assert app.query_params == {"leeg": "a"}


def boxes(app: AppTest) -> list[bool]:
    """Of each box whether its message puts a value in it, which makes its list travel again."""
    return [bool(box.proto.set_value) for box in (*app.selectbox, *app.multiselect)]


def test_a_box_that_shows_the_choice_already_is_left_alone() -> None:
    _, app = values(een="b", meer="b.c")
    assert boxes(app) == [True, False, True], "a new box is told what the link says, where it would show something else"
    assert boxes(app.run()) == [False, False, False]
    app.selectbox(key="keuze_leeg").select("a").run()
    assert boxes(app) == [False, False, False], "the reader's own choice stands there"
    app.query_params = {"een": "a", "meer": "b.c"}
    app.run()
    assert boxes(app) == [True, True, False], "the Back button changes the link and not the box"
    assert (app.selectbox(key="keuze_een").value, app.selectbox(key="keuze_leeg").value) == ("a", None)


def changing() -> None:
    """A box whose list depends on another choice, and one with an option that is never taken."""
    import streamlit as st

    from pages.components.choice import link

    link.arrive(str(st.query_params.get("pagina", "proef")))
    years = ["2020", "2021"] if st.query_params.get("lang") else ["2021"]
    if not st.query_params.get("zonder"):
        st.text(f"jaar={link.select('Jaar', 'jaar', dict(zip(years, years, strict=True)), years[-1])}")
    st.text(f"tegen={link.select('Tegen', 'tegen', {'a': 'A', 'b': 'B'}, 'b', never='a')}")


def test_a_box_shows_the_choice_when_its_list_or_its_page_has_changed() -> None:
    app = AppTest.from_function(changing)
    app.query_params = {"lang": "1", "jaar": "2020"}
    app.run()

    def shown(**query: str) -> str | None:
        app.query_params = query
        app.run()
        assert not app.exception
        return app.selectbox(key="keuze_jaar").value

    assert shown(lang="1", jaar="2020") == "2020"
    assert shown() == "2021", "a year that is gone"
    assert shown(lang="1") == "2021", "the last one, which is not the first of this list"
    assert shown(lang="1", pagina="andere", jaar="2020") == "2020"
    assert shown(lang="1", pagina="proef", jaar="2020") == "2020"
    app.query_params = {"zonder": "1"}
    app.run()
    assert shown(lang="1", jaar="2020") == "2020", "a box that was away"


def test_an_option_that_may_not_be_taken_gives_the_default() -> None:
    app = AppTest.from_function(changing)
    app.run()
    box = app.selectbox(key="keuze_tegen")
    assert (box.options, box.value) == (["A", "B"], "b")
    app.selectbox(key="keuze_tegen").select("a").run()
    assert app.selectbox(key="keuze_tegen").value == "b"
    assert [t.value for t in app.text][-1] == "tegen=b"


def test_an_emptied_box_stays_empty_in_the_link() -> None:
    _, app = values()
    app.multiselect(key="keuze_meer").set_value([]).run()
    assert app.query_params == {"meer": "."}
    assert "meer=[]" in [t.value for t in app.text]
    assert "meldingen=0" in [t.value for t in app.text]


def test_choosing_after_a_wrong_link_cleans_the_link() -> None:
    _, app = values(een=["z", "y"])
    app.selectbox(key="keuze_een").select("b").run()
    assert app.query_params == {"een": "b"}
    assert "meldingen=0" in [t.value for t in app.text]


@pytest.mark.parametrize("path", sorted(OF_PAGE))
def test_every_parameter_of_a_page_survives_junk_and_says_so(path: str) -> None:
    for junk in JUNK:
        app = visit(path, dict.fromkeys(OF_PAGE[path], junk))
        working(app)
        # A known code in small letters or with a space is no junk for who chooses a place.
        taken = sum(name in ("gemeente", "steden") for name in OF_PAGE[path]) if junk in ("gm0355", " GM0355") else 0
        assert len(texts(app, "notice")) == len(OF_PAGE[path]) - taken, junk


@pytest.mark.parametrize("path", sorted(OF_PAGE))
def test_every_parameter_given_twice_is_said_even_where_both_are_known(path: str) -> None:
    known = {"gemeente": "GM0355", "indicator": "woz_value", "vergelijk": "alle", "jaar": "2020", "van": "2016", "tot": "2020"}
    for name in OF_PAGE[path]:
        app = visit(path, {name: [known.get(name, "x"), known.get(name, "x")]})
        working(app)
        assert len(texts(app, "notice")) == 1, name


PIECE = st.one_of(st.sampled_from(JUNK), st.text(max_size=20), st.integers(1980, 2030).map(str))
KNOWN = st.sampled_from(
    (
        "GM0355",
        "GM0344",
        "GM0363",
        "GM0398",
        "alle",
        "positie",
        "positie-1",
        "provincie",
        "g40",
        "share_65_plus",
        "woz_value",
        "ageing",
        "NL01",
    )
)
QUERY = st.dictionaries(st.sampled_from(NAMES), st.lists(st.one_of(PIECE, KNOWN), min_size=1, max_size=3), max_size=6)


@settings(max_examples=120)
@given(st.sampled_from(PATHS), QUERY)
@example("vergelijk", {n: ["😀"] for n in NAMES})
@example("tabellen", {"steden": ["."], "cijfers": ["."], "van": ["2024"], "tot": ["1988"]})
@example("vergelijk", {"gemeente": ["GM0355"], "vergelijk": ["provincie"], "indicator": ["self_employed_share"], "jaar": ["2013"]})
def test_any_link_gives_a_working_page(path: str, query: dict[str, list[str]]) -> None:
    working(visit(path, query))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("GM0363", "Amsterdam is in deze monitor geen middelgrote stad"),
        ("GM0398", "hoort nu bij Dijk en Waard"),
        ("GM9999", "een gemeente die wij niet kennen"),
        ("Zeits", "een gemeente die wij niet kennen"),
        ("amsterdam", "Amsterdam is in deze monitor geen middelgrote stad"),
    ],
)
def test_a_municipality_that_cannot_be_chosen_is_explained(value: str, said: str) -> None:
    for path in ("", "vergelijk", "veerkracht"):
        (notice,) = texts(visit(path, {"gemeente": value}), "notice")
        assert said in notice


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("van=2020&tot=2030", "rijen van 2023 tot en met 2050. De link vraagt 2020 tot en met 2030; we tonen 2023 tot en met 2030."),
        ("van=2020", "we tonen 2023 tot en met 2050."),
        ("van=1990&tot=2000", "we tonen alleen 2023."),
    ],
)
def test_years_that_a_figure_does_not_have_are_not_changed_without_a_word(query: str, said: str) -> None:
    (notice,) = texts(visit("tabellen", f"steden=GM0355&cijfers=inhabitants_forecast&{query}"), "notice")
    assert said in notice
    assert texts(visit("tabellen", "steden=GM0355&cijfers=inhabitants_forecast&van=2025&tot=2030"), "notice") == []


def test_a_year_without_figures_is_explained() -> None:
    (notice,) = texts(visit("vergelijk", {"indicator": "hospital_distance", "jaar": "1700"}), "notice")
    assert "er geen cijfer over 1700" in notice
    assert "2007 tot en met 2023" in notice


def test_city_and_comparison_travel_to_the_next_page_and_the_rest_stays_behind(held: Store) -> None:
    app = visit("vergelijk", {"gemeente": "GM0345", "vergelijk": "g40", "indicator": "woz_value", "jaar": "2020"})
    app.query_params = {}
    app.switch_page("pages/themes/resilience.py").run()
    working(app)
    assert app.query_params == {"gemeente": "GM0345", "vergelijk": "g40"}
    app.selectbox(key="keuze_gemeente").set_value(None).run()
    app.query_params = {}
    app.switch_page("pages/explore/compare.py").run()
    assert app.query_params == {"vergelijk": "g40"}, "a city that was let go does not come back"


def test_a_city_that_back_took_out_of_the_link_does_not_return_on_the_next_page() -> None:
    app = visit("vergelijk", {"gemeente": "GM0345"})
    app.query_params = {}
    app.run()
    assert app.selectbox(key="keuze_gemeente").value is None
    app.switch_page("pages/themes/resilience.py").run()
    assert app.query_params == {}
