"""The origin of a number on the tables page: a link opens it, from a closed list, with everything a researcher must be able to follow."""

import json

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from etl import store
from etl.store import Store
from etl.view import Group, make
from pages.components.choice import selection
from pages.components.research import recompute, rows, tracing
from pages.components.research.tracing import Cells
from pages.components.wording import dutch
from tests.lacking import read_from, without
from tests.pages.opening import texts, visit, working


def origin_of(cell: str) -> AppTest:
    app = visit("tabellen", {"steden": "GM0355.GM1980", "cijfers": "owner_occupied_share", "cel": cell})
    working(app)
    return app


def told(app: AppTest) -> str:
    """All texts of the origin."""
    return " ".join(texts(app, "facts"))


def test_without_a_cell_the_page_says_how_to_choose_one() -> None:
    app = visit("tabellen")
    working(app)
    assert any("Kies een rij" in text for text in texts(app, "source"))
    assert texts(app, "facts") == []


def test_a_link_opens_the_origin_of_one_number(held: Store) -> None:
    app = origin_of("GM0355.owner_occupied_share.2020")
    said = told(app)
    entry = next(t for t in held.manifest["tables"] if t["id"] == "82900NED")
    for part in ("Koopwoningen", "TotaleWoningvoorraad", "StatusVanBewoning = Totaal", "2020JJ00", "GM0355", entry["sha256"], held.id):
        assert part in said, part
    assert any(s.value.startswith("Koopwoningen, Zeist, 2020: ") for s in app.subheader)
    links = " ".join(e.proto.body for e in app.get("html"))
    assert 'href="https://opendata.cbs.nl/statline/#/CBS/nl/dataset/82900NED"' in links
    codes = [c.value for c in app.code]
    assert any("opendata.cbs.nl/ODataFeed" in c and "def read" in c for c in codes)
    assert any("library(jsonlite)" in c for c in codes)
    assert texts(app, "notice") == []


def test_a_province_and_the_country_are_called_what_they_are(held: Store) -> None:
    for place, label, name in (
        ("PV26", "Provincie", "Utrecht (PV26), zoals de bron haar geeft"),
        ("NL01", "Land", "Nederland (NL01), zoals de bron het geeft"),
    ):
        said = told(visit("tabellen", {"steden": place, "cijfers": "owner_occupied_share", "cel": f"{place}.owner_occupied_share.2020"}))
        assert f"{label}: " in said
        assert name in said
        assert "Gemeente" not in said


def test_the_day_a_table_was_read_is_told_also_of_a_recorded_one(held: Store) -> None:
    entry = next(t for t in held.manifest["tables"] if t["id"] == "82900NED")
    assert dutch.date(entry["retrieved"]) in told(origin_of("GM0355.owner_occupied_share.2020")).split("Uit het archief gelezen", 1)[1]


def test_one_row_is_no_rows() -> None:
    app = visit("tabellen", {"steden": "GM0355", "cijfers": "owner_occupied_share", "van": "2020", "tot": "2020"})
    assert app.title[0].value == "1 rij, 0 zonder waarde"


def test_a_merged_figure_says_of_which_municipalities_it_is(held: Store) -> None:
    said = told(origin_of("GM1980.share_65_plus.2015"))
    assert "gemiddelde van Heerhugowaard (GM0398) en Langedijk (GM0416), gewogen naar Inwoners" in said
    assert "Gewogen met: Inwoners" in said
    assert "opgeteld uit Heerhugowaard (GM0398) en Langedijk (GM0416)" in told(origin_of("GM1980.dwellings.2015"))


def test_margins_missing_figures_forecasts_and_our_own_datasets_are_told(held: Store) -> None:
    assert "marge van de enquête" in told(origin_of("GM0355.good_health.2022"))
    assert "Reden van leegte: niet in deze momentopname" in told(origin_of("GM0355.owner_occupied_share.2026")).replace("  ", " ")
    ahead = told(origin_of("GM0355.inhabitants_forecast.2040"))
    assert "prognose" in ahead
    assert "85171NED" in " ".join(texts(origin_of("GM0355.inhabitants_forecast.2040"), "list"))
    council = origin_of("GM0355.effective_parties.2022")
    assert any("met één vraag aan het CBS is het niet na te rekenen" in t for t in texts(council, "small"))
    assert not any("opendata.cbs.nl/ODataFeed" in c.value for c in council.code)


@pytest.mark.parametrize(
    "cell",
    [
        "GM9999.inhabitants.2020",
        "GM0355.nothing.2020",
        "GM0355.inhabitants.1900",
        "GM0355.inhabitants",
        "<b>x</b>",
        "GM0355.inhabitants.２０２０",
    ],
)
def test_a_cell_that_is_on_no_list_gives_a_sentence(cell: str) -> None:
    app = origin_of(cell)
    assert any("cel" in text and "kies een rij" in text for text in texts(app, "notice"))
    assert texts(app, "facts") == []
    assert cell not in " ".join(e.proto.body for e in app.get("html"))


def test_the_list_of_cells_is_every_figure_of_every_region_and_year(held: Store) -> None:
    cells = Cells(held)
    assert len(cells) == len(held.region_codes) * (
        len(held.indicators()) * len(held.years) + sum(len(held.foretold(f, []).years) for f in held.definitions.forecasts)
    )
    assert cells["NL01.inhabitants.2020"] == ("NL01", "inhabitants", 2020)
    assert "NL01.inhabitants.2020 " not in cells
    assert next(iter(cells)) in cells


def test_the_row_of_the_link_is_the_one_that_is_chosen(held: Store) -> None:
    app = origin_of("GM0355.owner_occupied_share.2020")
    (table,) = app.dataframe
    shown: pd.DataFrame = table.value
    (row,) = [int(r) for r in json.loads(table.proto.selection_default)["selection"]["rows"]]
    assert (shown.iloc[row]["gemeente"], int(shown.iloc[row]["jaar"])) == ("Zeist", 2020)
    other = visit("tabellen", {"steden": "GM0294", "cijfers": "owner_occupied_share", "cel": "GM0355.owner_occupied_share.2020"})
    assert not other.dataframe[0].proto.selection_default
    assert other.dataframe[0].proto.id != table.proto.id, "another table does not keep the choice of this one"


def test_the_way_from_another_table_is_a_link_that_the_page_understands(held: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, str]] = []
    own = Group("eigen", "eigen groep", ("GM0355", "GM0294"), None)
    indicator = next(i for i in held.indicators() if i.id == "share_65_plus")
    with monkeypatch.context() as watched:
        watched.setattr(tracing.st, "page_link", lambda page, label, query_params: asked.append(query_params))
        for city in (held.city("GM1980"), None):
            for group in (*selection.groups(held, city).values(), own):
                tracing.page_link(make(held, indicator, group, city, 2020))
    known = {*selection.groups(held, None), *(c.code for c in held.cities())}
    assert len(asked) > 15
    for choices in asked:
        places = choices["steden"].split(".")
        assert set(places) <= known
        assert len(places) <= rows.MOST_REGIONS
        assert Cells(held)[choices["cel"]][1:] == ("share_65_plus", 2020)
    app = visit("tabellen", asked[0])
    working(app)
    assert texts(app, "notice") == []
    assert app.dataframe[0].proto.selection_default, "the number is among the rows, and its row is the one chosen"


def test_the_snippets_of_the_page_are_those_that_are_tested(held: Store) -> None:
    from etl import provenance

    shown = [c.value.strip() for c in origin_of("GM0355.owner_occupied_share.2020").code]
    own = recompute.from_cbs(held, provenance.of(held, "owner_occupied_share", "GM0355", 2020))
    assert {text.strip() for text in own.values()} <= set(shown)
    assert tracing.written("GM0355", "owner_occupied_share", 2020) == "GM0355.owner_occupied_share.2020"


def test_an_older_snapshot_without_a_part_of_todays_calculation_says_so(held: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "open", lambda: without(held, "inhabitants"))
    said = told(origin_of("GM1980.share_65_plus.2015"))
    assert "Inwoners hoort nu bij de berekening, maar deze momentopname heeft dat cijfer niet" in said
    assert "gemiddelde van Heerhugowaard (GM0398) en Langedijk (GM0416), gewogen naar Inwoners" in said
    assert "Inwoners hoort nu bij de berekening" in told(origin_of("GM0228.jobs_rate.2020"))


def test_an_older_snapshot_that_read_another_table_says_so(held: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "open", lambda: read_from(held, "dwellings", "03759ned"))
    app = origin_of("GM1980.dwellings.2015")
    assert "deze momentopname las een andere tabel dan wij nu gebruiken" in told(app)
    assert "samengesteld uit gemeenten van toen" in told(app)
    assert any('03759ned"' in e.proto.body for e in app.get("html"))
    assert not any("opendata.cbs.nl/ODataFeed" in c.value for c in app.code)
    assert any("anders dan in deze oudere momentopname" in t for t in texts(app, "small"))
