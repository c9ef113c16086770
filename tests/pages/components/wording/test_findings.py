"""Findings about the whole: their numbers are the store's, and they call nothing good or bad."""

import numpy as np
import pytest

from etl.store import COUNTRY, Store
from etl.values import rounded
from pages.components.wording import dutch, findings
from tests.pages.components.wording.test_words import JUDGING


def test_the_sharpest_finding_of_a_theme_is_a_tested_trend_of_that_theme(held: Store) -> None:
    clear = [(theme, found) for theme in held.definitions.themes if (found := findings.sharpest(held, theme))]
    assert clear
    for theme, found in clear:
        assert found.trend.theme == theme
        (row,) = [r for r in held.verdicts(found.trend.id, "midsize")[1:] if r.test == found.indicator.id]
        assert row.verdict in ("follows", "departs")
        assert found.strength > 0


def test_a_theme_where_nothing_moved_clearly_still_opens_with_a_figure(held: Store) -> None:
    for theme in held.definitions.themes:
        found = findings.opening(held, theme)
        assert found is not None
        assert found.trend.theme == theme
        assert found.indicator.id in found.trend.indicators


def test_the_tally_counts_the_verdicts_of_all_cities(held: Store) -> None:
    for theme in held.definitions.themes:
        found = findings.sharpest(held, theme) or findings.opening(held, theme)
        assert found is not None
        rows = [r for c in held.cities() for r in held.verdicts(found.trend.id, c.code) if r.test == found.indicator.id]
        kinds = [r.verdict for r in rows]
        said = findings.tally(held, found)
        assert f"in {kinds.count('follows')} van de {len(kinds)} steden" in said
        departs = kinds.count("departs")
        assert (f"in {departs} wijkt het af" if departs else "nergens wijkt het af") in said


def test_a_sharp_finding_is_one_that_many_cities_show(held: Store) -> None:
    for theme in held.definitions.themes:
        found = findings.sharpest(held, theme)
        if found is not None:
            own = [r.verdict for c in held.cities() for r in held.verdicts(found.trend.id, c.code) if r.test == found.indicator.id]
            (whole,) = [r.verdict for r in held.verdicts(found.trend.id, "midsize") if r.test == found.indicator.id]
            assert own.count(whole) >= 0.25 * len(own), (theme, found.indicator.id)


def test_a_strength_is_weighed_with_the_figures_of_its_own_year(held: Store) -> None:
    midsize = [c.code for c in held.cities()]
    weighed = 0
    for strength in held.definitions.strengths:
        found = findings.weigh(held, strength)
        if found is None:
            assert strength.none or strength.indicator is not None, "without a figure the definition says why"
            continue
        weighed += 1
        values = held.cross_section(found.indicator.id, found.year).set_index("region")["value"]
        assert found.midsize == np.nanmedian(values[midsize])
        if strength.against == "country":
            assert found.other == values[COUNTRY]
        said = findings.weighed_words(found)
        for figure in (found.midsize, found.other):
            assert dutch.figure(figure, found.indicator) in said
        assert str(found.year) in said
        assert not JUDGING.search(said)
        one, two = (rounded(v, found.indicator.decimals) for v in (found.midsize, found.other))
        assert found.supports == (None if abs(one - two) <= found.indicator.noise + 1e-9 else (one > two) == (strength.expect == "more"))
    assert weighed >= 3


@pytest.mark.parametrize("theme", ["economy", "governance", "resilience", "environment"])
def test_the_finding_of_a_city_is_its_own_row(held: Store, theme: str) -> None:
    finding = findings.sharpest(held, theme) or findings.opening(held, theme)
    assert finding is not None
    said = {"follows": "volgt de trend", "departs": "wijkt af van de trend", "mixed": "niet zeker"}
    for city in held.cities():
        text = findings.own(held, finding, city)
        rows = held.cross_section(finding.indicator.id, finding.year)
        value = rows.loc[rows["region"] == city.code, "value"].iloc[0]
        assert text.startswith(f"{city.name}: ")
        assert (f"geen cijfer over {finding.year}" if value != value else dutch.figure(value, finding.indicator)) in text
        outcome = [r.verdict for r in held.verdicts(finding.trend.id, city.code) if r.test == finding.indicator.id]
        assert {k for k, words in said.items() if words in text} == {v for v in outcome if v in said}


def test_a_difference_that_is_called_none_neither_supports_nor_doubts(held: Store) -> None:
    """Participation is an estimate: 73.4 beside 73.2 in the whole country is no difference."""
    strength = next(s for s in held.definitions.strengths if s.id == "on_the_edge")
    found = findings.weigh(held, strength)
    assert found is not None
    assert 0 < abs(found.midsize - found.other) <= found.indicator.noise
    assert found.supports is None
    assert findings.weighed_words(found).endswith("Een verschil tot 1,0\u00a0procentpunt noemen we geen verschil.")
