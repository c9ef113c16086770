"""Continuations as a slide: what was measured and what is carried on never run into one, and every assumption travels along."""

import io
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from etl.store import Store
from pages.components.choice import selection
from pages.components.deck import carried, continued
from pages.components.deck.book import book
from pages.components.deck.slide import Deck, Slide
from pages.components.pictures import scenario
from tests.pages.test_deck import BASE, STAMP, chart_of, described, drawn, shapes, sizes, text_of, within


def shown(held: Store, code: str, indicator: str) -> scenario.Shown:
    city = held.city(code) if code else None
    groups = selection.groups(held, city)
    return scenario.shown(held, held.definitions.indicators[indicator], groups["positie" if city else "alle"], city)


def deck_of(*slides: Slide) -> Any:
    return Presentation(io.BytesIO(book(Deck("Proef", STAMP, slides))))


@pytest.mark.parametrize(
    ("code", "indicator"),
    [
        ("GM0355", "share_65_plus"),
        ("GM0796", "inhabitants"),
        ("GM1992", "sale_price"),
        ("GM0355", "gas_per_home"),
        ("", "unemployment_rate"),
    ],
)
def test_the_slide_draws_what_was_measured_and_every_line_of_the_page(held: Store, code: str, indicator: str) -> None:
    found = shown(held, code, indicator)
    page = deck_of(carried.of(found, BASE)).slides[0]
    series = drawn(page)
    pieces = [points for name, points in series.items() if name.split(" tot en met ")[0] == found.name]
    measured = {y: v for y, v in zip(found.view.years, found.own.tolist(), strict=True) if v == v}
    assert {year: value for piece in pieces for year, value in piece.items()} == measured
    for one in found.lines:
        name = scenario.NAMES[one.kind]
        assert series[name] == dict(zip(one.years, one.values.tolist(), strict=True))
        assert max(series[name]) == one.years[-1]
        for end, values in (("onderkant", one.low), ("bovenkant", one.high)):
            known = {y: v for y, v in zip(one.years, values.tolist(), strict=True) if v == v}
            assert series.get(f"{name}, {end} van de marge", {}) == known
    assert len(series) == len(pieces) + sum(1 + 2 * bool((one.low == one.low).any()) for one in found.lines)


def test_only_what_is_carried_on_is_dashed_and_each_line_in_its_own_way(held: Store) -> None:
    page = deck_of(carried.of(shown(held, "GM0796", "inhabitants"), BASE)).slides[0]
    dashes = {}
    for series in chart_of(page).plots[0].series:
        dash = series._element.find(qn("c:spPr")).find(f".//{qn('a:prstDash')}")
        dashes[series.name] = None if dash is None else dash.get("val")
    own = {dashes.pop(name) for name in list(dashes) if name.startswith("'s-Hertogenbosch") or "marge" in name}
    assert own == {None}
    assert set(dashes) == set(scenario.NAMES.values())
    assert len(set(dashes.values())) == 3
    assert None not in dashes.values()


def test_the_slide_says_what_it_is_and_the_notes_every_assumption_and_the_record(held: Store) -> None:
    found = shown(held, "GM0355", "share_65_plus")
    page = deck_of(carried.of(found, BASE)).slides[0]
    assert page.shapes.title.text_frame.text == scenario.headline(found)
    said, notes = text_of(page), page.notes_slide.notes_text_frame.text
    assert "Doordenker, geen voorspelling" in said
    assert scenario.brief(found) in said
    assert "eigen berekening, niet van het CBS" in said
    for one in found.lines:
        assert scenario.assumption(found, one)[1] in notes
    for part in (scenario.track(found), scenario.PACE, found.view.indicator.definition, f"{BASE}scenario?gemeente=GM0355&"):
        assert part in notes
    ends = {t.text for t in chart_of(page)._chartSpace.iter(qn("a:t"))}
    assert ends == {f"{one['name']} {one['value_label']}" for one in scenario.spec(found)["lines"]}


def test_a_figure_that_cannot_be_carried_on_says_why(held: Store) -> None:
    found = shown(held, "GM1992", "sale_price")
    assert not found.lines
    page = deck_of(carried.of(found)).slides[0]
    assert scenario.REFUSED[found.outlook.refused] in text_of(page)
    assert any(shape.has_chart for shape in page.shapes), "what was measured is drawn"
    bare = shown(held, "GM1992", "carer_hours")
    page = deck_of(carried.of(bare)).slides[0]
    assert not any(shape.has_chart for shape in page.shapes)
    assert text_of(page).count(scenario.REFUSED[bare.outlook.refused]) == 1


def test_a_measured_provisional_year_is_hollow_and_never_a_line_that_is_carried_on(held: Store) -> None:
    spec = scenario.spec(shown(held, "GM0355", "share_65_plus"))
    last = spec["years"][-1]
    slide = Slide("scenario", "Kop", alt="Lijn.", spec={**spec, "city": {**spec["city"], "provisional": [last]}})
    page = deck_of(slide).slides[0]
    assert "Open rondje: voorlopig." in text_of(page)
    fills = {
        series.name: [p.find(f".//{qn('c:marker')}//{qn('a:schemeClr')}").get("val") for p in series._element.findall(qn("c:dPt"))]
        for series in chart_of(page).plots[0].series
    }
    assert fills["Zeist"] == ["bg1"]
    assert "bg1" not in [one for name, found in fills.items() if name != "Zeist" for one in found]


def test_every_value_keeps_its_year(held: Store) -> None:
    spec = continued.along(scenario.spec(shown(held, "GM0796", "inhabitants")))
    assert spec["years"] == list(range(spec["years"][0], spec["years"][-1] + 1))
    for one in [spec["city"], *spec["carried"]]:
        assert len(one["values"]) == len(spec["years"])


def test_it_reads_like_every_slide(held: Store) -> None:
    made = [carried.of(shown(held, c, i), BASE) for c in ("GM0796", "GM1992", "") for i in ("share_65_plus", "inhabitants", "gas_per_home")]
    deck = deck_of(*made)
    for slide, page in zip(made, deck.slides, strict=True):
        assert page.shapes.title.text_frame.text == slide.title
        assert all(described(s) for s in shapes(page.shapes) if not (s.is_placeholder and s.has_text_frame))
        assert min(sizes(chart_of(page).part.blob), default=1800) >= 1800
        within(deck, page)
