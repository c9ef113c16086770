"""The codebook says what the definitions and the rows say, for every figure."""

import re

import numpy as np
import pytest

from etl import behind, fingerprint
from etl.sources import addresses
from etl.store import Store
from pages.components.files import about
from pages.components.research import codebook
from tests.pages.opening import texts, visit, working


def test_every_figure_and_forecast_is_in_it_once(held: Store) -> None:
    ids = [i.id for i in codebook.known(held)]
    assert sorted(ids) == sorted({i.id for i in held.indicators()} | set(held.definitions.forecasts))


def test_a_source_has_the_same_address_on_the_page_and_in_the_data_package(held: Store) -> None:
    for entry in held.manifest["tables"]:
        assert codebook.address(entry) == addresses.page(entry)


def test_coverage_is_counted_from_the_rows(held: Store) -> None:
    codes = [c.code for c in held.cities()]
    for indicator in held.indicators():
        found = codebook.coverage(held, indicator)
        rows = held.series(indicator.id, codes)
        counts = rows[rows["value"].notna()].groupby("year").size()
        assert (found.years[0], found.last, found.cities) == (counts.index[0], counts.index[-1], counts.iloc[-1]), indicator.id
        assert max(found.share) <= 1
        np.testing.assert_allclose([round(counts.get(y, 0) / len(codes), 3) for y in found.years], found.share)


def test_a_forecast_is_covered_over_its_own_years(held: Store) -> None:
    found = codebook.coverage(held, held.definitions.forecasts["inhabitants_forecast"])
    assert (found.years[0], found.last) == (2023, 2050)
    assert 80 <= found.cities < found.of


@pytest.mark.parametrize(
    ("asked", "id_", "there"),
    [
        ("MANTELZORG", "carer_hours", True),
        ("86088ned", "net_participation", True),
        ("zonne woning", "solar_per_home", True),
        ("net_part", "net_participation", True),
        ("energietransitie gas", "gas_per_home", True),
        ("Arbeidsdeelname; regionale", "net_participation", True),
        ("coöperatie", "corporation_share", False),
        ("gezónd", "good_health", True),
        ("xyzzy", "", False),
    ],
)
def test_words_find_figures_by_title_definition_and_table(held: Store, asked: str, id_: str, there: bool) -> None:
    found = {i.id for i in codebook.found(held, codebook.known(held), asked)}
    assert (id_ in found) if there else not found


def test_nothing_asked_finds_everything(held: Store) -> None:
    assert codebook.found(held, codebook.known(held), "  ") == codebook.known(held)


def test_facts_and_links_are_those_of_the_definition(held: Store) -> None:
    for indicator in codebook.known(held):
        facts = dict(codebook.facts(held, indicator))
        assert facts["Definitie"] == indicator.definition
        assert indicator.unit in facts["Eenheid"]
        assert facts["Vaste naam in bestanden"] == indicator.id
        assert all(facts.values()), indicator.id
        assert len(codebook.links(held, indicator)) == len(behind.defined(held.definitions, indicator))
        assert all(address.startswith("https://") for _, address in codebook.links(held, indicator)), indicator.id


def test_the_table_has_a_line_per_figure(held: Store) -> None:
    shown = codebook.known(held)[:5]
    table = codebook.table(held, shown)
    assert list(table["vaste naam"]) == [i.id for i in shown]
    assert list(table["thema"]) == [held.definitions.themes[i.theme].title for i in shown]
    assert table["steden"].str.endswith("van 102").all()


def test_calculations_are_in_words_and_never_times_one(held: Store) -> None:
    keys = {t for i in codebook.known(held) for s in i.sources for t in s.recipe.topics}
    for indicator in codebook.known(held):
        told = [said for label, said in codebook.facts(held, indicator) if label.startswith("Berekening")]
        assert told
        for said in told:
            assert not keys & set(re.findall(r"\w+", said)) - {"partners"}, said
            assert "@" not in said
            assert not said.endswith("× 1"), said
    assert dict(codebook.facts(held, held.definitions.indicators["own_jobs_share"]))["Berekening"] == (
        "banen van eigen inwoners in de eigen gemeente ÷ banen van inwoners × 100"
    )


def test_a_search_opens_the_first_figure_found_and_a_row_opens_its_own(held: Store) -> None:
    app = visit("codeboek", {"cijfer": "net_participation"})
    working(app)
    app.text_input(key="zoek_codeboek").set_value("gasverbruik").run()
    assert app.query_params["cijfer"] == "gas_per_home"
    assert app.subheader[0].value == "Gasverbruik per woning"
    app.text_input(key="zoek_codeboek").set_value("woning").run()
    assert app.subheader[0].value == "Gasverbruik per woning", "what is open and was found stays open"
    app.text_input(key="zoek_codeboek").set_value("xyzzy").run()
    working(app)
    assert app.subheader[0].value == "Gasverbruik per woning"
    assert any("Geen cijfer gevonden" in t for t in texts(app, "empty"))


def test_changes_of_a_definition_are_told(held: Store) -> None:
    """The share of work in the own municipality had a wrong denominator until this day."""
    facts = dict(codebook.facts(held, held.definitions.indicators["own_jobs_share"]))
    assert "Rotterdam" in facts["Gewijzigd op 22 november 2026"]
    assert not any(label.startswith("Gewijzigd") for label in dict(codebook.facts(held, held.definitions.indicators["jobs"])))
    entry = about.entry(held, held.definitions.indicators["own_jobs_share"])
    assert "Gewijzigd op 22 november 2026: Plaatsen van werk" in entry.caution


def test_kept_snapshots_say_when_a_figure_was_made_in_another_way(held: Store) -> None:
    jobs = held.definitions.indicators["jobs"]
    now = fingerprint.of(jobs, held.definitions.everything)

    def said(*marks: str | None) -> str:
        editions = [codebook.Edition(f"2026010{n}", f"2026-01-0{n}T12:00:00Z", {"jobs": mark}) for n, mark in enumerate(marks, 1)]
        return codebook.history(held, jobs, editions)

    assert said() == said(None, None) == said(now) == ""
    assert said(now, now, None).startswith("in de twee momentopnamen waarvan dat is bijgehouden, is dit cijfer op dezelfde manier gemaakt")
    assert said("a", None, "b", "b") == (
        "tussen de momentopnamen van 1 januari 2026 en 3 januari 2026 veranderde hoe dit cijfer wordt gemaakt "
        "(tabel, maat, berekening, eenheid of afronding)"
    )
    own = [codebook.Edition(held.id, "2026-01-01T12:00:00Z", {"jobs": "a"})]
    assert codebook.history(held, jobs, own).startswith("sinds deze momentopname veranderde hoe dit cijfer wordt gemaakt")
    assert ("Door de tijd", codebook.history(held, jobs, own)) in codebook.facts(held, jobs, own)
