"""Pictures as data: every value in a specification is one of the view, and nothing that is missing is drawn."""

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest

from etl.store import Store
from etl.values import rounded
from etl.view import Group, View, make
from pages.components.choice import selection
from pages.components.pictures import charts, drawing
from pages.components.wording import words
from tests.pages.making import Cell, Figure, steady, view

SRC = "app/static/geo/x.json"


def test_line_holds_the_figures_of_city_band_and_middle() -> None:
    rows: dict[str, list[Cell]] = {n: [i, i + 1.0, i + 2.0] for i, n in enumerate("ABCDE")}
    made = view(rows, city="E", first=2020)
    spec = charts.line(made)
    assert spec["years"] == [2020, 2021, 2022]
    assert spec["city"] == {"name": "E", "values": [4, 5, 6], "value_label": "6,0\u00a0%", "provisional": []}
    assert spec["band"] == {"tone": "p3", "low": [0, 1, 2], "high": [4, 5, 6]}
    assert spec["median"]["values"] == [2, 3, 4]
    assert spec["median"]["value_label"] == "4,0"
    assert spec["y"]["min"] <= 0
    assert spec["y"]["max"] >= 6


def test_line_leaves_a_missing_year_open_and_says_so_where_nobody_has_a_figure() -> None:
    made = view({n: [1.0, "secret", "secret", 4.0] for n in "ABCDE"}, city="A")
    spec = charts.line(made)
    assert spec["city"]["values"] == [1, None, None, 4]
    assert spec["gaps"] == [{"from": 2021, "to": 2022, "label": "2021–2022 ontbreken"}]


def test_line_calls_nothing_a_gap_where_some_city_has_a_figure() -> None:
    rows: dict[str, list[Cell]] = {n: [1.0, 2.0, 3.0] for n in "ABCDE"}
    spec = charts.line(view({**rows, "F": [1.0, "unknown", 2.0]}, city="F"))
    assert spec["gaps"] == []
    assert spec["city"]["values"] == [1, None, 2]


def test_line_marks_breaks_inside_the_drawing_only() -> None:
    rows = {n: [1.0, 2.0, 3.0, 4.0] for n in "ABCDE"}
    assert charts.line(view(rows, breaks={2022: "andere telling"}))["breaks"] == [{"year": 2022, "label": "andere telling"}]
    assert charts.line(view(rows, breaks={2020: "andere telling"}))["breaks"] == [], "a break before the first year cuts nothing"


def test_line_marks_provisional_years() -> None:
    made = view({**{n: [1.0, 2.0] for n in "ABCD"}, "E": [1.0, Figure(2, "provisional")]}, city="E")
    assert charts.line(made)["city"]["provisional"] == [2021]


def test_line_of_a_city_without_any_figure_has_no_city() -> None:
    assert charts.line(view({**steady(1, 2, 3, 4, 5), "F": ["secret"]}, city="F"))["city"] is None


def test_line_of_a_small_group_has_no_band_and_no_middle() -> None:
    spec = charts.line(view(steady(1, 2, 3, 4, years=3), city="A"))
    assert spec["band"] is None
    assert spec["median"] is None
    assert spec["extremes"] is None


def test_extremes_are_named_unless_my_city_is_one() -> None:
    made = view(steady(5, 9, 1, 4, 6), city="B")
    assert charts.line(made)["extremes"] == {"high": None, "low": {"name": "C", "value": 1.0, "value_label": "1,0"}}
    assert charts.line(made, compact=True)["extremes"] is None


def test_axis_starts_at_zero_where_figures_come_near_it_and_higher_elsewhere() -> None:
    assert charts.line(view(steady(2, 9, 5, 6, 8)))["y"]["min"] == 0
    assert charts.line(view(steady(60, 65, 70, 75, 80)))["y"]["min"] == 60
    assert charts.line(view(steady(-3, 5, 1, 2, 4)))["y"]["min"] < -2.9


def three(made: View) -> list[Group]:
    """One group per city pair of a view, as if they were positions."""
    codes = made.group.codes
    return [Group(f"positie-{p}", "", codes, p) for p in (1, 2, 3)]


def test_strip_draws_each_certain_figure_once_and_nothing_that_is_missing() -> None:
    made = view(steady(1, 2, 3, 4, 0, "secret", Figure(9, low=1, high=20), Figure(5, "provisional")), city="A", uncertain_above=5.0)
    row = charts.strip(made, three(made), {})["rows"][0]
    assert [m["name"] for m in row["marks"]] == ["A", "B", "C", "D", "E", "H"]
    assert [m["value"] for m in row["marks"]] == [1, 2, 3, 4, 0, 5]
    assert [m["name"] for m in row["marks"] if m["provisional"]] == ["H"]
    assert row["median"] == 2.5


def test_strip_has_no_middle_under_five() -> None:
    made = view(steady(1, 2, 3, 4))
    assert {row["median"] for row in charts.strip(made, three(made), {})["rows"]} == {None}


def test_bars_count_every_city_once_drawn_or_skipped() -> None:
    for many in range(1, 40):
        for mine in {0, many // 2, many - 1}:
            rows = {f"Stad {i:02d}": [float(i)] for i in range(many)}
            made = view(rows, city=f"Stad {mine:02d}")
            bars = charts.bars(made)["rows"]
            drawn = [r for r in bars if "skip" not in r]
            skips = [r["skip"] for r in bars if "skip" in r]
            assert len(drawn) + sum(skips) == many
            assert all(n > 1 for n in skips), "one city is drawn, not skipped"
            assert [r["value"] for r in drawn] == sorted((r["value"] for r in drawn), reverse=True)
            assert len({r["code"] for r in drawn}) == len(drawn)
            assert made.city is not None
            assert made.city.code in {r["code"] for r in drawn}


def test_bars_carry_shared_places_and_no_place_under_five() -> None:
    assert [r["rank"] for r in charts.bars(view(steady(3, 9, 3, 1, 0)))["rows"]] == ["1", "2=", "2=", "4", "5"]
    assert [r["rank"] for r in charts.bars(view(steady(3, 9, 3)))["rows"]] == ["", "", ""]


def test_bars_start_at_zero_below_it_too() -> None:
    spec = charts.bars(view(steady(3, -2, 0, 1, 2)))
    assert (spec["min"], spec["max"]) == (-2, 3)
    assert (charts.bars(view(steady(0, 0)))["min"], charts.bars(view(steady(0, 0)))["max"]) == (0, 1)


@pytest.mark.parametrize(
    "figures", [list(range(20)), [0.0] * 20, [1.0, 1.0, 1.0, 2.0, 2.0, 9.0], [0.04, 0.0, -0.04, 5.0], [7.0], [-5, -4, -3, 2, 8, 100]]
)
def test_map_classes_never_put_a_higher_figure_lower(figures: list[float]) -> None:
    made = view({f"Stad {i}": [f] for i, f in enumerate(figures)})
    spec = charts.map_values(made, SRC)
    shown = [(rounded(made.value(code) or 0.0, 1), spec["fill"][code]) for code in made.group.codes]
    for one, low in shown:
        for two, high in shown:
            assert one != two or low == high, "equal figures, equal class"
            assert one >= two or low <= high
    assert {c for _, c in shown} <= set(range(charts.CLASSES))
    assert max(c for _, c in shown) == charts.CLASSES - 1


def test_map_hatches_what_is_missing_and_says_why() -> None:
    made = view(steady(1, 2, 3, 4, "secret", Figure(9, low=0, high=50)), uncertain_above=5.0)
    spec = charts.map_values(made, SRC)
    assert spec["fill"]["GM0005"] == spec["fill"]["GM0006"] == "none"
    assert spec["tips"]["GM0005"] == "E: geheim"
    assert "onzeker" in spec["tips"]["GM0006"]
    assert spec["tips"]["GM0001"] == "A: 1,0\u00a0%"


def test_map_legend_covers_its_classes_without_a_hole() -> None:
    legend = charts.map_values(view({f"Stad {i}": [float(i)] for i in range(20)}), SRC)["legend"]["labels"]
    assert len(legend) == charts.CLASSES
    assert legend[0].startswith("< ")
    assert legend[-1].startswith("≥ ")
    ends = [legend[0].removeprefix("< "), *[part for text in legend[1:-1] for part in text.split("–")], legend[-1].removeprefix("≥ ")]
    assert ends[::2] == ends[1::2]


def plain(value: Any, at: str = "spec") -> None:
    """Only what JSON knows: no NaN, no NumPy, no tuples."""
    if isinstance(value, dict):
        for key, item in value.items():
            assert type(key) is str, at
            plain(item, f"{at}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            plain(item, f"{at}[{number}]")
    else:
        assert value is None or type(value) in (str, bool, int, float), (at, type(value))
        assert not isinstance(value, float) or math.isfinite(value), at


def real(held: Store) -> Iterator[View]:
    """All indicators, with and without a city, against three groups."""
    for shown in held.indicators():
        for city in (None, held.city("GM0345")):
            known = selection.groups(held, city)
            for name in ("alle", "positie-1", "provincie" if city else "positie-3"):
                yield make(held, shown, known[name], city)


def test_every_indicator_can_be_drawn_and_handed_to_the_browser(held: Store) -> None:
    made = list(real(held))
    assert len(made) == 6 * len(held.indicators())
    for one in made:
        everyone = make(held, one.indicator, selection.whole(held), one.city, one.year)
        specs = [charts.line(one), charts.line(one, compact=True), charts.bars(one), charts.map_values(one, SRC)]
        specs.append(charts.strip(everyone, selection.by_position(held), held.definitions.rule.labels))
        for spec in specs:
            plain(spec)
            assert drawing.checked(spec) is spec
            json.dumps(spec, allow_nan=False)


def test_drawn_figures_are_those_of_the_store(held: Store) -> None:
    for one in real(held):
        line, bars = charts.line(one), charts.bars(one)
        if one.city is not None and line["city"]:
            stored = held.series(one.indicator.id, [one.city.code], one.years[0], one.years[-1])["value"]
            drawn = dict(zip(line["years"], line["city"]["values"], strict=True))
            # A survey is drawn by its waves; every other series by all its years, and those of a forecast behind them.
            later = list(one.ahead.years) if one.ahead is not None and "ahead" in line["city"] else []
            assert one.indicator.waves or [y for y in drawn if y not in later] == list(one.years)
            assert all(drawn[y] is None for y in later)
            assert all(drawn[y] == (None if math.isnan(v) else v) for y, v in zip(one.years, stored, strict=True) if y in drawn)
            assert all(y in drawn for y, v in zip(one.years, stored, strict=True) if not math.isnan(v))
        stored = held.cross_section(one.indicator.id, one.year).set_index("region")["value"]
        for row in bars["rows"]:
            assert "skip" in row or row["value"] == stored[row["code"]]


def test_the_middle_city_is_the_same_in_line_strip_and_sentence(held: Store) -> None:
    for shown in held.indicators():
        everyone = make(held, shown, selection.whole(held), None)
        strip = charts.strip(everyone, selection.by_position(held), held.definitions.rule.labels)
        for row, group in zip(strip["rows"], selection.by_position(held), strict=True):
            one = make(held, shown, group, None, everyone.year)
            assert row["median"] == pytest.approx(one.median_in()), (shown.id, group.id)
            assert words.sentence(one).count(row["median_label"]) >= 1


def test_positions_map_shows_every_midsize_city_once(held: Store) -> None:
    spec = charts.map_positions(held, SRC, None, ("GM0355",))
    plain(spec)
    assert set(spec["fill"]) == {c.code for c in held.cities()} == set(spec["tips"])
    assert set(spec["fill"].values()) == {"p1", "p2", "p3"}


def test_lines_of_the_positions_run_over_the_same_years(held: Store) -> None:
    for shown in held.indicators():
        spec = charts.medians({g.position or 0: make(held, shown, g, None) for g in selection.by_position(held)})
        plain(spec)
        assert {len(s["values"]) for s in spec["series"]} == {len(spec["years"])}


def test_a_country_known_in_a_few_years_only_is_not_drawn(held: Store) -> None:
    """The archive has the country's share of 65-plus in eight of thirty-one years, its unemployment in all."""
    for name, drawn in (("share_65_plus", False), ("unemployment_rate", True)):
        view = make(held, held.definitions.indicators[name], selection.whole(held), None)
        assert (charts.with_country(charts.line(view), view).get("reference") is not None) is drawn
