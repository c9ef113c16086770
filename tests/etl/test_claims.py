"""What a headline claims, on figures small enough to check in one's head, and what is said when it no longer holds."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from etl import claims, stories
from etl.claims import Look, check, look
from etl.store import Store, Verdict
from etl.stories import Headline, Step, Story
from tests.pages.making import Cell, Figure, indicator, steady, store

FIVE = {"B": [10, 12], "C": [20, 24], "D": [30, 36], "E": [40, 48]}
TOWARDS = ("up", "down", "flat", "more", "less", "same", "faster", "slower", "alongside", "middle_up", "middle_down", "without")


def story(*steps: Step, city: str = "GM0001", theme: str = "economy") -> Story:
    return Story("proef", "Proef", "Een proef.", theme, city, 20, steps)


def step(kind: str = "line", says: str = "Zo staat het", when: Sequence[str] = (), **changes: Any) -> Step:
    given: dict[str, Any] = {"indicator": "share" if kind in stories.FIGURES else "", "group": "all", "say": "Kijk."}
    headlines = changes.pop("headlines", (Headline(says, tuple(when)),))
    return Step(1, kind, headlines, **{**given, **changes})


def seen(rows: Mapping[str, Sequence[Cell]], one: Step | None = None, positions: Mapping[str, int] | None = None, **changes: Any) -> Look:
    """The step for city A, the first of the rows."""
    held = store(rows, indicator(**changes), positions=positions)
    one = one if one is not None else step()
    return look(held, story(one), one, held.city("GM0001"))


def held(found: Look, names: Sequence[str] = TOWARDS) -> set[str]:
    return {name for name in names if found.facts.get(f"claim:{name}")}


# ---- up, down, more, less, faster, slower


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        # The middle of A–E: the third of five. B 10→12, C 20→24, D 30→36, E 40→48.
        ([50, 60], {"up", "more", "faster", "middle_up"}),  # middle 30→36: +6, A +10
        ([5, 6], {"up", "less", "slower", "middle_up"}),  # middle 20→24: +4, A +1
        ([50, 45], {"down", "more", "slower", "middle_up"}),
        ([5, 5], {"flat", "less", "slower", "middle_up"}),
        ([25, 29], {"up", "same", "alongside", "middle_up"}),  # A is the middle city itself: +4 both
        ([50, 50.04], {"flat", "more", "slower", "middle_up"}),  # 50,0 as shown
        ([50, 50.9], {"flat", "more", "slower", "middle_up"}),  # 1.8% of 50: less than two percent is told as no difference
        ([50, 51], {"up", "more", "slower", "middle_up"}),  # 2% is one
        ([30, 36.7], {"up", "same", "faster", "middle_up"}),  # 1.9% above the middle, and 0.7 more than it rose (2% of 30 is 0.6)
        ([30, 36.5], {"up", "same", "alongside", "middle_up"}),  # 0.5 more than it rose
    ],
)
def test_a_city_beside_the_middle_one(series: list[float], expected: set[str]) -> None:
    assert held(seen({"A": series, **FIVE})) == expected


def test_falling_less_than_the_middle_city_is_faster_and_falling_more_is_slower() -> None:
    falling = {name: values[::-1] for name, values in FIVE.items()}
    assert held(seen({"A": [50, 49], **falling})) >= {"down", "faster", "middle_down"}
    assert held(seen({"A": [50, 30], **falling})) >= {"down", "slower", "middle_down"}


def test_the_facts_of_a_change() -> None:
    facts = seen({"A": [50, 60], **FIVE, "Nederland": [30, 33]}).facts
    assert (facts["first"], facts["year"]) == (2020, 2021)
    assert (facts["value"], facts["then"], facts["change"]) == (60, 50, 10)
    assert (facts["middle"], facts["middle_then"], facts["middle_change"], facts["gap"]) == (36, 30, 6, 24)
    assert facts["percent"] == pytest.approx(20)
    assert (facts["middle_percent"], facts["country_percent"]) == (pytest.approx(20), pytest.approx(10))
    assert (facts["high"], facts["high_city"], facts["low"], facts["low_city"]) == (60, "A", 12, "B")
    assert (facts["place"], facts["of"], facts["middle_name"]) == (1, 5, "de middelste van alle 5 steden")
    assert (facts["value_number"], facts["middle_then_number"]) == (60, 30)


def test_higher_and_lower_than_the_country() -> None:
    names = ("more_than_country", "less_than_country")
    assert held(seen({**steady(30, 1, 2, 3, 4, years=2), "Nederland": [29, 29]}), names) == {"more_than_country"}
    assert held(seen({**steady(30, 1, 2, 3, 4, years=2), "Nederland": [30, 30.04]}), names) == set()
    assert held(seen({**steady(30, 1, 2, 3, 4, years=2), "Nederland": [31, 31]}), names) == {"less_than_country"}
    assert held(seen(steady(30, 1, 2, 3, 4, years=2)), names) == set()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (50, {"highest", "top_half"}),
        (40, {"highest", "top_half"}),  # shared with E: none has more
        (35, {"top_half"}),
        (25, set()),  # the third of five: in neither half
        (15, {"bottom_half"}),
        (5, {"lowest", "bottom_half"}),
    ],
)
def test_the_place_in_the_ranking(value: float, expected: set[str]) -> None:
    assert held(seen(steady(value, 10, 20, 30, 40, years=2)), ("highest", "lowest", "top_half", "bottom_half")) == expected


def test_twice() -> None:
    assert held(seen({"A": [10, 10], "B": [12, 12], "C": [13, 13], "D": [14, 14], "E": [15, 20]}), ("twice",)) == {"twice"}
    assert held(seen({"A": [10, 11], "B": [12, 12], "C": [13, 13], "D": [14, 14], "E": [21, 20]}), ("twice",)) == set()
    assert held(seen(steady(0, 1, 2, 3, 4, years=2)), ("twice",)) == set()  # twice nothing says nothing


# ---- where there is nothing to tell


def test_a_city_without_a_figure_claims_nothing_but_that() -> None:
    found = seen({"A": [50, "not_yet"], **FIVE, "F": [5, 6]})
    # Six cities had a figure in 2020 (the middle is 25), five in 2021 (24), as the line in the picture shows; but those five rose.
    assert held(found) == {"without"}
    assert found.facts.get("value") is None
    assert (found.facts["middle_then"], found.facts["middle"]) == (25, 24)


def test_a_city_without_a_first_figure_has_a_level_and_no_change() -> None:
    assert held(seen({"A": ["not_yet", 60], **FIVE, "F": [5, 6]})) == {"more", "middle_up"}


def test_the_middle_moves_only_where_the_same_cities_move() -> None:
    """Three cities get their first figure in the second year: the middle drawn rises by 12.5, that of the six others by 13.5."""
    rows = {"A": [64, 76], **{name: [60 + n, 74 + n] for n, name in enumerate("BCDEF")}, **{name: ["not_yet", 10] for name in "GHI"}}
    found = seen(rows)
    assert (found.facts["middle_then"], found.facts["middle"]) == (62.5, 75)
    assert held(found, ("up", "faster", "slower", "middle_up")) == {"up", "middle_up"}
    assert found.facts["middle_change"] is None
    without_newcomers = seen({name: values for name, values in rows.items() if name not in "GHI"})
    assert held(without_newcomers, ("up", "faster", "slower", "middle_up")) == {"up", "slower", "middle_up"}


def test_no_change_is_told_across_a_break_of_the_series() -> None:
    rows = {"A": [50, 60, 61], "B": [1, 2, 3], "C": [2, 3, 4], "D": [3, 4, 5], "E": [4, 5, 6]}
    across = seen(rows, step(first=2020), breaks={2021: "andere telling"})
    assert held(across) == {"more"}
    assert across.facts["then"] is None
    after = seen(rows, breaks={2021: "andere telling"})
    assert (after.facts["first"], held(after)) == (2021, {"flat", "more", "alongside", "middle_up"})


def test_no_change_is_told_across_a_change_of_area() -> None:
    made = store({"A": [50, 60], **FIVE}, indicator())
    made._observed._breaks["share"]["GM0001"] = {2021: "Sprang erbij"}
    one = step()
    found = look(made, story(one), one, made.city("GM0001"))
    assert held(found) == {"more"}  # four other cities are too few for a middle
    indexed = step(index=True, first=2020)
    assert held(look(made, story(indexed), indexed, made.city("GM0001"))) >= {"without"}


def test_a_group_under_five_has_no_middle_and_no_places() -> None:
    found = seen(steady(10, 20, 30, 40, years=2))
    assert held(found) == set()
    assert held(seen(steady(10, 20, 30, 40, years=2), step(first=2020))) == {"flat"}
    assert not {"middle", "place", "high"} & {k for k, v in found.facts.items() if v is not None}


def test_a_figure_that_is_too_coarse_is_none() -> None:
    rows = {"A": [Figure(50, low=45, high=55), Figure(60, low=55, high=65)], **FIVE, "F": [5, 6]}
    assert held(seen(rows, uncertain_above=5)) == {"without", "middle_up"}


def test_a_provisional_figure_counts_as_it_is_shown() -> None:
    assert held(seen({"A": [50, Figure(60, "provisional")], **FIVE})) >= {"up", "more", "faster"}


def test_a_rise_from_zero_has_no_percent() -> None:
    found = seen({"A": [0, 6], **FIVE}, step(says="{percent} erbij", when=["up"]))
    assert "up" in held(found)
    assert found.headline is None


def test_negative_figures_rise_towards_zero() -> None:
    found = seen({"A": [-50, -40], **FIVE}, bounds=None)
    assert held(found) >= {"up", "less", "faster"}
    assert "percent" not in found.facts


def test_a_change_of_no_percent_is_no_headline() -> None:
    assert seen({"A": [500, 501], **FIVE}, step(says="{percent} erbij", when=["up"])).headline is None
    assert seen({"A": [500, 510], **FIVE}, step(says="{percent} erbij", when=["up"])).headline is not None


# ---- margins, noise and amounts


def sampled(value: float, low: float, high: float) -> Figure:
    return Figure(value, low=low, high=high)


def survey(**changes: Any) -> dict[str, Any]:
    source = indicator().sources[0]
    return {"sources": (replace(source, margins={"Marges": ("Onder", "Boven")}),), **changes}


def test_within_the_margins_of_a_survey_nothing_rose_and_nothing_differs() -> None:
    rest = {n: [sampled(v, v - 3, v + 3)] * 2 for n, v in (("B", 10.0), ("C", 20.0), ("D", 30.0), ("E", 40.0))}
    close = seen({"A": [sampled(31, 28, 34), sampled(33, 29, 37)], **rest}, **survey())
    assert held(close) == {"same"}
    far = seen({"A": [sampled(21, 18, 24), sampled(33, 29, 37)], **rest}, **survey())
    assert held(far) >= {"up", "faster"}
    assert "place" not in far.facts, "places of a survey are not certain"


def test_what_the_definition_calls_no_difference_is_none() -> None:
    rows = {"B": [10, 10], "C": [20, 20], "D": [30, 30], "E": [32, 32]}
    assert held(seen({"A": [31, 32.5], **rows}, noise=3.0)) == {"flat", "same", "alongside"}
    assert held(seen({"A": [31, 34.5], **rows}, noise=3.0)) == {"up", "more", "faster"}
    assert held(seen({"A": [31, 32.5], **rows})) == {"up", "more", "faster"}
    assert held(seen({"A": [33.5, 33.7], **rows, "Nederland": [31, 31]}, noise=3.0), ("more_than_country", "more")) == {"more"}


def test_an_index_compares_whole_percents() -> None:
    rows = {"A": [100, 124.4], "B": [50, 61.8], "C": [10, 11], "D": [10, 20], "E": [200, 247]}
    found = seen(rows, step(index=True, first=2020, says="{percent} tegen {middle_percent}"))
    # The middle city of the index: +23.6, 24 as shown, as A's 24.4 is.
    assert held(found) == {"up", "same", "alongside", "middle_up"}
    assert (round(float(found.facts["percent"] or 0)), round(float(found.facts["middle_percent"] or 0))) == (24, 24)
    assert held(seen({**rows, "A": [100, 130]}, step(index=True, first=2020))) >= {"up", "more", "faster"}


# ---- positions, verdicts and trends


def test_which_position_is_highest_and_lowest() -> None:
    rows = {chr(65 + i): [v, v] for i, v in enumerate([1] * 5 + [5] * 5 + [9] * 5)}
    placed = {name: i // 5 + 1 for i, name in enumerate(rows)}
    names = [f"{p}_{word}" for p in ("first", "second", "third") for word in ("highest", "lowest")]
    one = step("strip", says="{middle_1}, {middle_2}, {middle_3}")
    found = seen(rows, one, placed)
    assert held(found, names) == {"first_lowest", "third_highest"}
    assert [found.facts[f"middle_{p}"] for p in (1, 2, 3)] == [1, 5, 9]
    assert held(found, ("position_1", "position_2", "position_3", "firm", "borderline", "no_city")) == {"position_1", "firm"}
    level = seen({n: [5 if v[0] == 1 else v[0]] * 2 for n, v in rows.items()}, one, placed)
    assert held(level, names) == {"third_highest"}, "two positions share the lowest place"
    assert "middle_1" not in seen(rows, step("strip"), placed).facts, "worked out only where a text asks for it"


def with_verdicts(made: Store, found: Mapping[tuple[str, str], str]) -> Store:
    made._verdicts = {key: (Verdict(key[0], key[1], "", way, 0.0, 0.0, 2020, 2021, 2, 0.5, 0.0, "tested"),) for key, way in found.items()}
    return made


def test_the_verdict_of_the_city_and_of_all() -> None:
    made = with_verdicts(
        store({"A": [1, 2], **FIVE}, indicator()),
        {("knowledge", "GM0001"): "mixed", ("knowledge", "GM0002"): "follows", ("knowledge", "midsize"): "follows"},
    )
    one = step("verdict", says="{follow} volgen", when=["mixed", "midsize_follows"], trend="knowledge")
    found = look(made, story(one), one, made.city("GM0001"))
    assert (found.facts["follow"], found.facts["depart"], found.headline) == (1, 0, one.headlines[0])
    assert held(found, stories.VERDICTS) == {"mixed"}
    assert look(made, story(one, city=""), one, None).headline is None, "without a city there is no verdict of the city"


@pytest.mark.parametrize(("ways", "claim"), [([], "seen_none"), (["follows"], "seen_one"), (["follows", "follows"], "seen_more")])
def test_the_trends_seen(ways: list[str], claim: str) -> None:
    made = store({"A": [1, 2], **FIVE}, indicator())
    trends = made.definitions.trends_of("economy")
    told = [*ways, *["mixed"] * (len(trends) - len(ways))]
    made = with_verdicts(made, {(t.id, "GM0001"): way for t, way in zip(trends, told, strict=True)})
    one = step("list", of="trends")
    found = look(made, story(one), one, made.city("GM0001"))
    assert held(found, ("seen_none", "seen_one", "seen_more")) == {claim}
    assert (found.facts["trends"], found.facts["seen"]) == (len(trends), len(ways))


# ---- which headline, and what no longer holds


def test_the_first_headline_that_holds_is_shown() -> None:
    several = (Headline("Omlaag", ("down",)), Headline("{larger} trekt", ("up",)), Headline("Omhoog", ("up",)), Headline("Anders", ()))
    assert seen({"A": [50, 60], **FIVE}, step(headlines=several)).headline == several[2]
    assert seen({"A": [50, 50], **FIVE}, step(headlines=several)).headline == several[3]


def test_a_story_of_no_city_may_claim_so() -> None:
    made = store({"A": [50, 60], **FIVE}, indicator())
    one = step(
        headlines=(Headline("Allemaal", ("no_city", "middle_up")), Headline("{city} omhoog", ("up",))),
        guesses=(stories.Guess("value", "En {city}?"),),
    )
    assert look(made, story(one, city=""), one, None).headline == one.headlines[0]
    assert look(made, story(one, city=""), one, made.city("GM0001")).headline == one.headlines[1]
    assert look(made, story(one, city=""), one, None).troubles == (), "what only a city is asked needs no figure without one"


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (step(says="{city} daalde", when=["down"]), r"headline '\{city\} daalde' no longer holds: it claims down\."),
        (step(says="Bij {larger}"), r"headline 'Bij \{larger\}' no longer holds: there is no figure for larger\."),
        (step(say="In {country} euro."), r"'In \{country\} euro\.' has no figure for country\."),
        (step(question="Waarom {country}?"), r"has no figure for country"),
        (step(year=2019), r"there are no figures for 2019; 2021 is shown\."),
        (step(first=2011), r"there are no figures for 2011\."),
        (step(also=("GM9999",)), r"GM9999 in also is no midsize city\."),
        (step(point=stories.Point("", 1990, "hier")), r"there is no figure to point at: GM0001 in 1990\."),
        (step(indicator="jobs"), r"the snapshot has no figures for jobs\."),
    ],
)
def test_what_no_longer_holds_is_a_sentence_with_file_and_step(one: Step, words: str) -> None:
    made = store({"A": [50, 60], **FIVE}, indicator())
    found = check(made, {"proef": story(step(), replace(one, number=2))})
    assert found, words
    assert all(sentence.startswith("stories/proef.toml, step 2: ") for sentence in found)
    assert any(re.search(words, sentence) for sentence in found), found


def test_a_story_whose_city_is_no_midsize_city() -> None:
    made = store({"A": [50, 60], **FIVE}, indicator())
    assert check(made, {"proef": story(step(), city="GM9999")}) == ["stories/proef.toml: GM9999 is no midsize city of this snapshot."]


def test_a_story_that_holds_has_nothing_to_say() -> None:
    made = store({"A": [50, 60], **FIVE}, indicator())
    assert check(made, {"proef": story(step(says="{city}: {percent}", when=["up", "more", "faster"]))}) == []


def test_every_other_city_without_a_headline_is_named_with_the_step() -> None:
    """A story is told for every city: a step that has none for one of them is named, whoever that is."""
    made = store({"A": [50, 60], "F": [6, 5], **FIVE}, indicator())
    one = step(headlines=(Headline("{city} omhoog", ("up",)), Headline("{city} gelijk", ("flat",))))
    assert check(made, {"proef": story(one)}) == ["stories/proef.toml, step 1: no headline holds for F."]


def test_the_room_is_asked_what_the_headline_answers() -> None:
    """The percent where the headline gives it, the figure itself where it gives that, and nothing where it gives neither."""
    guesses = (stories.Guess("percent", "Hoeveel procent?"), stories.Guess("value", "Hoeveel?"))
    several = (Headline("{percent} erbij", ("up",)), Headline("Nu {value_number}", ("down",)), Headline("Gelijk", ("flat",)))
    one = step(headlines=several, guesses=guesses)
    assert seen({"A": [50, 60], **FIVE}, one).guess == guesses[0]
    assert seen({"A": [50, 40], **FIVE}, one).guess == guesses[1]
    assert seen({"A": [50, 50], **FIVE}, one).guess is None
    made = store({"A": [50, 50], **FIVE}, indicator())
    assert any("the room is asked nothing" in said for said in check(made, {"proef": story(one)}))


def test_cities_put_together_after_the_year_stay_out_of_a_ranking_of_before() -> None:
    rows = {"A": [50, 60], "F": [90, 99], **FIVE}
    made = store(rows, indicator())
    cities = {c.name: c for c in made.cities()}
    joined = [replace(c, predecessors="GM0999 Oud 2021-01-01; GM0998 Ouder 1999-01-01") if c.name == "F" else c for c in made.cities()]
    made.cities = lambda midsize=True: joined  # type: ignore[method-assign]
    one = step("bars", year=2020, unmerged=True, headlines=(Headline("Toen nog niet", ("merged",)), Headline("{value} van {high}", ())))
    found = look(made, story(one), one, cities["A"])
    assert (found.left_out, found.facts["high"], found.facts["cities"]) == ((cities["F"].code,), 50, 6)
    assert found.view is not None
    assert found.view.group.label.startswith("5 ")
    own = look(made, story(one), one, cities["F"])
    assert (own.headline, own.guess) == (one.headlines[0], None)
    assert own.facts.get("value") is None
    whole = replace(one, unmerged=False)
    assert look(made, story(whole), whole, cities["F"]).facts["value"] == 90


def test_a_city_whose_borders_moved_is_told_when_and_by_what() -> None:
    made = store({"A": [50, 60], **FIVE}, indicator())
    one = step(first=2020, headlines=(Headline("Sinds {changed} met {joined}", ("moved_borders",)), Headline("Gewoon", ())))
    code = made.city("GM0001").code
    assert look(made, story(one), one, made.city("GM0001")).headline == one.headlines[1]
    panel = made.panel
    made.panel = lambda *a, **k: replace(panel(*a, **k), breaks={code: {2021: "met deel van Maasdonk"}})  # type: ignore[method-assign]
    found = look(made, story(one), one, made.city("GM0001"))
    assert (found.headline, found.facts["changed"], found.facts["joined"]) == (one.headlines[0], 2021, "een deel van Maasdonk")


def test_every_claim_is_decided_somewhere() -> None:
    """No claim in the list that no figure can ever make true."""
    source = Path(claims.__file__).read_text(encoding="utf-8")
    for name in stories.CLAIMS:
        stem = name.removeprefix("midsize_")
        made = stem in stories.VERDICTS or re.fullmatch(r"(first|second|third)_(highest|lowest)|position_\d|(middle_)?(up|down)", name)
        assert made or f'"claim:{name}"' in source, name
