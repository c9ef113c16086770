"""The profile of a city as slides: the figures and sentences of the page, and no others."""

import io
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from etl.store import Store
from pages.components.choice import selection
from pages.components.deck import portrait
from pages.components.deck.book import book
from pages.components.deck.slide import Deck, Slide
from pages.components.sections import profile, sheet
from pages.components.wording import dutch, words_city
from tests.pages.opening import visit
from tests.pages.test_deck import BASE, EMU, STAMP, described, named, shapes, sizes, text_of, within

CITIES = ("GM0355", "GM0796", "GM1581", "GM0935")


def made(held: Store, code: str) -> tuple[Slide, ...]:
    city = held.city(code)
    return portrait.of(held, selection.groups(held, city)["positie"], city, BASE)


def deck_of(slides: tuple[Slide, ...]) -> Any:
    return Presentation(io.BytesIO(book(Deck("Proef", STAMP, slides))))


def table_of(page: Any) -> list[list[str]]:
    """The words of the table of a slide."""
    table = next(shape.table for shape in page.shapes if shape.has_table)
    return [[cell.text_frame.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("code", CITIES)
def test_the_table_of_a_theme_says_what_the_rows_of_the_page_say(held: Store, code: str) -> None:
    city = held.city(code)
    group = selection.groups(held, city)["positie"]
    pages = {page.shapes.title.text_frame.text: page for page in deck_of(made(held, code)).slides}
    for theme in held.definitions.themes.values():
        rows = profile.rows(held, theme, group, city, False)
        head, *lines = table_of(pages[theme.title])
        assert len(lines) == len(rows) > 0
        assert all(head)
        for line, row in zip(lines, rows, strict=True):
            assert line[0] == f"{row['title']}, {row['when']}"
            assert line[1].split() == f"{row['value']} {row['unit']}".split()
            assert line[2].split("\n") == row["caption"].split(" · ")
            assert line[3] == row["words"]


@pytest.mark.parametrize("code", CITIES)
def test_who_the_city_is_and_what_stands_out_are_the_sentences_of_the_page(held: Store, code: str) -> None:
    city = held.city(code)
    first, second, *_ = deck_of(made(held, code)).slides
    assert words_city.introduction(held, city, sheet.inhabitants(held, city)) in text_of(first)
    assert words_city.position(held, city) in text_of(first)
    assert words_city.merged(held, city) in first.notes_slide.notes_text_frame.text
    found, views = profile.outstanding(held, selection.groups(held, city)["positie"], city)
    assert words_city.looked_at(found) in text_of(second)
    for view in views:
        assert f"{view.indicator.title}: {words_city.standing_out(view)}" in text_of(second)
        far = next(one for one in found.distances if one.indicator == view.indicator.id)
        assert words_city.as_far(far) in second.notes_slide.notes_text_frame.text


def test_some_cities_stand_out_and_some_do_not(held: Store) -> None:
    kinds = {made(held, code)[1].kind for code in CITIES}
    assert kinds == {"verdict", "list"}, "both are looked at above"


def test_the_notes_of_a_theme_hold_every_definition_and_its_sources(held: Store) -> None:
    slides = {slide.title: slide for slide in made(held, "GM0355")}
    for theme in held.definitions.themes.values():
        notes = " ".join(slides[theme.title].notes)
        shown = profile.of_theme(held, theme, False)
        assert all(indicator.definition in notes for indicator in shown)
        assert any(part.startswith("Bron: CBS") for part in slides[theme.title].notes)
        assert dutch.sentence_case(shown[0].title) in notes
        assert f"{BASE}stad?gemeente=GM0355&vergelijk=positie&snapshot={held.id}" in notes


def test_the_table_is_native_with_a_head_and_hairlines(held: Store) -> None:
    page = next(page for page in deck_of(made(held, "GM0355")).slides if any(s.has_table for s in page.shapes))
    table = next(shape.table for shape in page.shapes if shape.has_table)
    assert table.first_row
    assert all(cell._tc.tcPr.find(qn("a:lnB")) is not None for row in table.rows for cell in row.cells)


def test_the_profile_of_every_city_fits_on_its_slides(held: Store) -> None:
    for city in [*map(held.city, CITIES), *held.cities()[::7]]:
        slides = made(held, city.code)
        deck = deck_of(slides)
        assert len(deck.slides) == 2 + len(held.definitions.themes)
        for slide, page in zip(slides, deck.slides, strict=True):
            where = f"{city.name}: {slide.title}"
            assert page.shapes.title.text_frame.text == slide.title
            assert all(described(s) for s in shapes(page.shapes) if not (s.is_placeholder and s.has_text_frame)), where
            within(deck, page)
            frames = [shape for shape in page.shapes if shape.has_table]
            foot = next((s.top for s in page.placeholders if s.name == "Bron"), deck.slide_height)
            assert all(frame.top + sum(row.height for row in frame.table.rows) <= foot + EMU / 50 for frame in frames), where


def test_nothing_on_a_profile_is_smaller_than_18_points(held: Store) -> None:
    packed = book(Deck("Proef", STAMP, made(held, "GM0796")))
    for name, part in named(packed).items():
        if name.startswith("ppt/slides/slide"):
            assert min(sizes(part), default=1800) >= 1800, name


def test_a_snapshot_without_the_figures_of_a_theme_leaves_its_slide_out(held: Store) -> None:
    from tests.lacking import without

    theme = next(iter(held.definitions.themes.values()))
    gone = [i.id for i in held.indicators() if i.theme == theme.id]
    slides = made(without(held, *gone), "GM0355")
    assert theme.title not in [slide.title for slide in slides]
    assert len(slides) == 1 + len(held.definitions.themes)


def test_the_page_offers_the_profile_as_slides_once_a_city_is_chosen() -> None:
    def offered(query: str) -> list[str]:
        return [one.label for one in visit("stad", query).get("download_button")]

    assert "Profiel als dia’s (PowerPoint)" in offered("gemeente=GM0355")
    assert "Profiel als dia’s (PowerPoint)" not in offered("")
