"""The stories that ship, told for every midsize city: a headline that holds, that fits, and whose numbers are those of the snapshot's rows.

The numbers are looked up again in the files of the snapshot with pandas; neither the view nor the claims are asked for them.
"""

import math
import re
from collections.abc import Callable

import pandas as pd
import pytest

from etl import claims, snapshot, store, stories
from etl.claims import Look
from etl.store import City, Store
from etl.stories import LONGEST_HEADLINE, PLACEHOLDERS, Step, Story
from pages.components.masterclass import story as telling
from pages.components.masterclass.story import Frame
from pages.components.wording import dutch

MASTERCLASSES = {"governance": "Dordrecht", "environment": "Gouda", "economy": "Waalwijk", "resilience": "Amersfoort"}
IN_DETAIL = ("Waalwijk", "'s-Hertogenbosch", "Winterswijk")
"""Three whose every number is looked up: a case city, one whose area changed, and a small centre of its own region."""
Told = tuple[Story, Step, City | None, Frame, Look]


@pytest.fixture(scope="module")
def held() -> Store:
    return store.open()


@pytest.fixture(scope="module")
def told(held: Store) -> dict[str, Story]:
    return stories.load(held.definitions)


@pytest.fixture(scope="module")
def every(held: Store, told: dict[str, Story]) -> list[Told]:
    """Every step of every story for every midsize city, and once without a city."""
    found = []
    for story in told.values():
        for city in (None, *held.cities()):
            about = city if city is not None or not story.city else held.city(story.city)
            for step, frame in zip(story.steps, telling.frames(held, story, city), strict=True):
                found.append((story, step, about, frame, claims.look(held, story, step, about)))
    return found


def where(story: Story, step: Step, city: City | None) -> str:
    return f"{story.id}, step {step.number}, {city.name if city is not None else 'no city'}"


def test_the_stories_are_those_of_the_source_in_its_order(held: Store, told: dict[str, Story]) -> None:
    assert list(told) == ["opening", "governance", "environment", "economy", "resilience"]
    assert (told["opening"].title, told["opening"].theme, told["opening"].city) == ("De kracht en zwakte van middelgroot", "", "")
    for name, city in MASTERCLASSES.items():
        theme = held.definitions.themes[name]
        assert (told[name].theme, told[name].city) == (name, theme.masterclass_city)
        assert held.name(told[name].city) == city
        assert theme.masterclass_title == f"{told[name].title} in {city}"


def test_nothing_a_story_claims_of_its_own_city_is_untrue(held: Store, told: dict[str, Story]) -> None:
    assert claims.check(held, told) == []


@pytest.mark.parametrize("name", ["opening", *MASTERCLASSES])
def test_a_story_is_built_as_a_story(told: dict[str, Story], name: str) -> None:
    story = told[name]
    kinds = [step.kind for step in story.steps]
    lists = [step.of for step in story.steps if step.kind == "list"]
    assert 8 <= len(kinds) <= 12
    assert 20 <= story.minutes <= 30
    assert (kinds[0], kinds[-1]) == ("opening", "questions")
    assert "position" in kinds[:3]
    assert {"line", "strip"} <= set(kinds)
    assert {"bars", "map"} & set(kinds)
    assert 4 <= sum(kind in stories.FIGURES for kind in kinds) <= 6
    assert any(step.guesses for step in story.steps)
    if name in MASTERCLASSES:
        assert lists == ["trends", "tasks"]
        assert kinds.index("verdict") == kinds.index("list", 3) - 1, "after the figures the verdict, then what it asks"
        assert [held_step.trend for held_step in story.steps if held_step.trend]
    else:
        assert lists == ["positions", "strengths", "weaknesses", "themes"]
    assert len({step.indicator for step in story.steps if step.indicator}) == sum(kind in stories.FIGURES for kind in kinds)


def test_a_trend_that_gets_a_verdict_belongs_to_the_theme(held: Store, told: dict[str, Story]) -> None:
    for story in told.values():
        for step in story.steps:
            assert not step.trend or held.definitions.trends[step.trend].theme == story.theme
            assert not step.indicator or not story.theme or held.definitions.indicators[step.indicator].theme == story.theme


def test_every_city_has_a_headline_that_holds_and_fits(every: list[Told]) -> None:
    for story, step, city, frame, seen in every:
        place = where(story, step, city)
        assert seen.headline is not None, f"{place}: no headline holds"
        assert claims.holds(seen.headline, seen.facts), place
        assert len(frame.headline) <= LONGEST_HEADLINE, f"{place}: {len(frame.headline)} letters: {frame.headline}"
        assert frame.holds, place


def test_a_story_tells_of_its_own_city_in_one_breath(every: list[Told]) -> None:
    for story, step, city, frame, _ in every:
        if city is None or city.code == story.city:
            assert len(frame.headline) <= 95, f"{where(story, step, city)}: {len(frame.headline)} letters: {frame.headline}"


def test_no_text_has_a_hole_in_it(every: list[Told]) -> None:
    for story, step, city, frame, _ in every:
        point = frame.point.text if frame.point is not None else "-"
        for text in (frame.headline, frame.say, frame.question or "-", frame.guess or "-", frame.alt, point, *frame.items):
            assert text.strip(), where(story, step, city)
            assert re.search(r"[{}]|\bNone\b|\bnan\b|  | [.,;:?]", text) is None, f"{where(story, step, city)}: {text}"
        assert frame.headline[0].isupper() or frame.headline[0] in "’0123456789", frame.headline


def test_what_a_room_is_asked_to_guess_has_an_answer(every: list[Told]) -> None:
    for story, step, city, frame, seen in every:
        if not step.guesses:
            continue
        asked = city is not None and seen.facts.get("value") is not None and "flat" not in (seen.headline.claims if seen.headline else ())
        assert bool(frame.guess) >= asked, where(story, step, city)
        if frame.guess:
            assert seen.guess is not None
            assert seen.headline is not None
            answer = seen.facts[seen.guess.asks]
            assert isinstance(answer, (int, float)), where(story, step, city)
            assert stories.answers(seen.headline, seen.guess), where(story, step, city)
            assert ("procent" in frame.guess) == (seen.guess.asks == "percent"), f"{where(story, step, city)}: {frame.guess}"
    assert {city.name for story, step, city, frame, _ in every if step.guesses and not frame.guess and city is not None} >= {"Leeuwarden"}


def test_every_story_ends_with_the_questions_of_the_source(held: Store, every: list[Told]) -> None:
    asked = held.definitions.themes["economy"].questions
    assert all(theme.questions == asked for theme in held.definitions.themes.values())
    for story, step, city, frame, _ in every:
        if step.number == len(story.steps):
            assert frame.items == tuple(dutch.unbroken(question) for question in asked), where(story, step, city)


def test_the_opening_lists_the_four_themes(held: Store, every: list[Told]) -> None:
    listed = {frame.items for _, step, _, frame, _ in every if step.of == "themes"}
    assert listed == {tuple(theme.title for theme in held.definitions.themes.values())}
    assert [theme.number for theme in held.definitions.themes.values()] == [1, 2, 3, 4]


def test_texts_are_not_in_the_language_of_offices(told: dict[str, Story]) -> None:
    """Words a council member would have to look up, or that judge or explain what a figure cannot."""
    banned = r"\b(omdat|dankzij|door de|significant\w*|indicator\w*|mediaan|percentiel\w*|trend\s?breuk|data|dashboard|slide|score\w*)\b"
    for story in told.values():
        for step in story.steps:
            for text in [h.says for h in step.headlines] + [step.say, step.note, *(g.says for g in step.guesses)]:
                assert re.search(banned, text, re.IGNORECASE) is None, f"{story.id}, step {step.number}: {text}"


# ---- every number again, from the rows


class Rows:
    """The files of the snapshot, read with pandas alone."""

    def __init__(self, indicators: set[str]) -> None:
        folder = snapshot.usable()[0].folder
        rows = pd.read_parquet(folder / "observations.parquet", columns=["region", "indicator", "year", "value", "break"])
        kept = rows[rows["indicator"].isin(indicators) & rows["value"].notna()]
        self.counts = kept.groupby(["indicator", "year"])["region"].agg(set)
        self.values = dict(zip(zip(kept["indicator"], kept["region"], kept["year"], strict=True), kept["value"], strict=True))
        broken = rows.dropna(subset=["break"])
        self.breaks = set(zip(broken["indicator"], broken["region"], broken["year"], strict=True))
        self.positions = pd.read_parquet(folder / "positions.parquet").set_index("region")
        self.verdicts = pd.read_parquet(folder / "verdicts.parquet").query("test == ''")
        self.names = pd.read_parquet(folder / "regions.parquet").set_index("code")["name"]

    def value(self, indicator: str, region: str, year: int) -> float:
        return float(self.values.get((indicator, region, year), math.nan))

    def group(self, step: Step, city: City | None) -> list[str]:
        """The codes of the cities compared: of the same position, or all."""
        if step.group == "all" or city is None:
            return list(self.positions.index)
        return list(self.positions.index[self.positions["position"] == self.positions.loc[city.code, "position"]])

    def year(self, step: Step, codes: list[str]) -> int:
        """The year the step names, or the last in which half of the group has a figure."""
        if step.year is not None:
            return step.year
        held = self.counts[step.indicator]
        return max(int(year) for year, regions in held.items() if len(regions & set(codes)) >= len(codes) / 2)

    def middle(self, step: Step, codes: list[str], year: int) -> float:
        return float(pd.Series([self.value(step.indicator, code, year) for code in codes]).median())

    def same(self, step: Step, codes: list[str], year: int) -> tuple[float, float]:
        """The middle in the first year and in `year` of the cities with a figure in both that kept their area."""
        first = step.first or 0
        pairs = [
            (self.value(step.indicator, code, first), self.value(step.indicator, code, year))
            for code in codes
            if not any((step.indicator, code, y) in self.breaks for y in range(first + 1, year + 1))
        ]
        both = pd.DataFrame(pairs).dropna()
        return float(both[0].median()), float(both[1].median())

    def growth(self, step: Step, code: str, year: int) -> float:
        """The index of a city, the first year at 100; none across a change of its area."""
        assert step.first is not None
        if any((step.indicator, code, y) in self.breaks for y in range(step.first + 1, year + 1)):
            return math.nan
        return self.value(step.indicator, code, year) / self.value(step.indicator, code, step.first) * 100


@pytest.fixture(scope="module")
def rows(told: dict[str, Story]) -> Rows:
    return Rows({step.indicator for story in told.values() for step in story.steps})


def looked_up(rows: Rows, story: Story, step: Step, city: City | None) -> dict[str, Callable[[], float]]:
    """What each placeholder of a headline stands for, from the rows."""
    codes = rows.group(step, city)
    found: dict[str, Callable[[], float]] = {"cities": lambda: len(codes)}
    subject = city.code if city is not None else "midsize"
    if step.of == "trends":
        defined = store.open().definitions.trends_of(story.theme)
        own = rows.verdicts[rows.verdicts["subject"] == subject].set_index("trend")["verdict"]
        found |= {"trends": lambda: len(defined), "seen": lambda: sum(own.get(t.id) == "follows" for t in defined)}
        found |= {"unclear": lambda: sum(own.get(t.id) == "mixed" for t in defined)}
        found |= {"untested": lambda: sum(own.get(t.id, "no_data") == "no_data" for t in defined)}
    if step.trend:
        of_trend = rows.verdicts[(rows.verdicts["trend"] == step.trend) & rows.verdicts["subject"].isin(rows.positions.index)]
        found["follow"] = lambda: int((of_trend["verdict"] == "follows").sum())
    if not step.indicator:
        return found
    indicator, year, first = step.indicator, rows.year(step, codes), step.first or 0
    at = {"": year, "_then": first}
    for name, when in at.items():
        found[f"middle{name}"] = lambda when=when: rows.middle(step, codes, when)
        found[f"country{name}"] = lambda when=when: rows.value(indicator, "NL01", when)
        if city is not None:
            found["value" if not name else "then"] = lambda when=when, code=city.code: rows.value(indicator, code, when)
    found |= {"year": lambda: year, "first": lambda: first}
    found |= {"middle_from": lambda: rows.same(step, codes, year)[0], "middle_to": lambda: rows.same(step, codes, year)[1]}
    ranked = sorted(
        (rows.value(indicator, code, year), code)
        for code in codes
        if rows.value(indicator, code, year) == rows.value(indicator, code, year)
    )
    found |= {"low": lambda: ranked[0][0], "high": lambda: ranked[-1][0]}
    for position in (1, 2, 3):
        own_codes = list(rows.positions.index[rows.positions["position"] == position])
        found[f"middle_{position}"] = lambda own_codes=own_codes: rows.middle(step, own_codes, year)
    if city is not None:
        if step.index:
            found["percent"] = lambda: abs(rows.growth(step, city.code, year) - 100)
            found["middle_percent"] = lambda: abs(float(pd.Series([rows.growth(step, code, year) for code in codes]).median()) - 100)
        else:
            found["percent"] = lambda: abs(rows.value(indicator, city.code, year) / rows.value(indicator, city.code, first) - 1) * 100
    return found | {f"{name}_number": how for name, how in list(found.items())}


def shown(template: str, text: str, city: City | None) -> dict[str, str]:
    """What stands in a headline where its template has a placeholder."""
    parts = re.split(r"\{(\w+)\}", template)
    # Names such as "Alphen aan den Rijn" hold words of the templates, so the city's own must be found whole.
    whole = {"middle_name": r"de middelste van (?:positie \d|alle \d+ steden)"}
    whole["compared"] = r"(?:.\(in.\d+.steden die te vergelijken zijn\))?"
    if city is not None:
        whole["city"] = re.escape(dutch.unbroken(city.name))
    pieces = [
        re.escape(dutch.unbroken(part)) if n % 2 == 0 else f"(?P<{part}_{n}>{whole.get(part, '.+?')})" for n, part in enumerate(parts)
    ]
    pattern = "".join(pieces)
    found = re.fullmatch(pattern, text, re.IGNORECASE)
    assert found is not None, (template, text)
    return {name.rsplit("_", 1)[0]: value for name, value in found.groupdict().items()}


def read(text: str) -> tuple[float, float]:
    """A number as a Dutch reader writes it, and half of its last decimal."""
    digits = re.search(r"−?[\d.]+(,\d+)?", text)
    assert digits is not None, text
    whole = digits.group().replace("−", "-").replace(".", "").replace(",", ".")
    return float(whole), 0.5 * 10.0 ** -len(digits.group().partition(",")[2])


WORDS = ("city", "larger", "partner", "group", "position_name", "high_city", "low_city", "middle_name", "joined", "changed", "compared")


def test_every_number_in_a_headline_is_that_of_the_rows(held: Store, every: list[Told], rows: Rows) -> None:
    checked = 0
    for story, step, city, frame, seen in every:
        if city is not None and city.name not in IN_DETAIL:
            continue
        assert seen.headline is not None
        expected = looked_up(rows, story, step, city)
        for name, text in shown(seen.headline.says, frame.headline, city).items():
            if name in WORDS:
                continue
            told_as, half = read(text)
            if step.indicator and not name.endswith("percent") and name not in ("first", "year", "cities"):
                half = max(half, 0.5 * 10.0 ** -held.definitions.indicators[step.indicator].decimals)
            assert abs(told_as - expected[name]()) <= half + 1e-6, f"{where(story, step, city)}: {frame.headline} ({name})"
            checked += 1
    assert checked > 150


def test_every_direction_in_a_headline_is_that_of_the_rows(every: list[Told], rows: Rows) -> None:
    """Up, down, more and less for all cities, on the raw figures; a claim is about the figures as shown, so equal ones are never claimed."""
    checked = 0
    for story, step, city, _, seen in every:
        if city is None or not step.indicator or seen.headline is None:
            continue
        expected = looked_up(rows, story, step, city)
        sides = {
            "up": ("value", "then"),
            "more": ("value", "middle"),
            "more_than_country": ("value", "country"),
            "middle_up": ("middle", "middle_then"),
        }
        sides |= {"down": ("then", "value"), "less": ("middle", "value"), "less_than_country": ("country", "value")}
        sides |= {"middle_down": ("middle_then", "middle")}
        for claim in seen.headline.claims:
            if claim in sides and not (step.index and claim in ("more", "less", "middle_up", "middle_down")):
                above, below = (expected[name]() for name in sides[claim])
                assert above > below, f"{where(story, step, city)}: {claim}, {above} and {below}"
                checked += 1
        if "without" in seen.headline.claims and not step.index:
            assert math.isnan(expected["value"]()), where(story, step, city)
    assert checked > 2000


def test_movements_beside_the_middle_city_are_those_of_the_same_cities(every: list[Told], rows: Rows) -> None:
    """Faster, slower and the middle city's own movement, over the cities that have a figure in both years and kept their area."""
    checked = 0
    for story, step, city, _, seen in every:
        wanted = {"faster", "slower", "middle_up", "middle_down"} & set(seen.headline.claims if seen.headline else ())
        if not wanted or step.index or step.first is None:
            continue
        codes = rows.group(step, city)
        year, first = rows.year(step, codes), step.first
        then, now = rows.same(step, codes, year)
        moved = now - then
        if city is not None and wanted & {"faster", "slower"}:
            own = rows.value(step.indicator, city.code, year) - rows.value(step.indicator, city.code, first)
            assert (own > moved) is ("faster" in wanted), where(story, step, city)
        if wanted & {"middle_up", "middle_down"}:
            assert (moved > 0) is ("middle_up" in wanted), where(story, step, city)
        checked += 1
    assert checked > 100


def test_names_in_a_headline_are_those_of_the_rows(held: Store, every: list[Told], rows: Rows) -> None:
    for story, step, city, frame, seen in every:
        assert seen.headline is not None
        for name, text in shown(seen.headline.says, frame.headline, city).items():
            if name in ("larger", "partner"):
                assert city is not None
                assert text == dutch.unbroken(rows.names[rows.positions.loc[city.code, f"{name}_city"]]), where(story, step, city)
            elif name in ("high_city", "low_city"):
                ends = looked_up(rows, story, step, city)
                code = next(c.code for c in held.cities() if dutch.unbroken(c.name) == text)
                year = int(ends["year"]())
                assert rows.value(step.indicator, code, year) == ends["high" if name == "high_city" else "low"](), where(story, step, city)


def test_every_placeholder_in_a_headline_can_be_looked_up(told: dict[str, Story]) -> None:
    """A headline with a number this file does not know would slip through the tests above."""
    known = {
        *WORDS,
        "cities",
        "trends",
        "seen",
        "unclear",
        "untested",
        "follow",
        "year",
        "first",
        "low",
        "high",
        "percent",
        "middle_percent",
    }
    known |= {
        "value",
        "then",
        "middle",
        "middle_then",
        "middle_from",
        "middle_to",
        "country",
        "country_then",
        "middle_1",
        "middle_2",
        "middle_3",
    }
    used = {
        name.removesuffix("_number") for s in told.values() for step in s.steps for h in step.headlines for name in stories.named(h.says)
    }
    assert used <= known & {name.removesuffix("_number") for name in PLACEHOLDERS}
