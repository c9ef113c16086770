"""Continuations: one assumption each, within bounds, never from too little; and how far off they were."""

from typing import Any

import numpy as np
import pytest

from etl import scenarios
from etl.panel import Panel
from etl.periods import STATUSES
from etl.scenarios import Given, backtest, outlook

YEARS = tuple(range(2010, 2026))


def figures(rows: list[list[float]], **changes: Any) -> Given:
    values = np.array(rows)
    plain: dict[str, Any] = {
        "codes": tuple(f"GM{i:04d}" for i in range(len(rows))),
        "years": YEARS[: values.shape[1]],
        "values": values,
        "width": np.zeros(values.shape),
        "breaks": tuple(() for _ in rows),
        "bounds": (None, None),
        "uncertain_above": None,
    }
    return Given(**{**plain, **changes})


def rising(start: float, step: float, n: int = 16) -> list[float]:
    return [start + step * i for i in range(n)]


SIX = [rising(10.0, 1.0), *(rising(20.0, 0.5) for _ in range(5))]


def test_my_own_pace_starts_at_the_last_figure_and_goes_on() -> None:
    own, middle = outlook(figures(SIX)).lines
    assert (own.kind, own.years[0], own.years[-1]) == ("own", 2025, 2035)
    assert own.values[0] == 25.0
    assert own.values[-1] == pytest.approx(35.0)
    assert (middle.kind, middle.cities) == ("middle", 6)
    assert middle.values[-1] == pytest.approx(30.0)


def test_the_pace_of_the_middle_city_has_no_interval_and_needs_five_cities() -> None:
    assert np.isnan(outlook(figures(SIX)).lines[1].low).all()
    assert [line.kind for line in outlook(figures(SIX[:4])).lines] == ["own"]


def test_bounds_stop_a_line() -> None:
    own = outlook(figures([rising(80.0, 1.0), *SIX[1:]], bounds=(0.0, 100.0))).lines[0]
    assert own.values[-1] == 100.0
    assert own.held
    assert own.high.max() <= 100.0
    assert not outlook(figures(SIX, bounds=(0.0, 100.0))).lines[0].held


@pytest.mark.parametrize(
    ("mine", "changes", "why"),
    [
        ([np.nan] * 16, {}, scenarios.NO_FIGURE),
        ([np.nan] * 9 + rising(1.0, 1.0, 7), {}, scenarios.TOO_FEW),
        (rising(1.0, 1.0), {"breaks": ((2019,), *(() for _ in range(5)))}, scenarios.TOO_FEW),
        (rising(1.0, 1.0), {"width": np.full((6, 16), 9.0), "uncertain_above": 1.0}, scenarios.COARSE),
        (rising(1.0, 1.0, 9) + [np.nan] * 7, {}, scenarios.TOO_OLD),
    ],
)
def test_without_enough_to_go_by_there_is_no_line_but_a_reason(mine: list[float], changes: dict[str, Any], why: str) -> None:
    found = outlook(figures([mine, *SIX[1:]], **changes))
    assert (found.lines, found.refused) == ((), why)


def test_the_back_test_makes_the_line_of_then_and_reads_the_figure_of_now() -> None:
    # Straight lines go on as they did: no error; “nothing changes” is off by what came.
    record = backtest(figures(SIX))
    assert record is not None
    assert (record.origin, record.until, record.cities) == (2017, 2025, 6)
    assert (record.own, record.covered) == (pytest.approx(0.0), 1.0)
    assert record.still == pytest.approx(4.0)
    assert record.mine == pytest.approx(0.0)


def test_the_back_test_knows_nothing_of_what_came_after() -> None:
    bent = [rising(10.0, 1.0, 8) + rising(17.0, -1.0, 8) for _ in range(6)]
    record = backtest(figures(bent))
    assert record is not None
    assert record.own == pytest.approx(15.0)
    assert record.covered == 0.0
    assert record.mine == pytest.approx(15.0)


def test_the_back_test_leaves_out_cities_with_a_break_and_needs_five() -> None:
    cut = ((2020,), *(() for _ in range(5)))
    record = backtest(figures(SIX, breaks=cut))
    assert record is not None
    assert (record.cities, record.mine) == (5, None)
    assert backtest(figures(SIX[:4])) is None
    assert backtest(figures([row[:9] for row in SIX])) is None


def foretold() -> Panel:
    """A forecast for one region over 2020–2040: a thousand more every year, rounded to a hundred."""
    years = tuple(range(2020, 2041))
    value = np.array([[1000.0 * n for n in range(len(years))]])
    none = np.zeros(value.shape, np.int8)
    status = np.full(value.shape, STATUSES.index("forecast"), np.int8)
    return Panel(("GM0001",), years, value, value - 50, value + 50, status, none, none, ("t",), none, ("",))


def test_a_forecast_becomes_a_line_of_its_own_after_the_last_figure() -> None:
    line = scenarios.official(foretold(), 2025)
    assert line is not None
    assert (line.kind, line.years, line.pace) == ("official", tuple(range(2026, 2036)), None)
    assert line.values.tolist() == [1000.0 * (y - 2020) for y in line.years]
    assert np.isnan(line.low).all(), "rounding is no margin"
    assert [one.kind for one in outlook(figures(SIX), line).lines] == ["own", "middle", "official"]
    own = scenarios.official(foretold(), 2025, interval=True)
    assert own is not None
    assert (own.high - own.low).tolist() == [100.0] * 10


def test_nothing_is_expected_after_the_end_of_a_forecast() -> None:
    assert scenarios.official(foretold(), 2040) is None


def test_the_forecast_of_the_snapshot_is_passed_on_unchanged() -> None:
    from etl import store

    held = store.open()
    forecast = held.forecast("inhabitants")
    assert forecast is not None
    line = scenarios.official(held.foretold(forecast.id, ["GM0828"]), 2026)
    assert line is not None
    assert line.values[-1] == held.foretold(forecast.id, ["GM0828"]).value[0, 2035 - 2023]
