"""Where a figure comes from, told back from one cell: the right table and period, the municipalities of then, and every part of it."""

import math

import numpy as np
import pytest

from etl import provenance, store
from etl.mergers import RENAMED
from etl.store import Store
from tests.lacking import read_from, without


@pytest.fixture(scope="module")
def held() -> Store:
    return store.open()


def test_a_plain_figure_is_one_measure_of_one_table(held: Store) -> None:
    found = provenance.of(held, "inhabitants", "GM0355", 2024)
    assert (found.value, found.missing, found.rule) == (66641, "", "")
    assert (found.entry["id"], found.period, found.codes) == ("03759ned", "2024JJ00", ("GM0355",))
    assert len(found.entry["sha256"]) == 64
    assert found.readings == (found,)
    assert found.at_cbs
    assert not found.own


def test_a_derived_figure_names_every_part(held: Store) -> None:
    found = provenance.of(held, "jobs_rate", "GM0228", 2020)
    jobs, people = found.readings
    assert jobs is found
    assert [t.key for t in found.source.topics] == ["BanenVanWerknemersInDecember"] if found.source else False
    assert (people.indicator.id, people.value, people.entry["id"]) == ("inhabitants", 117165, "03759ned")
    indicator, value = found.known["BanenVanWerknemersInDecember"]
    assert (indicator.id, value) == ("jobs", 56100)
    assert found.value == pytest.approx(1000 * value / people.value, abs=1e-6)


def test_the_table_is_that_of_the_year(held: Store) -> None:
    tables = {year: provenance.of(held, "net_participation", "GM0355", year).entry["id"] for year in (2005, 2020)}
    assert tables == {2005: "85230NED", 2020: "86088NED"}
    assert provenance.of(held, "net_participation", "GM0355", 2013).label == "andere weging"


def test_december_and_tables_of_one_year_have_their_own_period(held: Store) -> None:
    assert provenance.of(held, "commuting_distance", "GM0355", 2020).period == "2020MM12"
    wave = provenance.of(held, "good_health", "GM0355", 2022)
    assert (wave.entry["id"], wave.source.year if wave.source else 0) == ("85563NED", 2022)


def test_a_merged_figure_names_the_municipalities_of_then(held: Store) -> None:
    added = provenance.of(held, "dwellings", "GM1980", 2015)
    assert (added.codes, added.rule, added.weight) == (("GM0398", "GM0416"), "add", None)
    assert added.names == {"GM0398": "Heerhugowaard", "GM0416": "Langedijk"}
    weighed = provenance.of(held, "share_65_plus", "GM1980", 2015)
    assert weighed.weight is not None
    assert (weighed.weight.indicator.id, weighed.weight.codes) == ("inhabitants", weighed.codes)
    assert weighed.weight.value == pytest.approx(80841)


def test_the_rule_of_the_snapshot_and_the_municipalities_agree(held: Store) -> None:
    """Where figures were put together, one of the parts is of several municipalities of then, or of one with another code; else none is."""
    checked = 0
    for name in ("inhabitants", "share_65_plus", "owner_occupied_share", "hospital_distance", "solar_per_home"):
        panel = held.panel(name)
        for at in np.argwhere(panel.rule > 0)[::17].tolist():
            region, year = panel.regions[at[0]], panel.years[at[1]]
            found = provenance.of(held, name, region, year)
            assert any(part.codes != (region,) for part in found.readings), (name, region, year)
            assert found.rule != RENAMED or {len(part.codes) for part in found.readings} == {1}
            checked += 1
    assert checked > 50
    for region in ("GM0355", "NL01", "PV26"):
        assert provenance.of(held, "inhabitants", region, 2010).codes == (region,)


def test_a_missing_figure_says_why_and_where_it_would_stand(held: Store) -> None:
    found = provenance.of(held, "share_65_plus", "GM0355", held.years[-1])
    assert math.isnan(found.value)
    assert found.missing == "not_in_snapshot"
    assert found.source is not None
    before = provenance.of(held, "net_participation", "GM0355", 1995)
    assert (before.source, before.missing, before.period) == (None, "absent_in_source", "")
    assert not before.at_cbs


def test_a_forecast_has_its_own_table_and_years(held: Store) -> None:
    found = provenance.of(held, "inhabitants_forecast", "GM0355", 2040)
    assert (found.status, found.entry["id"]) == ("forecast", "85171NED")
    assert found.value > 0


def test_a_dataset_of_our_own_is_no_table_of_cbs(held: Store) -> None:
    for name in ("effective_parties", "own_jobs_share", "region_memberships"):
        found = provenance.of(held, name, "GM0355", held.manifest["indicators"][name]["last"])
        assert found.own
        assert not found.at_cbs
        assert found.entry["sha256"]


@pytest.mark.parametrize("cell", [("nothing", "GM0355", 2020), ("inhabitants", "GM9999", 2020), ("inhabitants", "GM0355", 1900)])
def test_what_the_snapshot_does_not_hold_is_refused(held: Store, cell: tuple[str, str, int]) -> None:
    with pytest.raises(KeyError):
        provenance.of(held, *cell)


def test_every_figure_of_a_city_has_an_origin_with_a_table(held: Store) -> None:
    for indicator in held.indicators():
        last = held.manifest["indicators"][indicator.id]["last"]
        found = provenance.of(held, indicator.id, "GM0345", last)
        assert found.missing or found.entry.get("sha256"), indicator.id
        assert all(part.source is not None for part in found.readings), indicator.id


def test_a_part_that_an_older_snapshot_lacks_is_named(held: Store) -> None:
    older = without(held, "inhabitants")
    divided = provenance.of(older, "jobs_rate", "GM0228", 2020)
    assert (divided.lacking, divided.figures, divided.readings) == (("inhabitants",), {}, (divided,))
    assert divided.value == provenance.of(held, "jobs_rate", "GM0228", 2020).value
    assert not divided.at_cbs, "without a part the figure cannot be made again"
    weighed = provenance.of(older, "share_65_plus", "GM1980", 2015)
    assert (weighed.lacking, weighed.weight, weighed.codes) == (("inhabitants",), None, ("GM0398", "GM0416"))
    assert provenance.of(held, "jobs_rate", "GM0228", 2020).lacking == ()


def test_every_figure_has_an_origin_whatever_other_figure_is_lacking(held: Store) -> None:
    parts = {name for i in held.indicators() for s in i.sources for name in s.recipe.indicators}
    parts |= {s.merge.weight[1:] for i in held.indicators() for s in i.sources if s.merge is not None and s.merge.weight.startswith("@")}
    assert len(parts) > 1
    for part in sorted(parts):
        older = without(held, part)
        named = 0
        for indicator in older.indicators():
            for region, year in (("GM1980", 2015), ("GM0345", 2020)):
                found = provenance.of(older, indicator.id, region, year)
                named += any(part in one.lacking for one in found.readings)
        assert named, part


def test_a_figure_from_another_table_than_todays_is_not_explained_by_todays(held: Store) -> None:
    older = read_from(held, "inhabitants", "82900NED")
    found = provenance.of(older, "inhabitants", "GM0355", 2024)
    assert (found.value, found.source, found.moved, found.period) == (66641, None, True, "")
    assert found.entry["id"] == "82900NED", "the table it was read from, not the one of now"
    assert not found.at_cbs
    ahead = provenance.of(older, "share_65_plus", "GM0355", held.years[-1])
    assert ahead.missing
    assert ahead.source is not None, "a figure that is not there was read from no table"
    whole = provenance.of(older, "jobs_rate", "GM0228", 2020)
    assert whole.figures["inhabitants"].moved
    assert not whole.at_cbs
