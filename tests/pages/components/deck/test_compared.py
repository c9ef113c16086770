"""Two figures against each other as a slide: every city of the page, its colour and place, and no other."""

import io
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from etl.store import Store
from etl.view import View, make
from pages.components.choice import selection
from pages.components.deck import cloud, compared
from pages.components.deck.book import book
from pages.components.deck.slide import Deck, Slide
from pages.components.pictures import scatter
from pages.components.wording import dutch, words
from tests.pages.making import Figure, steady, view
from tests.pages.test_deck import BASE, STAMP, cached, chart_of, described, shapes, sheet, sizes, text_of, within


def pair(held: Store, code: str, one: str, two: str, line: bool = False) -> tuple[View, View, Slide]:
    city = held.city(code) if code else None
    first, second = (make(held, held.definitions.indicators[i], selection.whole(held), city) for i in (one, two))
    pairs = scatter.paired(first, second)
    title = scatter.headline(first.indicator, second.indicator, pairs)
    return first, second, compared.of(first, second, scatter.spec(first, second, pairs, line), title, BASE)


def page_of(slide: Slide) -> Any:
    return Presentation(io.BytesIO(book(Deck("Proef", STAMP, (slide,))))).slides[0]


def points(page: Any) -> dict[str, list[tuple[float, float]]]:
    """The points of every series, by its name."""
    found = {}
    for series in chart_of(page).plots[0].series:
        x, y = (cached(series._element.find(qn(tag))) for tag in ("c:xVal", "c:yVal"))
        found[series.name] = [(x[n], y[n]) for n in y]
    return found


@pytest.mark.parametrize(
    ("code", "one", "two"),
    [
        ("GM0355", "share_65_plus", "highly_educated_share"),
        ("GM0796", "sale_price", "inhabitants"),
        ("GM1992", "net_participation", "region_memberships"),
        ("", "carer_hours", "hospital_distance"),
    ],
)
def test_every_city_of_the_page_is_one_point_in_the_series_of_its_position(held: Store, code: str, one: str, two: str) -> None:
    first, second, slide = pair(held, code, one, two, line=True)
    page = page_of(slide)
    found = points(page)
    at = {c: (x, y) for c, x, y in scatter.paired(first, second)}
    for position, label in held.definitions.rule.labels.items():
        wanted = [p for c, p in at.items() if held.city(c).position == position and c != code]
        assert sorted(found.get(f"Positie {position}: {label}", [])) == sorted(wanted)
    if code in at:
        assert found[held.name(code)] == [at[code]]
    fitted = scatter.fit(list((c, x, y) for c, (x, y) in at.items()))
    assert fitted is not None
    assert [y for _, y in found["rechte lijn"]] == pytest.approx(fitted[1].tolist())
    by_name = {
        row[2].value: (row[0].value, row[1].value) for row in sheet(page).iter_rows() if row[2].value and row[0].value.__class__ is not str
    }
    assert by_name == {held.name(c): pytest.approx(p) for c, p in at.items()}
    chart = chart_of(page)
    for axis, values in ((chart.category_axis, [x for x, _ in at.values()]), (chart.value_axis, [y for _, y in at.values()])):
        assert axis.minimum_scale <= min(values) < max(values) <= axis.maximum_scale


def test_my_city_and_the_outliers_of_the_page_are_named(held: Store) -> None:
    first, second, slide = pair(held, "GM0355", "share_65_plus", "highly_educated_share")
    page = page_of(slide)
    said = {t.text for t in chart_of(page)._chartSpace.iter(qn("a:t"))}
    wanted = {"Zeist", *(held.name(c) for c in scatter.named(first, scatter.paired(first, second)))}
    assert said == wanted
    assert "rechte lijn" not in points(page)
    assert "lijn=aan" not in slide.link


def test_the_notes_name_who_is_missing_with_the_reason_and_both_definitions(held: Store) -> None:
    first, second, slide = pair(held, "GM0355", "own_jobs_share", "highly_educated_share", line=True)
    lacking = [c for c in first.group.codes if first.value(c) is None]
    assert lacking, "this figure is missing somewhere"
    notes = page_of(slide).notes_slide.notes_text_frame.text
    for part in (
        *(held.name(c) for c in lacking),
        words.REASONS[first.missing(lacking[0])],
        first.indicator.definition,
        second.indicator.definition,
        words.source_line(held, tuple(dict.fromkeys([*first.tables, *second.tables]))),
        "Samenhang is geen oorzaak.",
        f"Zeist: {first.indicator.phrase} {dutch.figure(first.value('GM0355') or 0, first.indicator)}",
        slide.link,
    ):
        assert part in notes or part.lower() in notes.lower(), part
    assert slide.link.endswith(f"&tegen=highly_educated_share&lijn=aan&snapshot={held.id}")


def test_a_provisional_figure_of_either_is_hollow_on_the_slide_and_on_the_page() -> None:
    one = view(steady(1, 2, Figure(3, "provisional"), 4, 5), city="A")
    two = view(steady(5, 3, 4, Figure(2, "provisional"), 1), city="A")
    pairs = scatter.paired(one, two)
    slide = compared.of(one, two, scatter.spec(one, two, pairs), "Kop")
    page = page_of(slide)
    hollow = [point.find(f".//{qn('a:schemeClr')}").get("val") for point in chart_of(page)._chartSpace.iter(qn("c:dPt"))]
    assert hollow.count("bg1") == 2
    assert "Open teken: voorlopig." in text_of(page)
    assert "Voorlopig: C en D." in slide.notes
    assert {row[2].value for row in sheet(page).iter_rows() if row[3].value == "voorlopig"} == {"C", "D"}
    drawn = scatter.figure(one, two, pairs)
    symbols = [s for t in drawn.data for s in (t.marker.symbol if isinstance(t.marker.symbol, tuple) else (t.marker.symbol,) * len(t.x))]
    assert sum(s.endswith("-open") for s in symbols) == 2


def test_a_cloud_reads_like_every_slide(held: Store) -> None:
    for code, one, two in (
        ("GM0796", "sale_price", "inhabitants"),
        ("GM1992", "share_65_plus", "arrangement_partners"),
        ("", "jobs", "jobs_rate"),
    ):
        _, _, slide = pair(held, code, one, two, line=True)
        packed = book(Deck("Proef", STAMP, (slide,)))
        deck = Presentation(io.BytesIO(packed))
        page = deck.slides[0]
        assert page.shapes.title.text_frame.text == slide.title
        assert all(described(s) for s in shapes(page.shapes) if not (s.is_placeholder and s.has_text_frame))
        assert min(sizes(chart_of(page).part.blob), default=1800) >= 1800
        within(deck, page)


def test_names_on_the_cloud_stay_apart_and_go_away_where_there_is_no_room() -> None:
    marks = [{"code": f"GM{n}", "name": "Een lange naam", "x": 1.0 + n / 100, "y": 1.0, "provisional": False} for n in range(4)]
    axis = {"title": "As", "min": 0, "max": 2, "ticks": [0, 1, 2]}
    spec = {
        "kind": "scatter",
        "alt": "Wolk.",
        "x": axis,
        "y": axis,
        "city": "GM0",
        "named": [m["code"] for m in marks],
        "fit": None,
        "rows": [{"position": 1, "tone": "p1", "label": "een", "marks": marks}],
    }
    page = page_of(Slide("scatter", "Kop", alt="Wolk.", spec=spec))
    said = [t.text for t in chart_of(page)._chartSpace.iter(qn("a:t"))]
    assert len(said) == 2, "one above and one below"
    assert [part.name for part in cloud.parts(spec)] == ["Positie 1: een", "Een lange naam"]
