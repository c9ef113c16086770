"""A link in another form is put in its proper one, and what a page does not know is said; without a doubt, or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import snapshot
from etl.store import Store
from etl.store import open as open_store
from pages.components.choice import link, proper
from pages.components.shell import menu
from tests.pages.components.choice.test_link import JUNK
from tests.pages.opening import PATHS, texts, visit, working

HELD = open_store()


@pytest.mark.parametrize(
    ("path", "given", "made"),
    [
        ("vergelijk", "cijfer=share_65_plus", "indicator=share_65_plus"),
        ("vergelijk", "cijfers=Inwoners&gemeente=zeist", "indicator=inhabitants&gemeente=GM0355"),
        ("stad", "stad=GM0355", "gemeente=GM0355"),
        ("stad", "gemeente=Zeist", "gemeente=GM0355"),
        ("stad", "Gemeente=gm0355", "gemeente=GM0355"),
        ("stad", "steden=Zeist", "gemeente=GM0355"),
        ("stad", "gemeente=Amsterdam", "gemeente=GM0363"),
        ("codeboek", "indicator=share_65_plus", "cijfer=share_65_plus"),
        ("tabellen", "stad=Zeist&indicator=Inwoners", "steden=GM0355&cijfers=inhabitants"),
        ("tabellen", "steden=zeist.G40.Friesland&cijfers=economy", "steden=GM0355.g40.PV21&cijfers=economy"),
        ("vergelijk", "vergelijk=G40&met=Gouda.zeist", "vergelijk=g40&met=GM0513.GM0355"),
        ("positie", "bekijk=Amsterdam", "bekijk=GM0363"),
        ("", "stad=Den Bosch", "gemeente=GM0796"),
    ],
)
def test_names_and_words_of_other_pages_are_understood(path: str, given: str, made: str) -> None:
    want = {name: values[0] for name, values in parse_qs(made).items()}
    assert proper.proper(HELD, path, parse_qs(given)) == parse_qs(made)
    app = visit(path, given)
    working(app)
    assert {name: app.query_params[name] if isinstance(app.query_params[name], str) else app.query_params[name][0] for name in want} == want
    assert set(app.query_params) == set(want)
    assert not any("telt" in text or "kennen" in text for text in texts(app, "notice"))


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("tabellen", "steden=Utrecht&cijfers=inhabitants"),
        ("tabellen", "steden=.&cijfers=."),
        ("stad", "gemeente=Zeits"),
        ("stad", "steden=GM0355.GM0345"),
        ("vergelijk", "indicator=inhabitants&cijfer=woz_value"),
        ("vergelijk", "onbekend=Zeist&embed=true&utm_source=nieuwsbrief"),
        ("codeboek", "cijfer=x"),
        ("tabellen", "gemeente=GM0355"),
    ],
)
def test_whatever_leaves_a_doubt_stays_as_it_is(path: str, query: str) -> None:
    assert proper.sent_on(HELD, path, query) is None


@pytest.mark.parametrize(
    ("path", "query", "said"),
    [
        ("stad", "trend=ageing", "De link noemt ‘trend’. Dat is op deze pagina niet te kiezen"),
        ("vergelijk", "indicator=inhabitants&cijfer=woz_value", "De link noemt ‘cijfer’."),
        ("stad", "steden=GM0355.GM0345", "De link noemt ‘steden’."),
        ("economie", "<b>woord</b>=1", "De link noemt iets wat deze pagina niet kent."),
        ("", "gemeentte=GM0355", "De link noemt iets wat deze pagina niet kent."),
    ],
)
def test_a_parameter_that_a_page_does_not_have_is_said(path: str, query: str, said: str) -> None:
    (notice,) = texts(visit(path, query), "notice")
    assert said in notice
    assert "woord" not in notice


@pytest.mark.parametrize("path", PATHS)
def test_what_others_hang_on_a_link_is_nobodys_business(path: str) -> None:
    app = visit(path, "utm_source=nieuwsbrief&utm_medium=email&fbclid=x&gclid=y&embed=true&embed_options=dark_theme")
    working(app)
    assert texts(app, "notice") == []


def test_a_choice_that_travelled_along_is_not_said() -> None:
    for path in PATHS:
        assert not any("telt" in t for t in texts(visit(path, {"gemeente": "GM0355", "vergelijk": "g40", "groep": "GM0355"}), "notice"))


@contextmanager
def watched(found: set[str]) -> Iterator[None]:
    """Every name that is read from a link."""
    read, read_many = link.read, link.read_many

    def one(name: str, *args: object, **kwargs: object) -> object:
        found.add(name)
        return read(name, *args, **kwargs)  # type: ignore[arg-type]

    def many(name: str, *args: object, **kwargs: object) -> object:
        found.add(name)
        return read_many(name, *args, **kwargs)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(link, "read", one)
        patch.setattr(link, "read_many", many)
        yield


# What opens the parts of a page that are not always there.
OPENED: Mapping[str, Sequence[str]] = {"masterclass": ("", "verhaal=opening"), "bronnen": ("",)}
# With one snapshot in the project there is nothing to compare it with. What else a page reads, its own script or its door reads.
UNSEEN = {"bronnen": {"sinds", "naast", "cijfer"}} if len(snapshot.ids()) < 2 else {}


@pytest.mark.parametrize("path", PATHS)
def test_the_parameters_of_a_page_are_those_it_reads(path: str) -> None:
    found: set[str] = set()
    with watched(found):
        for query in OPENED.get(path, ("",)):
            working(visit(path, query))
    own = set(proper.OF_PAGE[path])
    assert found <= own | set(proper.ALWAYS)
    assert own - found == UNSEEN.get(path, set())


def test_every_page_is_in_the_list() -> None:
    assert set(proper.OF_PAGE) == set(menu.PATHS) == set(PATHS)


NAMES = st.sampled_from([*sorted(proper._EVERY), "Gemeente", "CIJFER", "utm_x", "x"])
WORDS = st.sampled_from(["Zeist", "zeist.Gouda", "G40", "Utrecht", "Inwoners", "share_65_plus", "GM0363", "eigen", "."])


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(PATHS),
    st.dictionaries(NAMES, st.lists(st.one_of(WORDS, st.sampled_from(JUNK), st.text(max_size=12)), min_size=1, max_size=2), max_size=5),
)
def test_the_proper_form_of_a_proper_link_is_itself(path: str, query: dict[str, list[str]]) -> None:
    """Else a browser would be sent on for ever."""
    made = proper.proper(HELD, path, query)
    assert proper.proper(HELD, path, made) == made
    assert sum(map(len, made.values())) == sum(map(len, query.values())), "nothing is lost"


def test_too_long_a_link_is_left_alone(held: Store) -> None:
    assert proper.sent_on(held, "stad", "&".join(f"a{n}=1" for n in range(200))) is None
