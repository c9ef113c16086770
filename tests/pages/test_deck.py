"""Slides are one more outfit of a view: read back with python-pptx they hold its figures, and everybody can read and hear them."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn

from etl import stories
from etl.store import Store
from etl.view import Group, View, make
from pages.components.choice import selection
from pages.components.deck import carried, compared, measure, portrait, slides
from pages.components.deck import chart as native
from pages.components.deck.book import book
from pages.components.deck.slide import Deck, Slide
from pages.components.masterclass import story as telling
from pages.components.pictures import charts, parts, scatter, scenario
from pages.components.shell import aside
from pages.components.wording import dutch, words, words_map
from tests.lacking import without
from tests.pages.making import Cell, Figure, steady, view

BASE = "http://127.0.0.1:8501/"
STAMP = "2026-11-20T10:00:00Z"
EMU = 914400


def opened(*shown: Slide) -> Any:
    """The slides made and read back."""
    return Presentation(io.BytesIO(book(Deck("Proef", STAMP, shown))))


def chart_of(page: Any) -> Any:
    """The chart of a slide."""
    return next(shape.chart for shape in page.shapes if shape.has_chart)


def drawn(page: Any) -> dict[str, dict[float, float]]:
    """What a line or scatter chart draws: the name of every series, and its y by x."""
    found = {}
    for series in chart_of(page).plots[0].series:
        x, y = (cached(series._element.find(qn(tag))) for tag in ("c:xVal", "c:yVal"))
        found[series.name] = {x[n]: value for n, value in y.items()}
    return found


def cached(values: Any) -> dict[int, float]:
    """The figures that stand in the chart itself, by their place."""
    return {int(point.get("idx")): float(point.find(qn("c:v")).text) for point in values.iter(qn("c:pt"))}


def sheet(page: Any) -> Any:
    """The data sheet behind the chart of a slide."""
    return openpyxl.load_workbook(io.BytesIO(chart_of(page).part.chart_workbook.xlsx_part.blob))["Sheet1"]


def known(view_: View, code: str) -> dict[float, float]:
    """The figures of a region that a line draws."""
    return {year: value for year, value in zip(view_.years, view_.series(code).tolist(), strict=True) if value == value}


def line(view_: View, title: str = "Een kop", others: tuple[str, ...] = ()) -> Slide:
    return slides.of_view(view_, charts.line(view_, others=others), title, base=BASE)


def all_kinds(held: Store, code: str, indicator: str) -> tuple[View, View, tuple[Slide, ...]]:
    """The four pictures of a figure on the page for comparing, as slides; with the views they come from."""
    city = held.city(code)
    wanted = next(i for i in held.indicators() if i.id == indicator)
    mine = make(held, wanted, selection.groups(held, city)["positie"], city)
    everyone = make(held, wanted, selection.whole(held), city, mine.year)
    strip = charts.strip(everyone, selection.by_position(held), held.definitions.rule.labels)
    map_ = charts.map_values(everyone, parts.map_source())
    return (
        mine,
        everyone,
        (
            line(mine, words.headline(mine)),
            slides.of_view(everyone, strip, "Van laag tot hoog", f"{dutch.titled(wanted)}, {mine.year}. Elk teken is een stad.", base=BASE),
            slides.of_view(mine, charts.bars(mine), words.ranking_headline(mine), base=BASE),
            slides.of_view(everyone, map_, words_map.map_headline(everyone), base=BASE),
        ),
    )


def further(held: Store, code: str) -> tuple[Slide, ...]:
    """Two figures against each other, a scenario and the profile of a city as slides."""
    city = held.city(code)
    one, two = (make(held, held.definitions.indicators[i], selection.whole(held), city) for i in ("share_65_plus", "highly_educated_share"))
    cloud = scatter.spec(one, two, scatter.paired(one, two), line=True)
    group = selection.groups(held, city)["positie"]
    found = scenario.shown(held, one.indicator, group, city)
    return (compared.of(one, two, cloud, "Twee cijfers", BASE), carried.of(found, BASE), *portrait.of(held, group, city, BASE))


def shapes(within: Any) -> Iterator[Any]:
    """All objects, those in groups too."""
    for shape in within:
        yield shape
        if shape.shape_type == 6:
            yield from shapes(shape.shapes)


def described(shape: Any) -> str:
    return str(shape._element.xpath("./*/p:cNvPr")[0].get("descr") or "")


def named(packed: bytes) -> dict[str, bytes]:
    """The parts of a file by name."""
    with zipfile.ZipFile(io.BytesIO(packed)) as folder:
        return {name: folder.read(name) for name in folder.namelist()}


# ---- the same figures


def test_a_line_holds_the_figures_of_the_view_and_leaves_gaps_open() -> None:
    cells: list[Cell] = [1.0, 0.0, "secret", -4.0, Figure(5.5, "provisional")]
    made = view({**{n: [i + 0.25, i, i, i, i] for i, n in enumerate("ABCD")}, "E": cells, "Nederland": [1.5, 1, 1, 1, 1]}, city="E")
    assert made.city is not None
    page = opened(line(made)).slides[0]
    found = drawn(page)
    assert found["E"] == {2020: 1.0, 2021: 0.0, 2023: -4.0, 2024: 5.5}
    assert found["Nederland"] == known(made, "NL01")
    for name, values in (("middelste stad", made.median), ("hoogste stad", made.high), ("laagste stad", made.low)):
        assert found[name] == {y: v for y, v in zip(made.years, values.tolist(), strict=True) if v == v}
    assert chart_of(page)._chartSpace.find(f".//{qn('c:dispBlanksAs')}").get("val") == "gap"


def test_the_data_sheet_holds_the_years_in_front_and_the_same_figures_where_the_chart_looks_for_them() -> None:
    made = view({n: [1.0 + i, "unknown", 0.0] for i, n in enumerate("ABCDE")}, city="A")
    page = opened(line(made)).slides[0]
    cells = sheet(page)
    assert [cell.value for cell in cells["A"]] == ["jaar", 2020, 2021, 2022]
    for series in chart_of(page).plots[0].series:
        (name, years, values) = (series._element.find(qn(tag)).find(f".//{qn('c:f')}").text for tag in ("c:tx", "c:xVal", "c:yVal"))
        assert cells[name.split("!")[1].replace("$", "")].value == series.name
        assert [row[0].value for row in cells[years.split("!")[1].replace("$", "")]] == [2020, 2021, 2022]
        column = [row[0].value for row in cells[values.split("!")[1].replace("$", "")]]
        assert {n: v for n, v in enumerate(column) if v is not None} == cached(series._element.find(qn("c:yVal")))


def test_a_break_cuts_a_line_in_two_named_columns() -> None:
    made = view({n: [1.0, 2.0, 3.0, 4.0] for n in "ABCDE"}, city="A", breaks={2022: "andere telling"})
    slide = slides.of_view(made, charts.line(made), "Een kop", source="Bron: proef.")
    found = drawn(opened(slide).slides[0])
    assert found["A tot en met 2021"] == {2020: 1.0, 2021: 2.0}
    assert found["A"] == {2022: 3.0, 2023: 4.0}
    assert "Vanaf 2022: andere telling." in text_of(opened(slide).slides[0])


def test_provisional_figures_are_hollow_and_said_to_be_so() -> None:
    rows: dict[str, list[Cell]] = {n: [1.0, 2.0] for n in "ABCD"}
    page = opened(line(view({**rows, "E": [1.0, Figure(2.0, "provisional")]}, city="E"))).slides[0]
    mine = next(s for s in chart_of(page).plots[0].series if s.name == "E")
    colours = [point.find(f".//{qn('c:marker')}//{qn('a:schemeClr')}").get("val") for point in mine._element.findall(qn("c:dPt"))]
    assert colours == ["bg1"]
    assert "Open rondje: voorlopig." in text_of(page)
    plain = opened(line(view(steady(1, 2, 3, 4, 5, years=2), city="E"))).slides[0]
    assert "voorlopig" not in text_of(plain)


def test_a_forecast_is_a_column_of_its_own_and_dotted() -> None:
    made = view({n: [10.0, 12.0] for n in "ABCDE"}, city="A", ahead={n: [13.0, 14.0, 15.0] for n in "ABCDE"})
    page = opened(line(made)).slides[0]
    found = drawn(page)
    assert found["A"] == {2020: 10.0, 2021: 12.0}
    assert found["A, prognose"] == {2022: 14.0, 2023: 15.0}
    later = next(s for s in chart_of(page).plots[0].series if s.name == "A, prognose")
    assert later._element.find(f".//{qn('a:prstDash')}").get("val") == "sysDash" or later.format.line.dash_style is not None
    assert "prognose" in text_of(page)


def test_the_middle_cities_of_the_positions_are_three_lines_with_their_own_names(held: Store) -> None:
    wanted = next(i for i in held.indicators() if i.id == "net_participation")
    views = {group.position or 0: make(held, wanted, group, None) for group in selection.by_position(held)}
    page = opened(slides.of_view(views[1], charts.medians(views), "Kop")).slides[0]
    found = drawn(page)
    for position, one in views.items():
        middle = {year: value for year, value in zip(one.years, one.median.tolist(), strict=True) if value == value}
        pieces = [points for name, points in found.items() if name.startswith(f"positie {position}")]
        assert {year: value for piece in pieces for year, value in piece.items()} == middle
    assert charts.medians(views)["alt"] in page.notes_slide.notes_text_frame.text


def test_the_map_of_positions_names_each_city_with_its_position(held: Store) -> None:
    spec = charts.map_positions(held, parts.map_source(), held.city("GM0355"), ("GM0294",))
    page = Presentation(io.BytesIO(slides.positions_deck(held, spec, "Drie posities", "Bron: proef.", BASE))).slides[0]
    said = {described(s) for s in shapes(page.shapes)}
    for city in held.cities():
        assert any(one.startswith(f"{city.name}: positie {city.position}, ") for one in said), city.name
    assert all(label in text_of(page) for label in held.definitions.rule.labels.values())
    assert f"{BASE}?snapshot={held.id}" in page.notes_slide.notes_text_frame.text


def test_what_a_story_points_at_is_labelled(held: Store) -> None:
    made = view({n: [1.0 + i, 2.0, 3.0] for i, n in enumerate("ABCDE")}, city="A")
    slide = line(made)
    slide = replace(slide, spec={**(slide.spec or {}), "pointed": {"name": "A", "year": 2021, "text": "hier veranderde het"}})
    page = opened(slide).slides[0]
    mine = next(s for s in chart_of(page).plots[0].series if s.name == "A")
    assert mine.points[1].data_label.text_frame.text == "hier veranderde het"


@pytest.mark.parametrize("code", ["GM0345", "GM0828", "GM1992"])
def test_every_figure_of_a_city_is_the_same_on_its_slides(held: Store, code: str) -> None:
    for indicator in held.indicators()[::6]:
        mine, everyone, made = all_kinds(held, code, indicator.id)
        where = f"{indicator.id} in {code}"
        pages = list(opened(*made).slides)
        has = [any(shape.has_chart for shape in page.shapes) for page in pages]
        if has[0]:
            pieces = [points for name, points in drawn(pages[0]).items() if name.split(" tot en met ")[0] == held.name(code)]
            assert {year: value for piece in pieces for year, value in piece.items()} == known(mine, code), where
        else:
            assert known(mine, code) == {}, where
        in_strip = {
            c: v for g in selection.by_position(held) for c in g.codes if (v := everyone.value(c)) is not None and not everyone.uncertain(c)
        }
        if has[1]:
            marks = [
                x
                for s in chart_of(pages[1]).plots[0].series
                if not s.name.startswith("middelste")
                for x in cached(s._element.find(qn("c:xVal"))).values()
            ]
            assert sorted(marks) == sorted(in_strip.values()), where
            by_name = {row[2].value: row[0].value for row in sheet(pages[1]).iter_rows() if row[2].value and row[0].value is not None}
            assert {c: by_name[held.name(c)] for c in in_strip} == in_strip, where
        else:
            assert in_strip == {}, where
        if has[2]:
            bars = chart_of(pages[2]).plots[0]
            values = dict(zip([str(c) for c in bars.categories], bars.series[0].values, strict=True))
            ranked = {held.name(c): v for c, v in mine.ranked}
            for name, value in values.items():
                assert value is None if name.startswith("⋯") else value == ranked[re.sub(r"^\d+=?  ", "", name)], where
            skipped = sum(count(name) for name in values if name.startswith("⋯"))
            assert skipped + sum(v is not None for v in values.values()) == len(ranked), where
        else:
            assert mine.ranked == [], where
        said = {described(s) for s in shapes(pages[3].shapes)}
        for city in everyone.group.codes:
            value = everyone.value(city)
            if value is not None and not everyone.uncertain(city):
                assert f"{held.name(city)}: {dutch.figure(value, indicator)}" in said, where
            else:
                assert any(one.startswith(f"{held.name(city)}: ") and not re.search(r": [−€\d]", one) for one in said), where


def count(name: str) -> int:
    """How many cities an empty row counts."""
    word = name.split()[1]
    return int(word) if word.isdigit() else dutch._COUNTS.index(word)


def test_bars_start_at_zero_and_mark_my_city_and_what_is_provisional() -> None:
    made = view(steady(3, -2, 0, Figure(1, "provisional"), 2), city="A")
    page = opened(slides.of_view(made, charts.bars(made), "Kop")).slides[0]
    plot = chart_of(page).plots[0]
    assert list(plot.series[0].values) == [3, 2, 1, 0, -2]
    looks = {
        int(p.find(qn("c:idx")).get("val")): p.find(f".//{qn('a:schemeClr')}").get("val")
        for p in plot.series[0]._element.findall(qn("c:dPt"))
    }
    assert looks == {0: "accent1", 2: "bg1"}
    assert chart_of(page).value_axis.minimum_scale == -2
    assert "Open staaf: voorlopig." in text_of(page)


def labels(page: Any) -> list[Any]:
    """The labels of the points of a chart that say something."""
    return [one for one in chart_of(page)._chartSpace.iter(qn("c:dLbl")) if one.find(qn("c:tx")) is not None]


@pytest.mark.parametrize("indicator", ["household_size", "sale_price", "inhabitants", "share_65_plus"])
def test_a_number_beside_a_line_or_a_bar_is_the_text_of_the_page(held: Store, indicator: str) -> None:
    mine, _, made = all_kinds(held, "GM0796", indicator)
    first, _, third = list(opened(*made[:3]).slides)
    decimals = mine.indicator.decimals
    said = ["".join(t.text for t in one.iter(qn("a:t"))) for one in labels(first)]
    value = mine.value("GM0796")
    assert value is not None
    assert any(text.startswith("middelste stad") and dutch.number(mine.median_in() or 0.0, decimals) in text for text in said) or mine.ahead
    bars = [dutch.number(v, decimals) for v in chart_of(third).plots[0].series[0].values if v is not None]
    assert ["".join(t.text for t in one.iter(qn("a:t"))).removeprefix("€\u00a0") for one in labels(third)] == bars
    assert dutch.number(value, decimals) in bars
    for one in [*labels(first), *labels(third)]:
        assert one.find(qn("c:showVal")).get("val") == "1", "a label that shows nothing is left out, text and all"
        order = [
            child.tag
            for child in one
            if child.tag in {qn(f"c:{name}") for name in ("idx", "layout", "tx", "numFmt", "spPr", "txPr", "dLblPos")}
        ]
        assert order == sorted(order, key=[qn(f"c:{name}") for name in ("idx", "layout", "tx", "numFmt", "spPr", "txPr", "dLblPos")].index)


@pytest.mark.parametrize(
    ("ticks", "form"),
    [
        ([0, 5, 10], '[>=1000000]#"."000"."000;[>=1000]#"."000;0'),
        ([0, 500_000, 1_000_000], '[>=1000000]#"."000"."000;[>=1000]#"."000;0'),
        ([0, 0.5, 1.0], "[$-413]#,##0.0"),
        ([2.0, 2.25, 2.5], "[$-413]#,##0.00"),
        ([-2000, 0, 2000], "[$-413]#,##0"),
    ],
)
def test_the_numbers_of_an_axis_are_dutch(ticks: list[float], form: str) -> None:
    assert native.tick_form(ticks) == form


def test_a_strip_draws_each_city_once_with_its_name_and_the_middle_one() -> None:
    made = view(steady(1, 2, 3, 4, 0, "secret", Figure(5, "provisional")), city="A")
    spec = charts.strip(made, [Group("positie-3", "", made.group.codes, 3)], {})
    page = opened(slides.of_view(made, spec, "Kop")).slides[0]
    found = drawn(page)
    assert sorted(found["Positie 3: "]) == [0, 2, 3, 4, 5]
    assert list(found["A"]) == [1]
    assert list(found["middelste stad, positie 3"]) == [2.5]
    assert "Open teken: voorlopig." in text_of(page)


def test_a_picture_without_figures_says_so_instead_of_drawing(held: Store) -> None:
    made = view(steady("secret", "secret", "unknown", "secret", "secret"), city="A")
    for spec in (charts.line(made), charts.bars(made), charts.strip(made, [Group("positie-3", "", made.group.codes, 3)], {})):
        page = opened(slides.of_view(made, spec, "Kop")).slides[0]
        assert not any(shape.has_chart for shape in page.shapes)
        assert "Kop" in text_of(page)
        assert spec["alt"] in text_of(page)


@pytest.mark.parametrize("kind", ["line", "strip", "bars", "map", "scatter", "scenario", "table"])
def test_a_picture_without_a_drawing_is_a_text(kind: str) -> None:
    page = opened(Slide(kind, "Kop", unit="Wat", alt="Geen cijfer.")).slides[0]
    assert [shape.name for shape in page.shapes if shape.has_chart] == []
    assert "Geen cijfer." in text_of(page)


# ---- everybody can read and hear them


def text_of(page: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in shapes(page.shapes) if shape.has_text_frame)


def test_every_slide_has_a_title_first_and_every_object_a_description(held: Store) -> None:
    _, _, made = all_kinds(held, "GM0345", "net_participation")
    for page in opened(*made).slides:
        assert page.shapes.title.text_frame.text
        first = next(iter(page.shapes))
        assert first.shape_id == page.shapes.title.shape_id
        for shape in shapes(page.shapes):
            if shape.is_placeholder and shape.has_text_frame:
                assert shape.text_frame.text or shape.name == "Dianummer"
            else:
                assert described(shape), f"{shape.name} on {page.shapes.title.text_frame.text}"


def sizes(part: bytes) -> list[int]:
    """Every letter size that a part of the file names."""
    root = etree.fromstring(part)
    return [int(e.get("sz")) for tag in ("a:rPr", "a:defRPr", "a:endParaRPr") for e in root.iter(qn(tag)) if e.get("sz")]


def test_nothing_is_smaller_than_18_points(held: Store) -> None:
    _, _, made = all_kinds(held, "GM0796", "share_65_plus")
    texts = Slide("list", "Kop", items=tuple("Een lange zin met veel woorden, die nog even doorgaat." for _ in range(12)))
    packed = book(Deck("Proef", STAMP, (*made, texts, Slide("opening", "Kop", unit="Onder"))))
    looked = 0
    for name, part in named(packed).items():
        if re.match(r"ppt/(slides|charts|slideLayouts|slideMasters)/[a-zA-Z]+\d+\.xml", name):
            assert min(sizes(part), default=1800) >= 1800, name
            looked += 1
    assert looked >= 6 + 3 + 4 + 1
    for page in Presentation(io.BytesIO(packed)).slides:
        for shape in page.shapes:
            if shape.has_chart:
                assert shape.chart.font.size.pt >= 18, "what names no size of its own takes that of the chart"


def test_the_notes_carry_what_the_speaker_says_the_definition_the_source_and_the_address(held: Store) -> None:
    mine, _, made = all_kinds(held, "GM0345", "net_participation")
    notes = opened(made[0]).slides[0].notes_slide.notes_text_frame.text
    for part in (
        words.sentence(mine),
        mine.indicator.definition,
        mine.indicator.caution,
        words.source_line(held, mine.tables),
        made[0].link,
    ):
        assert part in notes
    assert made[0].link.startswith(f"{BASE}vergelijk?gemeente=GM0345&")
    assert held.id in made[0].link


def test_the_file_names_itself_its_author_and_its_language() -> None:
    made = Presentation(io.BytesIO(book(Deck("Economische kracht", STAMP, (Slide("opening", "Kop"),)))))
    known_ = made.core_properties
    assert (known_.title, known_.author, known_.language) == ("Economische kracht", "Midsize Monitor", "nl-NL")
    assert {e.get("lang") for e in made.slides[0].element.iter(qn("a:rPr"))} == {"nl-NL"}


LONG = "In 's-Hertogenbosch is het aandeel inwoners van 65 jaar of ouder met een migratieachtergrond even groot als in de middelste stad"


def test_long_words_stay_within_the_slide_and_within_their_boxes(held: Store) -> None:
    city = held.city("GM0796")
    longest = max(held.indicators(), key=lambda i: len(dutch.titled(i)) + len(i.phrase))
    others = ("GM1992", "GM1952", "GM0394", "GM0603", "GM0523", "GM1926")
    for indicator in {longest.id: longest, "sale_price": None, "inhabitants": None}:
        wanted = next(i for i in held.indicators() if i.id == indicator)
        made = make(held, wanted, selection.groups(held, city)["positie"], city, None, others)
        _, _, kinds = all_kinds(held, "GM0796", indicator)
        pages = opened(
            line(made, LONG, others), *kinds, Slide("map", LONG, **{k: getattr(kinds[3], k) for k in ("unit", "source", "alt", "spec")})
        )
        for page in pages.slides:
            within(pages, page)


def within(deck: Any, page: Any) -> None:
    """No object leaves the slide, no text its box, and boxes of text do not lie over one another."""
    where = page.shapes.title.text_frame.text
    boxes = []
    for shape in shapes(page.shapes):
        assert shape.left >= -EMU / 100, (where, shape.name)
        assert shape.left + shape.width <= deck.slide_width + EMU / 100, (where, shape.name)
        assert shape.top + shape.height <= deck.slide_height, (where, shape.name)
        if not shape.has_text_frame or not shape.text_frame.text or shape.name.startswith("Positie "):
            continue
        runs = [run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs]
        points = max((run.font.size.pt for run in runs if run.font.size), default=20 if shape.name == "Eenheid" else 18)
        bold = any(run.font.bold for run in runs) or shape.name == "Titel"
        lines = measure.lines(shape.text_frame.text.replace("\v", "\n"), points, shape.width / EMU, bold=bold)
        assert measure.height(lines, points) <= shape.height / EMU + 0.02, (where, shape.name, shape.text_frame.text)
        boxes.append((shape.top, shape.top + shape.height, shape.left, shape.left + shape.width, shape.text_frame.text))
    for n, (top, bottom, left, right, text) in enumerate(boxes):
        for top_, bottom_, left_, right_, text_ in boxes[n + 1 :]:
            apart = bottom <= top_ + 9000 or bottom_ <= top + 9000 or right <= left_ or right_ <= left
            assert apart, (where, text, text_)


# ---- safe, and the same each time


def test_a_name_never_becomes_a_formula_or_markup() -> None:
    evil = '=HYPERLINK("http://x.example","<b>&")'
    made = view({evil: [1.0, 2.0], **{n: [2.0, 3.0] for n in "ABCD"}}, city=evil)
    strip = charts.strip(made, [Group("positie-3", "", made.group.codes, 3)], {3: evil})
    for spec in (charts.line(made), strip, charts.bars(made)):
        page = opened(slides.of_view(made, spec, evil, evil)).slides[0]
        assert page.shapes.title.text_frame.text == evil
        cells = [cell for row in sheet(page).iter_rows() for cell in row if cell.value is not None]
        assert not [cell.value for cell in cells if cell.data_type == "f"]
        assert any(evil in str(cell.value) for cell in cells)


def test_no_slide_links_to_another_host(held: Store) -> None:
    _, _, made = all_kinds(held, "GM0345", "net_participation")
    found = []
    for name, part in named(book(Deck("Proef", STAMP, made))).items():
        if name.endswith(".rels"):
            found += [e.get("Target") for e in etree.fromstring(part) if e.get("TargetMode") == "External"]
    assert len(found) == 4
    assert all(target.startswith(BASE) for target in found)


def test_the_same_slides_give_the_same_bytes(held: Store) -> None:
    _, _, made = all_kinds(held, "GM0345", "net_participation")
    deck = Deck("Proef", STAMP, made)
    assert book(deck) == book(deck)
    assert len(book(deck)) < 300_000


def test_the_file_of_a_view_is_made_in_the_process_for_exports(held: Store) -> None:
    mine, _, made = all_kinds(held, "GM0345", "net_participation")
    packed = slides.view_deck(mine, charts.line(mine), words.headline(mine), base=BASE)
    assert packed == book(Deck(words.headline(mine), str(held.manifest["built"]), (made[0],)))
    assert aside._worker is not None


# ---- stories


@pytest.mark.parametrize("city", ["", "GM1992"])
def test_every_story_gives_a_slide_for_each_step(held: Store, city: str) -> None:
    told = stories.load(held.definitions)
    assert told
    for story in told.values():
        frames = telling.frames(held, story, held.city(city) if city else None)
        made = [slides.of_frame(held, story, n, frame, BASE) for n, frame in enumerate(frames, 1)]
        deck = Presentation(io.BytesIO(book(Deck(story.title, STAMP, tuple(made)))))
        assert len(deck.slides) == len(frames)
        for frame, page in zip(frames, deck.slides, strict=True):
            where = f"{story.id}: {frame.headline}"
            assert page.shapes.title.text_frame.text == frame.headline, where
            assert frame.say in page.notes_slide.notes_text_frame.text, where
            assert all(item in text_of(page) for item in frame.items), where
            assert any(s.has_chart for s in page.shapes) == (frame.kind in ("line", "strip", "bars")), where
            for shape in shapes(page.shapes):
                assert (shape.is_placeholder and shape.has_text_frame) or described(shape), where
            within(deck, page)
            if frame.kind == "line" and frame.view is not None and frame.view.city is not None:
                code = frame.view.city.code
                pieces = [points for name, points in drawn(page).items() if name.split(" tot en met ")[0] == held.name(code)]
                assert {year: value for piece in pieces for year, value in piece.items()} == known(frame.view, code), where


def test_a_story_is_taken_along_whatever_figure_the_snapshot_lacks(held: Store) -> None:
    told = stories.load(held.definitions)
    drawn_ = sorted({step.indicator for story in told.values() for step in story.steps if step.indicator})
    assert drawn_
    for indicator in drawn_:
        lacking = without(held, indicator)
        for story in told.values():
            steps = [step for step in story.steps if step.indicator == indicator]
            if not steps:
                continue
            frames = telling.frames(lacking, story, None)
            made = opened(*(slides.of_frame(lacking, story, n, frame, BASE) for n, frame in enumerate(frames, 1)))
            assert len(made.slides) == len(story.steps)
            for step in steps:
                page = made.slides[step.number - 1]
                assert "Deze momentopname heeft het cijfer van deze stap niet." in text_of(page), (indicator, story.id)
                assert page.shapes.title.text_frame.text
                within(made, page)


def test_the_links_of_a_story_keep_its_snapshot(held: Store) -> None:
    for story in stories.load(held.definitions).values():
        for n, frame in enumerate(telling.frames(held, story, held.city("GM1992")), 1):
            link = slides.of_frame(held, story, n, frame, BASE).link
            assert parse_qs(urlsplit(link).query)["snapshot"] == [held.id], (story.id, n)


def test_what_no_longer_holds_is_told_to_the_speaker(held: Store) -> None:
    story = next(iter(stories.load(held.definitions).values()))
    frame = next(f for f in telling.frames(held, story, None) if f.view is not None)
    frame = replace(frame, holds=False, guess="Wat denkt u?", question="Herkent u dit?")
    notes = slides.of_frame(held, story, 2, frame).notes
    assert notes[0] == "Vraag vooraf: Wat denkt u?"
    assert any("volgt niet meer uit de cijfers" in part for part in notes)
    assert "Vraag aan de zaal: Herkent u dit?" in notes


def test_libreoffice_opens_the_slides(held: Store, tmp_path: Path) -> None:
    """Another program than ours reads the file: as many pages as slides, each with its title."""
    office = shutil.which("soffice")
    assert office, "This test needs LibreOffice Impress; `make test` installs it (libreoffice-impress-nogui)."
    _, _, made = all_kinds(held, "GM0345", "net_participation")
    made = (
        Slide("opening", "Economische kracht", unit="Waar staat Veenendaal?"),
        *made,
        *further(held, "GM0345"),
        Slide("questions", "Nu u", items=("Wat wilt u leren?",)),
    )
    (tmp_path / "proef.pptx").write_bytes(book(Deck("Proef", STAMP, made)))
    for kind in ("pdf", "odp"):
        subprocess.run(
            [
                office,
                f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                tmp_path,
                tmp_path / "proef.pptx",
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", (tmp_path / "proef.pdf").read_bytes())) == len(made)
    with zipfile.ZipFile(tmp_path / "proef.odp") as folder:
        pages = etree.fromstring(folder.read("content.xml")).findall(".//{*}page")
    assert len(pages) == len(made)
    for slide, page in zip(made, pages, strict=True):
        classes = {frame.get(f"{{{frame.nsmap['presentation']}}}class"): frame for frame in page.findall("{*}frame")}
        assert "".join(classes["title"].itertext()) == slide.title
        notes = page.find("{*}notes")
        said = " ".join(" ".join(notes.itertext()).split())
        assert all(" ".join(part.split()) in said for part in slide.notes)
        assert len(page.findall(".//{*}object")) == (slide.kind in ("line", "strip", "bars", "scatter", "scenario"))
        # LibreOffice keeps the description of a shape and a chart, not that of a group.
        told = ("Veenendaal: 74,9" if slide.unit.startswith("Netto") else "Veenendaal: positie 2") if slide.kind == "map" else slide.alt
        assert told in " ".join(desc.text or "" for desc in page.iter("{*}desc"))
