"""A story as frames: what stands on the screen beside the headline, and that a headline can be held against its picture."""

from dataclasses import replace
from pathlib import Path

import pytest

from etl import stories
from etl.store import Store
from etl.stories import Story
from etl.view import make
from pages.components.choice import selection
from pages.components.masterclass import stage
from pages.components.masterclass.scenes import PLACES, with_middle
from pages.components.masterclass.story import MIDDLE, Frame, frames
from pages.components.pictures import charts
from pages.components.wording import dutch, findings


@pytest.fixture(scope="module")
def told(held: Store) -> dict[str, Story]:
    return stories.load(held.definitions)


def step(held: Store, told: dict[str, Story], story: str, n: int, code: str | None = None) -> Frame:
    return frames(held, told[story], held.city(code) if code else None, told)[n - 1]


def test_every_headline_that_names_the_middle_city_stands_beside_a_picture_of_it(held: Store, told: dict[str, Story]) -> None:
    """The middle city in words is the one drawn: of the line, of its own row in a strip, of its own bar in a ranking."""
    checked = 0
    for story in told.values():
        for code in ("GM0796", "GM0355", "GM0294", "GM1959"):
            for one in frames(held, story, held.city(code)):
                if one.spec is None or one.view is None or "middelste" not in one.headline:
                    continue
                middle = one.view.median_in()
                assert middle is not None
                shown = dutch.number(middle, one.view.indicator.decimals)
                drawn = {
                    "line": lambda spec=one.spec: spec["median"]["value_label"],
                    "strip": lambda spec=one.spec, view=one.view: next(
                        r["median_label"] for r in spec["rows"] if r["position"] == view.group.position
                    ),
                    "bars": lambda spec=one.spec: next(r["label"] for r in spec["rows"] if r.get("middle")),
                }[one.kind]
                assert drawn() == shown, f"{story.id}, {code}: {one.headline}"
                checked += 1
    assert checked > 30


@pytest.mark.parametrize("code", ["GM0796", "GM0855", "GM0765", None])
def test_the_row_of_the_middle_city_stands_in_its_place_and_loses_no_city(held: Store, code: str | None) -> None:
    view = make(held, held.definitions.indicators["jobs_rate"], selection.whole(held), held.city(code) if code else None, 2023)
    spec = with_middle(charts.bars(view, 2, 1), view)
    rows = spec["rows"]
    (at,) = [n for n, row in enumerate(rows) if row.get("middle")]
    cities = [row for row in rows if not row.get("middle")]
    assert sum(row.get("skip", 1) for row in cities) == len(view.ranked)
    above = sum(row.get("skip", 1) for row in rows[:at])
    assert above == sum(value > rows[at]["value"] for _, value in view.ranked)
    assert all("skip" not in a or "skip" not in b for a, b in zip(rows, rows[1:], strict=False))
    assert rows[at]["value"] == view.median_in()


def test_a_group_too_small_for_a_middle_gets_no_row(held: Store) -> None:
    whole = selection.whole(held)
    few = replace(whole, codes=whole.codes[:4])
    view = make(held, held.definitions.indicators["jobs_rate"], few, None, 2023)
    spec = charts.bars(view)
    assert with_middle(spec, view) == spec


def test_the_middle_city_is_explained_once_before_it_is_spoken_of(held: Store, told: dict[str, Story]) -> None:
    for story in told.values():
        made = frames(held, story, held.city("GM0796"))
        explained = [n for n, one in enumerate(made) if MIDDLE in one.note]
        assert len(explained) == 1, story.id
        assert not any("middelste" in one.headline for one in made[: explained[0]])


def test_strengths_stand_above_their_figure_and_say_what_it_leaves_out(held: Store, told: dict[str, Story]) -> None:
    shown = [line for n in (4, 7) for line in step(held, told, "opening", n).lines]
    assert [line.text for line in shown] == [
        dutch.unbroken(one.text) for sign in "+-" for one in held.definitions.strengths if one.sign == sign
    ]
    for line in shown:
        (strength,) = [one for one in held.definitions.strengths if dutch.unbroken(one.text) == line.text]
        found = findings.weigh(held, strength)
        if found is None:
            assert (line.mark, line.below) == ("untested", dutch.unbroken(strength.none))
        else:
            assert line.mark == {True: "supports", False: "doubts", None: "level"}[found.supports]
            assert dutch.figure(found.midsize, found.indicator) in line.below
            assert line.below.endswith(dutch.unbroken(strength.only))
    identity = next(line for line in shown if "identiteit" in line.text)
    assert "identiteit, meet het niet" in identity.below


def test_a_mixed_verdict_says_what_it_is_made_of(held: Store, told: dict[str, Story]) -> None:
    """Three positions that follow and all cities together `gemengd`: the line below says which test makes it so."""
    lines = {line.text.split(":")[0]: line for line in step(held, told, "resilience", 9, "GM0355").lines}
    assert [lines[f"Positie {p}"].mark for p in (1, 2, 3)] == ["follows"] * 3
    assert (lines["Alle middelgrote steden"].mark, lines["Zeist"].mark) == ("mixed", "mixed")
    assert "onzeker of gelijk: 65‑plussers tussen posities" in lines["Alle middelgrote steden"].below
    assert "wijkt af: jonger dan 20" in lines["Zeist"].below


def test_a_verdict_names_who_published_its_figures(held: Store, told: dict[str, Story]) -> None:
    assert step(held, told, "governance", 9).source == "Toets op cijfers van: Kiesraad; bewerking Midsize Monitor."
    assert step(held, told, "resilience", 9).source == "Toets op cijfers van: CBS; bewerking Midsize Monitor."


def test_the_line_of_a_story_names_the_cities_its_headline_names(held: Store, told: dict[str, Story]) -> None:
    made = step(held, told, "opening", 8)
    assert made.spec is not None
    assert [one["name"] for one in made.spec["others"]] == ["Wassenaar", "Den Helder"]
    assert all(one["name"] in made.headline for one in made.spec["others"])


def test_an_index_does_not_begin_at_nought(held: Store, told: dict[str, Story]) -> None:
    for code in (c.code for c in held.cities()):
        made = step(held, told, "economy", 4, code)
        assert made.spec is not None
        axis = made.spec["y"]
        low = min(v for v in made.spec["band"]["low"] if v is not None)
        assert axis["min"] > 0 or low < axis["ticks"][1], f"{code}: the lines lie flat above an axis from nought"


def test_merged_cities_stay_out_of_a_ranking_of_before_and_are_named(held: Store, told: dict[str, Story]) -> None:
    made = step(held, told, "governance", 6)
    assert made.spec is not None
    assert not {"Altena", "Groningen", "Leeuwarden"} & {row.get("name") for row in made.spec["rows"]}
    assert made.note == "Zonder Altena, Groningen en Leeuwarden: na 2015 samengevoegd."
    assert made.headline.startswith("In 2015 ")
    own = step(held, told, "governance", 6, "GM1959")
    assert own.headline.startswith("Altena bestond in 2015 nog niet zoals nu")


def test_an_old_figure_is_marked_where_the_headline_does_not_say_its_year(held: Store, told: dict[str, Story]) -> None:
    for story in told.values():
        for one in frames(held, story, None):
            if one.view is not None and one.view.year <= 2021:
                assert f"cijfer van {one.view.year}" in one.note or str(one.view.year) in one.headline, one.headline


def test_gas_has_its_caution_on_the_screen(held: Store, told: dict[str, Story]) -> None:
    assert "warmtenet tellen mee" in step(held, told, "environment", 7, "GM0034").note


def test_the_map_around_a_city_names_who_counted_in_the_rule(held: Store, told: dict[str, Story]) -> None:
    for code, names in (("GM0796", {"Tilburg", "Oss"}), ("GM1959", {"'s-Hertogenbosch"}), ("GM0355", {"Utrecht"})):
        spec = step(held, told, "economy", 2, code).spec
        assert spec is not None
        shown = {label["name"].split(",")[0] for label in spec["labels"]}
        assert names <= shown
        assert len(shown) <= 6
        assert all(name in spec["alt"] for name in shown)


def test_a_city_with_little_work_is_not_told_to_be_a_centre(held: Store, told: dict[str, Story]) -> None:
    for city in held.cities():
        found = held.position(city.code)
        assert found is not None
        for story in told.values():
            headline = next(one.headline for one in frames(held, story, city) if one.kind == "position")
            if round(found["draw"], 2) < 1:
                assert "centrum van een eigen regio" not in headline, headline


def test_the_themes_of_the_opening_open_their_stories(held: Store, told: dict[str, Story]) -> None:
    made = step(held, told, "opening", 10, "GM0355")
    assert [dict(line.address or {}) for line in made.lines] == [
        {"pagina": "masterclass", "verhaal": theme, "gemeente": "GM0355"} for theme in held.definitions.themes
    ]
    city = held.city("GM0355")
    data = stage.sent(held, told["opening"], city, frames(held, told["opening"], city, told))
    assert [item["href"] for item in data["frames"][9]["items"]][0] == "masterclass?verhaal=economy&gemeente=GM0355"
    assert not any(line.address for line in frames(held, told["opening"], None)[9].lines), "no link to a story that is not there"


def test_the_head_keeps_the_position_of_the_city_until_the_room_has_said_it(held: Store, told: dict[str, Story], tmp_path: Path) -> None:
    city = held.city("GM0355")
    for name, first in (("opening", 2), ("economy", 0)):
        data = stage.sent(held, told[name], city, frames(held, told[name], city))
        assert data["placedFrom"] == first
        assert data["placed"] == PLACES[1]
    assert [line.text for line in step(held, told, "opening", 2).lines] == [
        "1 bij een grotere stad, zoals Zeist: 42 steden",
        "2 in een regio met meer centra, zoals Veenendaal: 31 steden",
        "3 centrum van een eigen regio, zoals Winterswijk: 29 steden",
    ]


def test_names_and_compounds_do_not_break_in_display_texts(held: Store, told: dict[str, Story]) -> None:
    made = frames(held, told["economy"], held.city("GM0796"))
    assert all("'s-" not in text for one in made for text in (one.headline, one.guess, one.question, one.say, one.note, *one.items))
    assert any("’s‑Hertogenbosch" in one.headline for one in made)
    assert any("'s-Hertogenbosch" in one.alt for one in made), "what is read aloud keeps the plain name"
    data = stage.sent(held, told["economy"], held.city("GM0796"), made)
    assert data["city"] == "’s-\u2060Hertogenbosch", "the letter of the screen has no hyphen that does not break"
    assert not any("\u2011" in frame["headline"] for frame in data["frames"])
