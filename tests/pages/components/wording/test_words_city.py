"""Sentences of the profile: their numbers are the view's, ties and gaps are told, and nothing judges."""

import pytest

from etl.store import Store
from etl.values import rounded
from etl.view import make
from pages.components.choice import selection
from pages.components.choice.selection import Choice
from pages.components.sections import profile, sheet
from pages.components.wording import dutch, words_city
from tests.pages.components.wording.test_words import JUDGING, growing
from tests.pages.making import Figure, steady, view

NB = "\u00a0"
TEN = ("GM0828", "GM0355", "GM0294", "GM1980", "GM1992", "GM0796", "GM0345", "GM0505", "GM0014", "GM0917")


def test_a_city_is_held_against_the_middle_city_with_its_change() -> None:
    assert words_city.line(growing()) == f"Hoger dan in de middelste stad; in tien jaar met 10,0{NB}procentpunt gestegen."
    assert words_city.line(growing(10.04)) == "Het laagste van de 6 steden; in tien jaar gelijk gebleven."
    assert words_city.line(growing(40.0)).startswith("Het hoogste van de 6 steden; in tien jaar met 30,0")


def test_a_shared_first_place_is_no_first_place() -> None:
    made = view(steady(20, 20, 12, 14, 16), city="A")
    assert words_city.line(made) == "Hoger dan in de middelste stad."
    assert words_city.caption(made) == "gedeeld 1e van 5 · middelste 16,0"


def test_a_missing_figure_says_why_and_which_was_the_last() -> None:
    made = view({"A": [9, "secret"], "B": [10, 11], "C": [10, 12], "D": [10, 13], "E": [10, 14], "F": [10, 15]}, city="A")
    assert words_city.line(made) == f"Geen cijfer over 2021: geheim. Het laatste is van 2020: 9,0{NB}%."
    assert words_city.caption(made) == "middelste 13,0 · 1 zonder"


def test_a_coarse_figure_is_called_uncertain_and_has_no_place() -> None:
    made = view(steady(Figure(20.0, low=10.0, high=30.0), 10, 12, 14, 16, 18), city="A", uncertain_above=5.0)
    assert words_city.line(made) == "Onzeker: het CBS rondt hier te grof af om te vergelijken."
    assert "e van" not in words_city.caption(made)
    assert profile.row(made)["strip"]["mine"] is None


def test_under_five_cities_nothing_is_compared() -> None:
    made = view(steady(20, 10, 12, 14), city="A")
    assert words_city.line(made) == "Minder dan vijf steden hebben een cijfer: we vergelijken niet."
    assert words_city.caption(made) == "te weinig cijfers voor een plaats"


def test_a_provisional_figure_is_called_so() -> None:
    made = view(steady(Figure(20.0, "provisional"), 10, 12, 14, 16), city="A")
    assert words_city.line(made).endswith("Voorlopig cijfer.")
    assert profile.row(made)["when"] == "2020 (voorlopig)"
    assert profile.row(made)["strip"]["hollow"]


def test_without_a_city_the_row_is_that_of_the_middle_one() -> None:
    made = view(steady(20, 10, 12, 14, 16))
    row = profile.row(made)
    assert (row["value"], row["strip"]["mine"], row["spark"]["mine"]) == ("14,0", None, [])
    assert row["words"] == f"Van 10,0{NB}% in B tot 20,0{NB}% in A."


@pytest.mark.parametrize("code", TEN)
def test_every_figure_of_ten_cities_reads_the_same_in_words_pictures_and_alt_text(held: Store, code: str) -> None:
    city = held.city(code)
    group = selection.groups(held, city)["positie"]
    for indicator in held.indicators():
        made = make(held, indicator, group, city)
        row, value, middle = profile.row(made), made.value(code), made.median_in()
        said = words_city.line(made)
        assert not JUDGING.search(said), said
        assert row["spark"]["years"] == sorted(row["spark"]["years"])
        assert len(row["spark"]["mine"]) == len(row["spark"]["median"]) == len(row["spark"]["years"])
        if value is None:
            assert row["value"] == "–"
            assert said.startswith("Geen cijfer")
            continue
        assert dutch.number(value, indicator.decimals) in row["value"]
        assert dutch.figure(value, indicator) in row["alt"]
        if made.uncertain(code) or middle is None:
            continue
        assert row["strip"]["mine"] == value
        assert len(row["strip"]["values"]) == len(made.ranked) - 1
        higher, shown = (
            said.startswith((dutch.sentence_case(indicator.words[0]), "Het hoogste", "Het grootste")),
            rounded(value, indicator.decimals),
        )
        if made.margin(code) is not None:
            assert ("niet zeker anders" in said.casefold()) == (made.margin(code)[0] <= middle <= made.margin(code)[1])  # type: ignore[index]
            assert "e van" not in row["caption"], "within a margin a place says nothing"
            continue
        apart = shown - rounded(middle, indicator.decimals)
        assert ("ngeveer zo" in said) <= (0 < abs(apart) <= indicator.noise + 1e-9), (indicator.id, said)
        if abs(apart) > indicator.noise + 1e-9:
            assert higher == (shown > rounded(middle, indicator.decimals)), (indicator.id, said)
        place = made.places[code]
        assert f"{place.place}e van {place.of}" in row["caption"]
        assert place.shared == ("gedeeld" in row["caption"])
        change = made.change(code)
        if change is not None and indicator.noise and abs(change.by) <= indicator.noise:
            assert "gelijk gebleven" in said
        elif change is not None and rounded(change.by, indicator.decimals):
            assert ("gestegen" in said) == (change.by > 0)
            assert dutch.difference(change.by, indicator) in said


@pytest.mark.parametrize("code", TEN)
def test_the_position_is_told_with_the_numbers_that_decided_it(held: Store, code: str) -> None:
    city, found = held.city(code), held.position(code)
    assert found is not None
    said = words_city.position(held, city)
    assert said.startswith(f"Positie {city.position}: ")
    if city.position == 1:
        assert held.name(found["larger_city"]) in said
        assert f"{dutch.number(found['larger_share'] * 100, 1)}{NB}%" in said
    if city.position == 2:
        assert held.name(found["partner_city"]) in said
    assert ("op de grens" in said) == city.borderline


def test_every_midsize_city_has_its_position_in_one_line(held: Store) -> None:
    for city in held.cities():
        said = words_city.position(held, city)
        assert said.startswith(f"Positie {city.position}: "), city.name
        assert "nan" not in said


def test_predecessors_are_named_with_their_date(held: Store) -> None:
    assert "Heerhugowaard en Langedijk (tot 1 januari 2022)" in words_city.merged(held, held.city("GM1980"))
    assert "Brielle, Hellevoetsluis en Westvoorne (tot 1 januari 2023)" in words_city.merged(held, held.city("GM1992"))
    assert words_city.merged(held, held.city("GM0355")) == ""


def test_a_municipality_that_was_divided_did_not_go_into_one_whole(held: Store) -> None:
    for code in ("GM0796", "GM0828"):
        said = words_city.merged(held, held.city(code))
        assert "kwam een deel van Maasdonk (1 januari 2015)" in said
        assert "Maasdonk" not in said.split("Bij ")[0]


@pytest.mark.parametrize("code", TEN)
def test_what_stands_out_lies_beyond_the_limit_and_is_told_with_its_numbers(held: Store, code: str) -> None:
    city = held.city(code)
    choice = Choice(city, selection.groups(held, city)["positie"])
    found, views = profile.outstanding(held, choice.group, city)
    assert len(views) <= 5
    assert len({v.indicator.subject for v in views}) == len(views)
    assert all(abs(d.distance) >= found.limit for d in found.distances)
    assert str(found.looked_at) in words_city.looked_at(found)
    for shown in views:
        value = shown.value(code)
        assert value is not None
        assert dutch.figure(value, shown.indicator) in words_city.standing_out(shown)
        assert not shown.uncertain(code)


@pytest.mark.parametrize("code", TEN)
def test_lessons_say_the_direction_of_their_numbers_and_never_judge(held: Store, code: str) -> None:
    city = held.city(code)
    for one in sheet.lessons(held, city):
        said = words_city.lesson(held, city, one)
        assert not JUDGING.search(said), said
        assert ("steeg" in said) == (rounded(one.mine, one.indicator.decimals) > 0)
        for partner in one.partners:
            assert f"{held.name(partner.code)} ({dutch.signed(partner.change, one.indicator.decimals)})" in said
        if one.kind == "other_way":
            assert all(p.change * one.mine < 0 for p in one.partners)
