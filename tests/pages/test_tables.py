"""The tables page: choosing by name, group, province, theme and pasted list; what stands in the link; and the limits."""

import re
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from etl.store import Store
from pages.components.choice import link
from pages.components.research import rows
from tests.pages.opening import texts, visit, working


def paste(app: AppTest, text: str) -> AppTest:
    """Put a list in the box and press the button."""
    app.text_area(key="geplakte_lijst").set_value(text)
    next(b for b in app.button if b.label == "Kies deze plaatsen").click()
    return app.run()


def said(app: AppTest) -> int:
    """How many rows the title says there are."""
    found = re.match(r"([\d.]+) rijen", app.title[0].value)
    assert found, app.title[0].value
    return int(found[1].replace(".", ""))


def test_a_pasted_list_takes_the_place_of_the_choice_and_goes_into_the_link_as_codes() -> None:
    app = paste(visit("tabellen"), "Zeist\nDen Bosch, 294; Graft-De Rijp, Zeits")
    working(app)
    assert app.query_params == {"steden": "GM0355.GM0796.GM0294.GM0361"}
    assert app.multiselect(key="keuze_steden").value == ["GM0355", "GM0796", "GM0294", "GM0361"]
    assert set(app.dataframe[0].value["gemeente"]) == {"Zeist", "'s-Hertogenbosch", "Winterswijk", "Alkmaar"}
    (told,) = [t for t in texts(app, "small") if "gekozen" in t]
    assert told == "Vier plaatsen gekozen. Graft-De Rijp hoort nu bij Alkmaar. Niet gevonden: Zeits (bedoelt u Zeist?)."


def test_a_list_without_any_known_place_changes_nothing() -> None:
    app = paste(visit("tabellen", {"steden": "GM0355"}), "xyzzy")
    working(app)
    assert app.query_params == {"steden": "GM0355"}
    assert any("Niet gevonden: xyzzy. De keuze is niet veranderd." in t for t in texts(app, "small"))


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"steden": "in-PV26", "cijfers": "inhabitants", "van": "2020", "tot": "2025"}, 10 * 6),
        ({"steden": "GM0355.GM0363.PV26.NL01", "cijfers": "inhabitants", "van": "2020", "tot": "2025"}, 4 * 6),
        ({"steden": "provincies", "cijfers": "inhabitants.inhabitants_forecast", "van": "2025", "tot": "2028"}, 12 * (2 + 4)),
        ({"steden": "GM0355", "cijfers": "economy.unemployment_rate", "van": "2020", "tot": "2020"}, 13),
        ({"steden": "GM0355", "cijfers": "inhabitants_forecast"}, 28),
        ({"steden": "GM0355", "cijfers": "inhabitants_forecast", "van": "2015", "tot": "2030"}, 8),
        ({"steden": "GM0355", "cijfers": "inhabitants", "van": "2024", "tot": "2050"}, 3),
        ({"steden": "eigen", "groep": "GM0355.GM0345", "cijfers": "inhabitants", "van": "2024", "tot": "2025"}, 4),
    ],
)
def test_places_themes_and_forecasts_can_be_chosen_by_link(query: dict[str, str], count: int) -> None:
    app = visit("tabellen", query)
    working(app)
    # Years that the figure does not have are left out, and that is said.
    lost = query["cijfers"] == "inhabitants_forecast" and "van" in query or query.get("tot") == "2050"
    assert ["Deze keuze heeft rijen van" in notice for notice in texts(app, "notice")] == [True] * lost
    assert said(app) == count == len(app.dataframe[0].value)


def test_a_forecast_opens_the_years_ahead_and_says_what_it_is(held: Store) -> None:
    app = visit("tabellen", {"steden": "GM0355"})
    assert app.slider(key="keuze_jaren").max == held.years[-1]
    app.multiselect(key="keuze_cijfers").set_value(["inhabitants", "inhabitants_forecast"]).run()
    working(app)
    assert app.slider(key="keuze_jaren").max == 2050
    shown = app.dataframe[0].value
    assert set(shown["status"][shown["cijfer"] == "Inwoners volgens de prognose"]) == {"prognose"}
    assert "prognose" not in set(shown["status"][shown["cijfer"] == "Inwoners"])
    assert shown["jaar"].max() == 2050


def test_the_address_and_citation_of_a_choice_do_not_lean_on_what_may_change(held: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "address", urlencode)  # these tests have no address of their own
    app = visit("tabellen", {"steden": "eigen", "groep": "GM0355.GM0345", "cijfers": "economy", "van": "2024", "tot": "2025"})
    (cited,) = [t for t in texts(app, "small") if t.startswith("Zo verwijst u:")]
    assert "steden=GM0355.GM0345&" in cited
    figures = re.search(r"cijfers=([\w.]+)", cited)
    assert figures
    assert figures[1].split(".") == [i.id for i in held.indicators() if i.theme == "economy"]


def test_over_the_limit_a_sentence_stands_where_the_rows_would_be(held: Store) -> None:
    app = visit("tabellen", {"steden": "gemeenten", "cijfers": "economy.resilience", "van": "1988"})
    working(app)
    asked = 342 * (13 + 16) * len(held.years)
    assert app.title[0].value == f"{asked:,} rijen is te veel voor één bestand".replace(",", ".")
    assert not app.dataframe
    assert any(f"De grens is {rows.MOST_ROWS:,} rijen".replace(",", ".") in t for t in texts(app, "empty"))
    assert any("Ten hoogste 200.000 rijen, in Excel 100.000." in t for t in texts(app, "source"))


def test_the_columns_that_matter_most_come_first() -> None:
    assert list(visit("tabellen").dataframe[0].value.columns)[:4] == ["gemeente", "jaar", "waarde", "cijfer"]


def test_the_example_has_years_with_figures_only_and_gives_way_to_the_first_choice(held: Store) -> None:
    app = visit("tabellen")
    last = max(held.manifest["indicators"][name]["last"] for name in ("share_65_plus", "net_participation"))
    assert app.slider(key="keuze_jaren").value == (2015, last)
    assert any("Dit is een voorbeeld" in t for t in texts(app, "source"))
    app.multiselect(key="keuze_steden").set_value(["positie-3", "in-PV26"]).run()
    assert app.query_params["steden"] == "in-PV26"
    assert not any("Dit is een voorbeeld" in t for t in texts(app, "source"))
    app.multiselect(key="keuze_steden").set_value(["in-PV26", "positie-3"]).run()
    assert app.query_params["steden"] == "in-PV26.positie-3", "what was chosen stays"
    app.multiselect(key="keuze_cijfers").set_value(["share_65_plus", "net_participation", "gas_per_home"]).run()
    assert app.query_params["cijfers"] == "gas_per_home"
    assert app.slider(key="keuze_jaren").value == (2015, held.manifest["indicators"]["gas_per_home"]["last"])


def test_a_figure_that_ended_before_opens_with_all_its_years() -> None:
    app = visit("tabellen", {"cijfers": "own_jobs_share", "steden": "GM0355"})
    assert app.slider(key="keuze_jaren").value == (2006, 2014)
    assert said(app) == 9


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"steden": "."}, "Kies bij Steden een stad of groep."),
        ({"cijfers": "."}, "Kies bij Cijfers een cijfer of thema."),
        ({"steden": ".", "cijfers": "."}, "Kies bij Steden een stad of groep en bij Cijfers een cijfer of thema."),
    ],
)
def test_without_rows_one_sentence_says_what_to_choose(query: dict[str, str], sentence: str) -> None:
    app = visit("tabellen", query)
    working(app)
    assert app.title[0].value == "Nog geen rijen gekozen"
    assert texts(app, "lead") == [sentence]
    assert not any("lege cellen" in t for t in texts(app, "unit"))


def test_a_button_that_cannot_be_pressed_says_why(held: Store) -> None:
    app = visit("tabellen", {"steden": "gemeenten", "cijfers": "economy", "van": "2000", "tot": "2026"})
    assert said(app) > 100_000
    labels = {b.label: b.proto.disabled for b in app.get("download_button")}
    assert labels["Excel (tot 100.000 rijen)"] is True
    assert labels["Parquet"] is False
