"""Sentences: what they say, that their numbers are the view's, and that they never judge."""

import re

import pytest

from etl.store import COUNTRY, Store
from etl.values import rounded
from etl.view import Group, View, make
from pages.components.choice import selection
from pages.components.wording import movements, words, words_map
from tests.pages.making import Cell, Figure, indicator, steady, store, view

NB = "\u00a0"
JUDGING = re.compile(
    r"\b(goed|goede|slecht|slechte|beter|best|beste|slechtst\w*|scoort|scoren|score|kampioen|winnaar|helaas|gelukkig)\b", re.IGNORECASE
)


def growing(last: float = 20.0, name: str = "A", year: int | None = None, **changes: object) -> View:
    """Eleven years; my city goes from 10 to `last`, five others go from 10 to 12, 14, 16, 18 and 22."""
    ends = {"A": last, "B": 12, "C": 14, "D": 16, "E": 18, "F": 22}
    rows: dict[str, list[Cell]] = {n: [10 + (end - 10) * i / 10 for i in range(11)] for n, end in ends.items()}
    return view({**rows, "Nederland": [11.0] * 11}, city=name, first=2010, year=year, **changes)


def test_city_above_the_middle_says_value_middle_place_and_change() -> None:
    made = growing()
    assert words.headline(made) == "In A is het aandeel proeven hoger dan in de middelste stad"
    assert words.sentence(made) == (
        f"In A was het aandeel proeven 20,0{NB}% (2020). "
        f"Dat is hoger dan in de middelste van 6 steden in dezelfde positie (17,0{NB}%): plaats 2 van 6, van hoog naar laag. "
        f"In tien jaar steeg het met 10,0{NB}procentpunt; in 1 van de 5 andere steden met een cijfer steeg het meer. "
        f"In Nederland als geheel was het 11,0{NB}%."
    )


def test_city_below_the_middle_that_fell() -> None:
    made = growing(4)
    assert words.headline(made) == "In A is het aandeel proeven lager dan in de middelste stad"
    said = words.sentence(made)
    assert f"daalde het met 6,0{NB}procentpunt." in said
    assert "steeg" not in said, "who rose more says nothing about a fall"


def test_city_equal_to_the_middle_as_shown() -> None:
    made = view(steady(14.04, 10, 12, 16, 18), city="A")
    assert words.headline(made) == "In A is het aandeel proeven even hoog als in de middelste stad"
    made = view(steady(14.0, 10, 14.02, 16, 18), city="A", words=("groter", "kleiner"))
    assert words.headline(made) == "In A is het aandeel proeven even groot als in de middelste stad"


def test_who_rose_more_is_left_out_where_fewer_than_five_others_can_be_compared() -> None:
    made = view({n: [10.0] * 3 + [float(i)] for i, n in enumerate("ABCDE")}, city="B")
    assert "andere steden" not in words.sentence(made)


def test_city_that_did_not_move_says_so() -> None:
    assert "In tien jaar bleef het in A gelijk." in words.sentence(growing(10.04))


def test_zero_is_said_as_a_figure() -> None:
    said = words.sentence(view(steady(0, 1, 2, 3, 4), city="A"))
    assert f"was het aandeel proeven 0,0{NB}% (2020)" in said
    assert "plaats 5 van 5" in said
    assert "geen cijfer" not in said


def test_a_shared_place_is_called_shared() -> None:
    assert "gedeelde plaats 2 van 5" in words.sentence(view(steady(3, 3, 9, 1, 1), city="A"))


@pytest.mark.parametrize("reason", sorted(words.REASONS))
def test_a_missing_figure_says_why_and_names_the_last_one(reason: str) -> None:
    rows: dict[str, list[Cell]] = {**steady(1, 2, 3, 4, 5, years=3), "Goes": [7.0, 8.5, reason]}
    made = view(rows, city="Goes")
    assert words.headline(made) == "Voor Goes is er over 2022 geen cijfer"
    assert (
        words.sentence(made)
        == f"Voor Goes is er over 2022 geen cijfer voor het aandeel proeven: {words.REASONS[reason]}. Het laatste cijfer is van 2021: 8,5{NB}%."
    )


def test_a_figure_that_was_never_there_does_not_name_a_last_one() -> None:
    made = view({**steady(1, 2, 3, 4, 5), "Goes": ["secret"]}, city="Goes")
    assert words.sentence(made) == "Voor Goes is er over 2020 geen cijfer voor het aandeel proeven: geheim."


def test_every_reason_of_the_store_has_words() -> None:
    from etl.values import REASONS

    assert set(words.REASONS) == set(REASONS) - {""}


def test_every_status_of_the_store_has_words() -> None:
    from etl.periods import STATUSES

    assert set(words.STATUSES) >= set(STATUSES)


@pytest.mark.parametrize(("status", "said"), [("final", False), ("provisional", True), ("revised", True)])
def test_a_provisional_figure_is_called_so(status: str, said: bool) -> None:
    made = view({**steady(1, 2, 3, 4), "Goes": [Figure(5, status)]}, city="Goes")
    assert ("voorlopig" in words.sentence(made)) is said


def test_an_uncertain_figure_is_not_compared() -> None:
    made = view({**steady(1, 2, 3, 4, 5), "Goes": [Figure(50, low=40, high=60)]}, city="Goes", uncertain_above=5.0)
    assert words.headline(made) == "Goes: het cijfer over 2020 is te grof om te vergelijken"
    assert "onzeker" in words.sentence(made)
    assert "plaats" not in words.sentence(made)
    assert "hoger" not in words.sentence(made)


def test_under_five_cities_there_is_no_middle_and_no_place() -> None:
    made = view(steady(1, 2, 3, 4), city="A")
    assert words.headline(made) == f"In A is het aandeel proeven 1,0{NB}%"
    assert words.sentence(made) == f"In A was het aandeel proeven 1,0{NB}% (2020)."


def test_without_a_city_the_sentence_names_middle_lowest_highest_and_who_lacks_a_figure() -> None:
    rows: dict[str, list[Cell]] = {n: [float(i)] for i, n in enumerate(("Goes", "Tiel", "Zeist", "Venlo", "Ede"))}
    made = view({**rows, "Gouda": ["secret"], "Delft": [Figure(99, low=0, high=100)]}, uncertain_above=5.0)
    assert words.sentence(made).endswith(
        f"Het loopt uiteen van 0,0{NB}% in Goes tot 4,0{NB}% in Ede. Twee steden hebben geen (zeker) cijfer."
    )


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ((10, 10.04), "Het aandeel proeven is in de middelste stad even hoog als in 2020"),
        ((10, 12), f"Het aandeel proeven steeg sinds 2020 van 10,0 naar 12,0{NB}%"),
        ((12, 10), f"Het aandeel proeven daalde sinds 2020 van 12,0 naar 10,0{NB}%"),
    ],
)
def test_movement_says_where_the_middle_city_went(ends: tuple[float, float], said: str) -> None:
    assert movements.movement(view({n: list(ends) for n in "ABCDE"})) == said


LATE: dict[str, list[Cell]] = {name: ["not_yet", 90.0, 90.0, 90.0] for name in "VW"}
FALLING: dict[str, list[Cell]] = {name: [50.0 + n, 49.0 + n, 48.0 + n, 47.0 + n] for n, name in enumerate("ABCDEF")}


def test_movement_is_that_of_the_same_cities_and_says_of_how_many_where_the_line_is_of_others() -> None:
    made = view({**FALLING, **LATE})
    assert made.median_in(2020) == 52.5
    assert made.median_in() == 50.5, "with newcomers the middle of each year by itself moves otherwise"
    assert movements.movement(made) == f"Het aandeel proeven daalde sinds 2020 van 52,5 naar 49,5{NB}% (6 steden)"
    assert (
        movements.middle_movement(made) == f"In de middelste stad daalde het aandeel proeven sinds 2020 van 52,5 naar 49,5{NB}% (6 steden)"
    )
    assert "2020 en 2023 zijn te vergelijken in 6 steden" in words.notes(made)
    assert movements.spread(made).endswith(f"in 2020 was dat 5,0{NB}procentpunt (6 steden)")
    alone = view(FALLING)
    assert movements.movement(alone) == f"Het aandeel proeven daalde sinds 2020 van 52,5 naar 49,5{NB}%"
    assert words.notes(alone) == ""


@pytest.mark.parametrize(("noise", "said"), [(2.9, "daalde"), (3.0, "bleef")])
def test_a_movement_within_what_is_called_no_difference_is_none(noise: float, said: str) -> None:
    made = view(FALLING, noise=noise)
    assert f" {said} " in movements.movement(made)
    assert f"Een verschil tot {noise:.1f}".replace(".", ",") in words.notes(made)
    if said == "bleef":
        assert movements.movement(made) == "Het aandeel proeven bleef sinds 2020 ongeveer gelijk"
        assert movements.middle_movement(made) == "In de middelste stad bleef het aandeel proeven sinds 2020 ongeveer gelijk"


def test_a_difference_within_what_is_called_none_is_not_higher_or_lower() -> None:
    made = view(FALLING, city="F", noise=2.5)
    assert words.headline(made) == "In F is het aandeel proeven ongeveer zo hoog als in de middelste stad"
    assert "In 3 jaar daalde het" in words.sentence(made)
    made = view(FALLING, city="F", noise=3.5)
    assert "In 3 jaar bleef het in F ongeveer gelijk." in words.sentence(made)


def three(rows: dict[str, list[Cell]], **changes: object) -> str:
    """The sentence of three positions with the same cities in each."""
    return movements.three_movements({p: view(rows, **changes) for p in (1, 2, 3)})


def test_three_positions_move_as_their_own_cities_do() -> None:
    rising: dict[str, list[Cell]] = {name: ["not_yet", 99.0, 99.0, 99.0] for name in "QR"}
    assert three({**FALLING, **rising}) == "Het aandeel proeven daalde sinds 2020 in elke positie"
    assert three(FALLING, noise=3.0) == "Het aandeel proeven bleef sinds 2020 in elke positie ongeveer gelijk"
    still: dict[str, list[Cell]] = {name: [5.0, 5.0, 5.0, 5.0] for name in "ABCDE"}
    assert three(still) == "Het aandeel proeven bleef sinds 2020 in elke positie gelijk"
    up = {name: list(reversed(cells)) for name, cells in FALLING.items()}
    views = {1: view(up), 2: view(FALLING), 3: view(still)}
    assert (
        movements.three_movements(views)
        == "Het aandeel proeven steeg in positie 1, daalde in positie 2, bleef gelijk in positie 3 (sinds 2020)"
    )


def test_three_positions_are_told_since_one_year() -> None:
    """Position 3 begins two years later: what the others did before is not told under its year."""
    turned: dict[str, list[Cell]] = {name: [90.0, 10.0, 20.0, 30.0] for name in "ABCDE"}
    late: dict[str, list[Cell]] = {name: ["not_yet", "not_yet", 20.0, 30.0] for name in "ABCDE"}
    views = {1: view(turned), 2: view(turned), 3: view(late)}
    assert movements.three_movements(views) == "Het aandeel proeven steeg sinds 2022 in elke positie"


def test_no_sentence_about_all_cities_says_more_than_the_same_cities_bear_out(held: Store) -> None:
    """Looked up again in the rows: the figures a sentence names are the middle of the cities with a figure in both years, in one area."""
    checked = 0
    for indicator_ in held.indicators():
        for group in [selection.whole(held), *selection.by_position(held)]:
            made = make(held, indicator_, group, None)
            said = re.search(r"(steeg|daalde) sinds (\d{4}) van \D*([\d.,−]+) naar \D*([\d.,]+)", movements.movement(made))
            if said is None:
                continue
            first = int(said[2])
            rows_ = held.series(indicator_.id, group.codes, first, made.year)
            cut = set(rows_.loc[rows_["break"].notna() & (rows_["year"] > first), "region"])
            wide = rows_[~rows_["region"].isin(cut)]
            if indicator_.uncertain_above is not None:
                wide = wide[~(wide["high"] - wide["low"] > indicator_.uncertain_above)]
            both = wide.pivot(index="region", columns="year", values="value")[[first, made.year]].dropna()
            start, end = (rounded(float(both[y].median()), indicator_.decimals) for y in (first, made.year))
            named = [float(part.replace(".", "").replace(",", ".").replace("−", "-")) for part in (said[3], said[4])]
            assert named == [start, end], (indicator_.id, group.id)
            assert abs(end - start) > indicator_.noise
            assert (end > start) is (said[1] == "steeg")
            checked += 1
    assert checked > 150


def test_movement_starts_after_the_last_break_and_notes_name_it() -> None:
    made = view({n: [10.0, 11.0, 30.0, 31.0] for n in "ABCDE"}, breaks={2022: "andere telling"})
    assert movements.movement(made) == f"Het aandeel proeven steeg sinds 2022 van 30,0 naar 31,0{NB}%"
    assert words.notes(made) == "Vanaf 2022: andere telling."


def test_movement_of_one_year_is_a_figure_and_of_none_says_so() -> None:
    assert movements.movement(view(steady(1, 2, 3, 4, 5))) == f"3,0{NB}% in de middelste stad"
    assert movements.movement(view(steady(*["secret"] * 5))) == "Over 2020 zijn er te weinig cijfers"


def test_notes_say_how_many_cities_had_a_figure_in_the_first_year() -> None:
    rows: dict[str, list[Cell]] = {n: [1.0, 2.0] for n in "ABCDE"}
    assert words.notes(view(rows)) == ""
    assert words.notes(view({**rows, "F": ["secret", 2.0]})) == "In 2020 hadden 5 van de 6 steden een cijfer."
    coarse = view({**rows, "F": [Figure(2, low=0, high=9), 2.0]}, uncertain_above=5.0)
    assert words.notes(coarse) == "In 2020 hadden 5 van de 6 steden een zeker cijfer."


def test_lacking_cities_are_named_with_their_reason_and_at_most_six() -> None:
    made = view({**steady(1, 2, 3, 4, 5), **{f"Stad {i}": ["secret" if i else "not_yet"] for i in range(8)}})
    said = words.without_figure(made)
    assert said.startswith("Acht steden zonder (zeker) cijfer: Stad 0 (nog niet verschenen), Stad 1 (geheim)")
    assert said.endswith("en 2 andere.")
    assert words.without_figure(view(steady(1, 2, 3, 4, 5))) == "Alle steden hebben een cijfer."


@pytest.mark.parametrize(
    ("medians", "said"),
    [
        ({}, "Te weinig cijfers om de posities te vergelijken"),
        ({1: 3.0}, "Te weinig cijfers om de posities te vergelijken"),
        ({1: 3.0, 2: 5.0, 3: 4.0}, f"Van 3,0 in positie 1 tot 5,0{NB}% in positie 2"),
        ({1: 3.01, 2: 3.02, 3: 2.99}, f"In elke positie 3,0{NB}%"),
    ],
)
def test_positions_are_set_beside_each_other(medians: dict[int, float], said: str) -> None:
    assert words.positions_headline(indicator(), medians) == said


def test_source_line_names_tables_and_the_day_they_were_fetched() -> None:
    held = store(steady(1), indicator())
    assert words.source_line(held, ("00001NED",)) == "Bron: CBS, tabel 00001NED; bewerking Midsize Monitor; opgehaald op 20 november 2026."
    held.manifest["origin"] = {"kind": "recorded", "recorded": "2018–2026"}
    assert words.source_line(held, ("a", "b")).endswith("tabellen a en b; bewerking Midsize Monitor; uit een opgenomen archief.")
    held.manifest["tables"] = [
        {"id": "a", "modified": "2025-04-01T02:00:00"},
        {"id": "b", "modified": "2025-12-01"},
        {"id": "c", "modified": "2016-01-01"},
    ]
    assert words.stand(held, ("a",)) == "opname van april 2025"
    assert words.stand(held, ("a", "b")) == "opnamen van april 2025 tot en met december 2025"


def everything(held: Store) -> list[View]:
    """Every indicator for four cities and none, compared with three groups; the last year drawn and an early one."""
    made = []
    for shown in held.indicators():
        for who in (None, "GM0355", "GM0345", "GM0294", "GM1992"):
            city = held.city(who) if who else None
            known = selection.groups(held, city)
            groups: list[Group] = [known[n] for n in ("positie", "alle", "positie-2", "provincie") if n in known]
            made += [make(held, shown, group, city) for group in groups]
            made.append(make(held, shown, groups[0], city, made[-1].years[len(made[-1].years) // 2]))
    return made


def said(made: View) -> list[str]:
    """Everything a page may say about a view."""
    return [
        *(
            say(made)
            for say in (
                words.headline,
                words.sentence,
                movements.movement,
                movements.spread,
                words.ranking_headline,
                words_map.map_headline,
            )
        ),
        *(say(made) for say in (words.without_figure, words.unit_line, words.notes, words.alt)),
    ]


def test_no_sentence_judges(held: Store) -> None:
    for made in everything(held):
        for text in said(made):
            assert not JUDGING.search(text), text


def test_sentences_are_whole_and_clean(held: Store) -> None:
    for made in everything(held):
        for text in said(made):
            assert not re.search(r"nan|None|inf\b|\{|  |−0(,0+)?\b(?!,)|,\.|\.\.", text), text


def test_headlines_fit_a_chart(held: Store) -> None:
    for made in everything(held):
        for text in (
            words.headline(made),
            movements.movement(made),
            movements.spread(made),
            words.ranking_headline(made),
            words_map.map_headline(made),
        ):
            assert len(text) <= 104, text


def numbers(text: str, made: View) -> set[float]:
    """All numbers of a sentence, but for those that belong to names and units."""
    for fixed in (made.indicator.phrase, made.indicator.unit, made.group.label):
        text = text.replace(fixed, " ")
    return {
        float(n.replace(".", "").replace(",", ".").replace("−", "-")) for n in re.findall(r"−?\d[\d.]*(?:,\d+)?", text.replace(". ", " "))
    }


def foretold(made: View) -> set[float]:
    """The numbers that a sentence about a forecast may hold."""
    if made.ahead is None or made.city is None:
        return set()
    end, now, code = made.ahead.years[-1], made.years[-1], made.city.code
    ahead, told, seen = made.ahead.value(code, end), made.ahead.value(code, now), made.value(code, now)
    known = [v for v in (ahead, *(a - seen for a in (ahead, told) if a is not None and seen is not None)) if v is not None]
    return {end, now, *(abs(rounded(v, made.ahead.forecast.decimals)) for v in known)}


def test_every_number_of_a_sentence_is_one_of_the_view(held: Store) -> None:
    checked = 0
    for made in everything(held):
        digits = made.indicator.decimals
        figures = [made.median_in(), made.value(COUNTRY), *(v for _, v in (made.ranked[:1] + made.ranked[-1:]))]
        allowed: set[float] = {made.year, len(made.group.codes) - len(made.ranked)}
        if made.city is not None:
            mine = [made.value(made.city.code, y) for y in made.years]
            figures += mine
            change, place = made.change(made.city.code), made.places.get(made.city.code)
            allowed |= {*made.years} if made.value(made.city.code) is None else set()
            allowed |= {place.place, place.of} if place else set()
            allowed |= {change.others, change.others_more, change.last - change.first, rounded(abs(change.by), digits)} if change else set()
            margin = made.margin(made.city.code)
            allowed |= {95, rounded(margin[0], 0), rounded(margin[1], 0)} if margin is not None else set()
            allowed |= foretold(made)
        allowed |= {rounded(v, digits) for v in figures if v is not None}
        found = numbers(words.sentence(made).rstrip("."), made)
        assert found <= allowed, (words.sentence(made), found - allowed)
        if made.city is not None and made.value(made.city.code) is not None:
            assert rounded(made.value(made.city.code) or 0, digits) in found
        checked += len(found)
    assert checked > 1000
