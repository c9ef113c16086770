"""Series on today's municipalities: counts add, means are weighted, a split stays apart, and who never merged is left alone."""

import re
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import checks, definitions, geography, mergers
from etl.derive import apply
from etl.lineage import UNKNOWN, Layout, Lineage, trace
from etl.mergers import Bridged, Quantity, Today
from etl.model import Indicator, Merge, Recipe, Source, Term
from etl.periods import STATUSES
from etl.problems import DefinitionProblem
from etl.values import REASONS, Cells, Grid

YEARS = tuple(range(2000, 2009))
ADD = Merge()
PLAIN = Recipe("sum", (Term(("A",)),))
SHARE = Recipe("share", (Term(("A",)), Term(("B",))), 100.0)
RATE = Recipe("rate", (Term(("A",)), Term(("@people",))), 1000.0)

Figures = dict[tuple[str, int], float]


@dataclass
class History:
    """Municipalities through the years: `began` and `ended` days per code, and a row per dissolved code and successor."""

    began: dict[str, str] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def dissolve(self, code: str, day: str, *successors: str) -> None:
        for successor in successors:
            self.began.setdefault(successor, day)
            self.rows.append((code, day, successor))
        self.ended[code] = day

    @property
    def today(self) -> list[str]:
        return [code for code in self.began if code not in self.ended]

    def alive(self, year: int) -> list[str]:
        return [c for c, day in self.began.items() if day <= f"{year}-01-01" < self.ended.get(c, "9999")]

    @property
    def touched(self) -> set[str]:
        """The codes something happened to."""
        return {code for old, _, new in self.rows for code in (old, new)}

    def heirs(self, code: str) -> set[str]:
        """The municipalities of today in which the land of a code lies."""
        return {code} if code not in self.ended else set().union(*(self.heirs(new) for old, _, new in self.rows if old == code))

    def tables(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        municipalities = pd.DataFrame([(c, self.began[c]) for c in sorted(self.today)], columns=["code", "valid_from"], dtype="str")
        rows = [(old, f"Oud {old}", self.began[old], day, new) for old, day, new in self.rows]
        return municipalities, pd.DataFrame(rows, columns=["old_code", "old_name", "old_from", "date", "new_code"], dtype="str")

    def lineage(self, years: tuple[int, ...] = YEARS) -> Lineage:
        return trace(Grid(("NL01", "PV20", *sorted(self.today)), years), *self.tables())


def cells(lineage: Lineage, figures: Figures, *, room: float = 0.0) -> Cells:
    """Figures per code and year on the wide grid; what is not given is missing. `room` is how far each may be off."""
    value = np.full(lineage.wide.shape, np.nan)
    for (code, year), figure in figures.items():
        value[lineage.wide.regions.index(code), year - lineage.wide.years[0]] = figure
    missing = np.where(np.isnan(value), REASONS.index("unknown"), 0).astype(np.int8)
    return Cells(value, value - room, value + room, np.zeros(value.shape, np.int8), missing)


def of_year(lineage: Lineage) -> Layout:
    return lineage.layout(lineage.grid.years)


def bridged(lineage: Lineage, a: Figures, merge: Merge | None = ADD, weight: Figures | None = None) -> Bridged:
    """One plain measure on today's municipalities."""
    weights = cells(lineage, weight) if weight is not None else None
    return mergers.bridge(PLAIN, {"A": cells(lineage, a)}, {}, of_year(lineage), merge, weights)


def at(found: Bridged, lineage: Lineage, code: str, year: int) -> float:
    return float(found.cells.value[lineage.grid.regions.index(code), year - lineage.grid.years[0]])


def spot(lineage: Lineage, code: str, year: int) -> tuple[int, int]:
    return lineage.grid.regions.index(code), year - lineage.grid.years[0]


@pytest.fixture
def history() -> History:
    """GM0001 never changes; GM0002 takes in GM0012 (2004), which took in GM0022 (2002); GM0003 is made of GM0013 and GM0023 (2005).

    GM0004 is GM0014 under another code, since July 2003; GM0015 is divided over GM0005 and GM0006 (2004).
    """
    h = History({f"GM{n:04d}": "1830-01-01" for n in (1, 2, 12, 22, 13, 23, 14, 15, 5, 6)})
    h.dissolve("GM0022", "2002-01-01", "GM0012")
    h.dissolve("GM0014", "2003-07-01", "GM0004")
    h.dissolve("GM0012", "2004-01-01", "GM0002")
    h.dissolve("GM0015", "2004-01-01", "GM0006", "GM0005")
    h.dissolve("GM0013", "2005-01-01", "GM0003")
    h.dissolve("GM0023", "2005-01-01", "GM0003")
    return h


@pytest.fixture
def figures(history: History) -> Figures:
    """Every code has its number × 10 in its first year, and one more every year."""
    return {(code, y): int(code[2:]) * 10.0 + y - 2000 for y in YEARS for code in history.alive(y)}


class TestParts:
    def test_counts_add(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        found = bridged(lineage, figures)
        assert at(found, lineage, "GM0002", 2002) == (20 + 2) + (120 + 2)
        assert at(found, lineage, "GM0003", 2004) == (130 + 4) + (230 + 4)
        assert at(found, lineage, "GM0003", 2005) == 35
        assert found.merged[spot(lineage, "GM0002", 2003)]
        assert not found.merged[spot(lineage, "GM0002", 2004)]

    def test_means_are_weighted(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        weight = {key: 3.0 if key[0] == "GM0012" else 1.0 for key in figures}
        found = bridged(lineage, figures, Merge("@people"), weight)
        assert at(found, lineage, "GM0002", 2003) == pytest.approx((23 + 3 * 123) / 4)

    def test_a_share_is_weighted_by_its_own_denominator(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        below = {key: 1000.0 + figure for key, figure in figures.items()}
        topics = {"A": cells(lineage, figures), "B": cells(lineage, below)}
        found = mergers.bridge(SHARE, topics, {}, of_year(lineage), ADD, None)
        assert at(found, lineage, "GM0003", 2003) == pytest.approx((133 + 233) / (1133 + 1233) * 100)

    def test_a_change_of_code_needs_no_weight(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        for merge, weight in ((None, None), (ADD, None), (Merge("@people"), {})):
            found = bridged(lineage, figures, merge, weight)
            assert at(found, lineage, "GM0004", 2003) == 143
            assert found.merged[spot(lineage, "GM0004", 2003)]
            assert not np.isnan(at(found, lineage, "GM0004", 2004))

    def test_without_a_rule_nothing_is_put_together(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        found = bridged(lineage, figures, None)
        assert at(found, lineage, "GM0002", 2003) == 23
        assert np.isnan(at(found, lineage, "GM0003", 2004))

    def test_a_missing_part_keeps_the_whole_apart(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        del figures["GM0012", 2003], figures["GM0013", 2004]
        found = bridged(lineage, figures)
        assert at(found, lineage, "GM0002", 2003) == 23
        assert not found.merged[spot(lineage, "GM0002", 2003)]
        assert np.isnan(at(found, lineage, "GM0003", 2004))
        assert at(found, lineage, "GM0002", 2002) == 22 + 122

    def test_a_joiner_that_came_from_nowhere_is_not_guessed(self, history: History, figures: Figures) -> None:
        """GM0042 began in 2004 without a predecessor in the list: what GM0001 lacks before that is not known."""
        history.began["GM0042"] = "2004-01-01"
        history.dissolve("GM0042", "2006-01-01", "GM0001")
        lineage = history.lineage()
        found = bridged(lineage, {**figures, ("GM0042", 2005): 7.0, ("GM0042", 2004): 6.0})
        assert at(found, lineage, "GM0001", 2005) == 15 + 7
        assert at(found, lineage, "GM0001", 2003) == 13
        assert found.lacks[spot(lineage, "GM0001", 2003)] == 1

    def test_a_weightless_mean_is_impossible(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        weights = cells(lineage, dict.fromkeys(figures, 0.0))
        found = mergers.mean(Quantity(cells(lineage, figures), of_year(lineage)), weights)
        assert REASONS[found.missing[spot(lineage, "GM0003", 2004)]] == "impossible"

    def test_the_softest_status_counts(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        given_cells = cells(lineage, figures)
        given_cells.status[lineage.wide.regions.index("GM0012"), 3] = STATUSES.index("provisional")
        found = mergers.bridge(PLAIN, {"A": given_cells}, {}, of_year(lineage), ADD, None)
        assert STATUSES[found.cells.status[spot(lineage, "GM0002", 2003)]] == "provisional"
        assert STATUSES[found.cells.status[spot(lineage, "GM0002", 2002)]] == "final"

    def test_a_code_of_part_of_the_year_beside_its_predecessor_has_no_figure(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        found = bridged(lineage, {**figures, ("GM0004", 2003): 7.0})
        assert REASONS[found.cells.missing[spot(lineage, "GM0004", 2003)]] == "city_did_not_exist"

    def test_a_series_that_cbs_put_on_later_borders_is_kept(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        kept = {key: figure for key, figure in figures.items() if key[0] not in ("GM0013", "GM0023")} | {("GM0003", 2004): 360.0}
        found = bridged(lineage, kept)
        assert at(found, lineage, "GM0003", 2004) == 360
        assert not found.merged[spot(lineage, "GM0003", 2004)]


class TestBorders:
    def test_a_table_on_the_borders_of_one_year(self, history: History, figures: Figures) -> None:
        """Power on the borders of 2004 by homes on those of the year: the same parts of today's municipality, each on its own borders."""
        lineage = history.lineage()
        power = {(code, y): 1000.0 for y in YEARS for code in history.alive(2004)}
        topics = {"A": cells(lineage, power)}
        people = {"people": Quantity(cells(lineage, figures), of_year(lineage))}
        found = mergers.bridge(RATE, topics, people, lineage.layout((2004,) * len(YEARS)), ADD, None)
        assert at(found, lineage, "GM0002", 2003) == pytest.approx(1000 / (23 + 123) * 1000)
        assert at(found, lineage, "GM0003", 2003) == pytest.approx(2000 / (133 + 233) * 1000)
        assert at(found, lineage, "GM0002", 2004) == pytest.approx(1000 / 24 * 1000)

    def test_parts_on_different_borders_never_meet(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        power = {(code, y): 1000.0 for y in YEARS for code in history.alive(2004)}
        people = {"people": Quantity(cells(lineage, figures), of_year(lineage))}
        found = mergers.bridge(RATE, {"A": cells(lineage, power)}, people, lineage.layout((2004,) * len(YEARS)), ADD, None)
        assert REASONS[found.cells.missing[spot(lineage, "GM0005", 2003)]] == "impossible"
        assert at(found, lineage, "GM0005", 2004) == pytest.approx(1000 / 54 * 1000)

    def test_a_series_of_today_is_never_touched(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        found = mergers.bridge(PLAIN, {"A": cells(lineage, figures)}, {}, lineage.layout((None,) * len(YEARS)), None, None)
        own = cells(lineage, figures).value[: len(lineage.grid.regions)]
        np.testing.assert_array_equal(found.cells.value, own)
        assert not found.merged.any()

    def test_strangers_give_later_borders_away(self, history: History) -> None:
        lineage = history.lineage()
        later = cells(lineage, {(code, y): 1.0 for y in YEARS for code in history.today})
        assert mergers.strangers(later, of_year(lineage), lineage.grid) == (2000, 2)
        assert mergers.strangers(later, lineage.layout((2008,) * len(YEARS)), lineage.grid)[1] == 0


SOURCE = Source("T", (), "JJ00", None, None, PLAIN, (), 1.0, 0.0, "", None, ADD, None)


def indicator(*sources: Source) -> Indicator:
    some = next(i for i in definitions.load().indicators.values() if i.adds)
    return replace(some, sources=sources or (SOURCE,))


def joined(lineage: Lineage, *figures: Figures) -> Today:
    """An indicator with a source per set of figures."""
    sources = [replace(SOURCE, table=f"T{n}") for n in range(len(figures))]
    parts = [(source, bridged(lineage, found)) for source, found in zip(sources, figures, strict=True)]
    wide = cells(lineage, {key: value for found in reversed(figures) for key, value in found.items()})
    return mergers.series(indicator(*sources), parts, wide, lineage)


class TestSeries:
    def test_a_split_is_a_break(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        found = joined(lineage, figures)
        for code in ("GM0005", "GM0006"):
            assert not found.merged[lineage.grid.regions.index(code)].any()
            assert found.breaks[spot(lineage, code, 2004)] == "met deel van Oud GM0015"
        assert np.array_equal(found.cells.value[spot(lineage, "GM0005", 2003)], 53.0)

    def test_a_merger_that_is_bridged_is_none(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        found = joined(lineage, figures)
        codes = {lineage.grid.regions[i] for (i, j), label in found.breaks.items() if UNKNOWN not in label}
        assert codes == {"GM0005", "GM0006"}

    def test_the_break_lies_where_the_area_changes(self, history: History, figures: Figures) -> None:
        """Bridged from 2002, when all parts have a figure: the break is then, not at the merger itself."""
        lineage = history.lineage()
        for year in (2000, 2001):
            del figures["GM0012", year]
        found = joined(lineage, figures)
        assert found.breaks[spot(lineage, "GM0002", 2002)] == f"met Oud GM0012; {UNKNOWN}"
        assert spot(lineage, "GM0002", 2004) not in found.breaks

    def test_a_part_that_goes_missing_again_is_a_break_too(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        del figures["GM0012", 2003]
        found = joined(lineage, figures)
        assert found.breaks[spot(lineage, "GM0002", 2003)] == "zonder Oud GM0012"
        assert found.breaks[spot(lineage, "GM0002", 2004)] == "met Oud GM0012"

    def test_before_the_list_begins_nothing_is_known(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        found = joined(lineage, figures)
        assert not found.merged[:, :2].any()
        assert found.breaks[spot(lineage, "GM0001", 2002)] == UNKNOWN
        np.testing.assert_array_equal(found.cells.value[lineage.grid.regions.index("GM0001")], [figures["GM0001", y] for y in YEARS])

    def test_a_later_source_that_has_all_parts_goes_first(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        partial = {key: figure for key, figure in figures.items() if key[0] != "GM0012"}
        found = joined(lineage, partial, figures)
        assert found.cells.value[spot(lineage, "GM0002", 2003)] == 23 + 123
        assert found.source[spot(lineage, "GM0002", 2003)] == 1
        assert found.source[spot(lineage, "GM0001", 2003)] == 0

    def test_the_report_adds_up(self, history: History, figures: Figures) -> None:
        lineage = history.lineage()
        report = mergers.report({"a": joined(lineage, figures)}, lineage)
        assert report["combined"]["a"]["rules"] == ["add"]
        # GM0002 in 2002–2003, GM0003 in 2002–2004, GM0004 in 2002–2003.
        assert (report["combined"]["a"]["cells"], report["combined"]["a"]["regions"]) == (7, 3)
        sums = report["sums"]["a"]["2003"]
        assert sums == {"published": sums["today"] + 153, "today": sums["published"] - 153, "left_out": 153}
        assert report["breaks"] == {c: {"2004: met deel van Oud GM0015": 1} for c in ("GM0005", "GM0006")}
        assert "7 figures of 1 indicators" in mergers.sentence(report)


# ---- properties, over histories of merging, renaming and dividing


@st.composite
def histories(draw: st.DrawFn, divide: bool = True) -> History:
    """A handful of municipalities to which something happens in some years, on 1 January."""
    h = History({f"GM{n:04d}": "1830-01-01" for n in range(1, draw(st.integers(4, 8)) + 1)})
    fresh = iter(range(100, 200))
    for year in YEARS[1:]:
        kinds = ["nothing", "into", "new", "renamed", *(["divided"] if divide else [])]
        kind = draw(st.sampled_from(kinds))
        alive = [c for c in h.today if h.began[c] < f"{year}-01-01"]
        if kind == "nothing" or len(alive) < 4:
            continue
        day = f"{year}-01-01"
        chosen = draw(st.permutations(alive))[:3]
        if kind == "into":
            h.dissolve(chosen[0], day, chosen[1])
        elif kind == "new":
            new = f"GM{next(fresh):04d}"
            for code in chosen[: draw(st.integers(2, 3))]:
                h.dissolve(code, day, new)
        elif kind == "renamed":
            h.dissolve(chosen[0], day, f"GM{next(fresh):04d}")
        else:
            h.dissolve(chosen[0], day, chosen[1], chosen[2])
    return h


@st.composite
def worlds(draw: st.DrawFn, divide: bool = True, gaps: bool = True, lowest: int = 0) -> tuple[History, Figures, Figures]:
    """A history with a figure and a weight for every code in every year that it existed, some of them missing."""
    h = draw(histories(divide))
    keys = [(code, y) for y in YEARS for code in h.alive(y)]
    a = draw(st.lists(st.integers(lowest, 10**6), min_size=len(keys), max_size=len(keys)))
    b = draw(st.lists(st.integers(1, 10**6), min_size=len(keys), max_size=len(keys)))
    gone = draw(st.sets(st.sampled_from(keys), max_size=4)) if gaps else set()
    return h, {k: float(v) for k, v in zip(keys, a, strict=True) if k not in gone}, {k: float(v) for k, v in zip(keys, b, strict=True)}


# A world is a dozen arrays: the time it takes says more about the machine than about the code.
usual = settings(deadline=None, max_examples=50)


def since(h: History) -> int:
    return int(min((day for _, day, _ in h.rows), default="1000")[:4])


@usual
@given(worlds())
def test_totals_are_conserved(world: tuple[History, Figures, Figures]) -> None:
    h, figures, _ = world
    lineage = h.lineage()
    found = joined(lineage, figures)
    assert checks.conserved(found) == []
    totals = mergers.balance(found, lineage)
    for j, year in enumerate(YEARS):
        assert totals.published[j] == sum(v for (_, y), v in figures.items() if y == year)
        assert totals.today[j] + totals.left_out[j] == totals.published[j]
        assert totals.today[j] == np.nansum(found.cells.value[:, j])


@usual
@given(worlds(divide=False, gaps=False))
def test_without_splits_or_gaps_everything_has_a_place(world: tuple[History, Figures, Figures]) -> None:
    h, figures, _ = world
    lineage = h.lineage()
    totals = mergers.balance(joined(lineage, figures), lineage)
    for j, year in enumerate(YEARS):
        if year >= since(h):
            assert totals.left_out[j] == 0
            assert totals.today[j] == sum(v for (_, y), v in figures.items() if y == year)


@usual
@given(worlds())
def test_a_city_that_never_merged_is_untouched_bit_by_bit(world: tuple[History, Figures, Figures]) -> None:
    h, figures, weights = world
    lineage = h.lineage()
    topics = {"A": cells(lineage, figures, room=0.1), "B": cells(lineage, weights, room=0.3)}
    rows = [i for i, code in enumerate(lineage.grid.regions) if code not in h.touched]
    for recipe, merge in ((PLAIN, ADD), (SHARE, ADD), (SHARE, Merge("W"))):
        found = mergers.bridge(recipe, topics, {}, of_year(lineage), merge, cells(lineage, weights))
        plain = apply(recipe, topics, {})
        for end in ("value", "low", "high", "status", "missing"):
            assert getattr(found.cells, end)[rows].tobytes() == getattr(plain, end)[rows].tobytes()
        assert not found.merged[rows].any()


@usual
@given(worlds())
def test_a_mean_lies_between_its_parts(world: tuple[History, Figures, Figures]) -> None:
    h, figures, weights = world
    lineage = h.lineage()
    found = bridged(lineage, figures, Merge("W"), weights)
    for i, j in np.argwhere(found.merged).tolist():
        parts = [figures[c, YEARS[j]] for c in h.alive(YEARS[j]) if h.heirs(c) == {lineage.grid.regions[i]}]
        assert min(parts) <= found.cells.value[i, j] <= max(parts)
        assert found.cells.low[i, j] <= found.cells.value[i, j] <= found.cells.high[i, j]


@usual
@given(worlds(gaps=False, lowest=1), st.randoms(use_true_random=False))
def test_the_interval_holds_whatever_the_rounding_hides(world: tuple[History, Figures, Figures], random: Random) -> None:
    """Figures rounded to 2 and weights rounded to 10: the mean of what they may have been lies within the interval."""
    h, figures, weights = world
    lineage = h.lineage()
    rounded = {k: 10.0 + 10.0 * (v // 10) for k, v in weights.items()}
    source = cells(lineage, figures, room=1.0)
    found = mergers.bridge(PLAIN, {"A": source}, {}, of_year(lineage), Merge("W"), cells(lineage, rounded, room=5.0))
    shift = random.uniform
    true = {k: (v + shift(-1, 1), rounded[k] + shift(-5, 5)) for k, v in figures.items()}
    for i, j in np.argwhere(found.merged).tolist():
        parts = [true[c, YEARS[j]] for c in h.alive(YEARS[j]) if h.heirs(c) == {lineage.grid.regions[i]}]
        mean = sum(x * w for x, w in parts) / sum(w for _, w in parts)
        assert found.cells.low[i, j] - 1e-6 <= mean <= found.cells.high[i, j] + 1e-6


@usual
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(world: tuple[History, Figures, Figures], random: Random) -> None:
    h, figures, weights = world
    municipalities, rows = h.tables()
    seed = random.randrange(1000)
    mixed = [t.sample(frac=1, random_state=seed).reset_index(drop=True) for t in (municipalities, rows)]
    one, two = h.lineage(), trace(h.lineage().grid, *mixed)
    for merge, weight in ((ADD, None), (Merge("W"), weights)):
        a, b = bridged(one, figures, merge, weight), bridged(two, figures, merge, weight)
        assert a.cells.value.tobytes() == b.cells.value.tobytes()
        assert a.merged.tobytes() == b.merged.tobytes()
        assert mergers.series(indicator(), [(SOURCE, a)], cells(one, figures), one).breaks == (
            mergers.series(indicator(), [(SOURCE, b)], cells(two, figures), two).breaks
        )


@usual
@given(worlds())
def test_a_part_of_a_split_is_never_combined(world: tuple[History, Figures, Figures]) -> None:
    h, figures, weights = world
    lineage = h.lineage()
    for found in (bridged(lineage, figures), bridged(lineage, figures, Merge("W"), weights)):
        for i, j in np.argwhere(found.merged).tolist():
            region, year = lineage.grid.regions[i], YEARS[j]
            assert not [c for c in h.alive(year) if region in h.heirs(c) and len(h.heirs(c)) > 1]


@usual
@given(worlds())
def test_a_change_of_area_that_is_not_bridged_is_marked(world: tuple[History, Figures, Figures]) -> None:
    """Between two figures of a code, something joined it: either the first is put on today's area, or there is a break."""
    h, figures, _ = world
    lineage = h.lineage()
    found = joined(lineage, figures)
    for old, day, new in h.rows:
        if new not in h.today or h.began[new] >= day:
            continue
        i = lineage.grid.regions.index(new)
        held = np.flatnonzero(found.cells.missing[i] == 0)
        before, after = held[held < int(day[:4]) - 2000], held[held >= int(day[:4]) - 2000]
        if len(before) and len(after) and not found.merged[i, before[-1]]:
            assert f"Oud {old}" in found.breaks[i, int(after[0])] or "andere" in found.breaks[i, int(after[0])]


# ---- the project's own files


@pytest.fixture(scope="module")
def dutch() -> Lineage:
    places = geography.load()
    return trace(Grid(("NL01", *places.municipalities["code"]), tuple(range(1994, 2027))), places.municipalities, places.mergers)


def parts(lineage: Lineage, code: str, year: int) -> set[str] | None:
    """The codes a municipality consisted of, or None where they are not known to cover it."""
    layout = of_year(lineage)
    i, j = spot(lineage, code, year)
    if not layout.known[i, j]:
        return None
    if layout.count[i, j] == 1:
        return {lineage.wide.regions[layout.first[i, j]]}
    return {lineage.wide.regions[c] for c in layout.code[layout.cell == i * len(lineage.grid.years) + j]}


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        ("GM1980", 2021, {"GM0398", "GM0416"}),  # Dijk en Waard
        ("GM1980", 2022, {"GM1980"}),
        ("GM1992", 2022, {"GM0501", "GM0530", "GM0614"}),  # Voorne aan Zee
        ("GM0014", 2018, {"GM0014", "GM0009", "GM0017"}),  # Groningen
        ("GM0014", 2019, {"GM0014"}),
        ("GM1959", 2018, {"GM0738", "GM0870", "GM0874"}),  # Altena
        ("GM0439", 2021, {"GM0439", "GM0370"}),  # Purmerend
        ("GM0363", 2022, {"GM0363", "GM0457"}),  # Amsterdam: Weesp joined in March
        ("GM0363", 2023, {"GM0363"}),
        ("GM1948", 2016, {"GM0844", "GM0846", "GM0860"}),  # Meierijstad
        ("GM1963", 2018, {"GM0584", "GM0585", "GM0588", "GM0611", "GM0617"}),  # Hoeksche Waard
        ("GM1963", 2006, {"GM0517", "GM0584", "GM0585", "GM0588", "GM0611", "GM0617"}),  # with 's-Gravendeel
        ("GM0855", 2020, None),  # Tilburg, before it took in part of Haaren
        ("GM0855", 2021, {"GM0855"}),
        ("GM0080", 2017, None),  # Leeuwarden, before part of Littenseradiel
        ("GM1966", 2018, None),  # Het Hogeland: part of Winsum went elsewhere
        ("GM0014", 1994, None),  # before the list begins
        ("GM0355", 1995, {"GM0355"}),  # Zeist
    ],
)
def test_known_cases(dutch: Lineage, code: str, year: int, expected: set[str] | None) -> None:
    assert parts(dutch, code, year) == expected


def test_no_code_is_used_twice(dutch: Lineage) -> None:
    layout = of_year(dutch)
    pairs = list(zip(layout.code.tolist(), layout.year.tolist(), strict=True))
    single = np.argwhere(layout.known & (layout.count == 1)).tolist()
    pairs += [(int(layout.first[i, j]), j) for i, j in single]
    assert len(pairs) == len(set(pairs))


def test_a_successor_nobody_knows_is_refused(history: History) -> None:
    municipalities, rows = history.tables()
    rows.loc[0, "new_code"] = "GM0099"
    with pytest.raises(DefinitionProblem, match="GM0022 went to GM0099"):
        trace(history.lineage().grid, municipalities, rows)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("dwellings", 'merge      = "add"', 'merge = "sum"', "'sum' is no known merge"),
        ("dwellings", 'merge      = "add"', "merge = { weight = 3 }", "must be text"),
        ("dwellings", 'merge      = "add"', 'merge = { weight = "@inhabitant" }', "Did you mean 'inhabitants'?"),
        ("dwellings", 'merge      = "add"', 'merge = { weight = "@share_80_plus" }', "to be a count"),
        ("gas_per_home", "@dwellings", "@electricity_per_home", "to be a count"),
        ("gas_per_home", "@dwellings", "Woningen_1", "without its number"),
        ("gas_per_home", "@dwellings", "GemiddeldAardgasverbruik", "cannot weigh itself"),
        ("gas_per_home", '"@dwellings"', '"@dwellings", rounds_to = 5', "brings its own"),
        ("gas_per_home", '"@dwellings"', '"@dwellings", room = 5', "key 'room' is not known"),
        ("gas_per_home", 'borders    = "of_year"', 'borders    = "current"', "this series comes on today's borders"),
        ("jobs_rate", '"add"', '{ weight = "Banen" }', "cannot be divided by a count"),
        ("solar_per_home", "borders_of = 2019", 'borders_of = "2019"', "a whole number"),
    ],
)
def test_a_mistake_in_a_rule_stops_the_build(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    folder = tmp_path / "definitions"
    shutil.copytree(definitions.DEFINITIONS, folder)
    path = next(p for p in (folder / "indicators").glob("*.toml") if f"[{name}]\n" in p.read_text(encoding="utf-8"))
    text = path.read_text(encoding="utf-8")
    start = text.index(f"[{name}]\n")
    assert old in text[start:], "bring the test up to date"
    path.write_text(text[:start] + text[start:].replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionProblem, match=re.escape(said)):
        definitions.load(folder)


class TestRuleAgainstFigures:
    """A mean that is added and a count that is weighted would both look like figures; the country's own figure gives them away."""

    grid = Grid(("NL01", *(f"GM{n:04d}" for n in range(1, 61))), (2020,))

    def topic(self, country: float, municipal: float) -> dict[str, Cells]:
        value = np.array([[country]] + [[municipal + n / 100] for n in range(60)])
        return {"A": Cells(value, value, value, np.zeros((61, 1), np.int8), np.zeros((61, 1), np.int8))}

    @pytest.mark.parametrize(
        ("merge", "country", "municipal", "said"),
        [
            (ADD, 617.7, 10.0, None),
            (ADD, 10.3, 10.0, "no count to add"),
            (Merge("W"), 10.3, 10.0, None),
            (Merge("W"), 617.7, 10.0, "no mean or share"),
            (None, 617.7, 617.0, None),
        ],
    )
    def test_it_is_told(self, merge: Merge | None, country: float, municipal: float, said: str | None) -> None:
        wrong = checks.merging(replace(SOURCE, merge=merge), self.topic(country, municipal), self.grid)
        assert wrong == [] if said is None else said in wrong[0]
