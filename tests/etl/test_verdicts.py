"""The verdicts of the embedded snapshot, recomputed from recorded CBS rows by other code than the product's."""

import json
import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from etl import snapshot, store, verdicts

RECORDED = Path(__file__).resolve().parents[1] / "recorded"
CITIES = ("GM0355", "GM0345", "GM0294", "GM0505", "GM0228")

# Trend, test, table, slice, the measures that are added up, the one they are divided by, first year.
CASES = [
    (
        "ageing",
        "share_under_20",
        "70072ned",
        {},
        ("JongerDan5Jaar_13", "k_5Tot10Jaar_14", "k_10Tot15Jaar_15", "k_15Tot20Jaar_16"),
        None,
        1995,
    ),
    ("ageing", "share_80_plus", "70072ned", {}, ("k_80JaarOfOuder_21",), None, 1995),
    ("knowledge", "highly_educated_share", "85525NED", {"Leeftijd": "15 tot 75 jaar"}, ("k_3HboWo_4",), None, 2013),
    (
        "housing_act",
        "corporation_share",
        "82900NED",
        {"StatusVanBewoning": "Totaal"},
        ("EigendomWoningcorporatie_4",),
        "TotaleWoningvoorraad_1",
        2012,
    ),
    (
        "flexible_living",
        "other_rent_share",
        "82900NED",
        {"StatusVanBewoning": "Totaal"},
        ("EigendomOverigeVerhuurders_5",),
        "TotaleWoningvoorraad_1",
        2012,
    ),
    ("energy", "gas_per_home", "81528NED", {"Woningkenmerken": "Totaal woningen"}, ("GemiddeldAardgasverbruik_1",), None, 2010),
]
EXPECT = {
    "share_under_20": -1,
    "share_80_plus": 1,
    "highly_educated_share": 1,
    "corporation_share": -1,
    "other_rent_share": 1,
    "gas_per_home": -1,
}


@cache
def lists(table: str) -> dict[str, list[dict[str, object]]]:
    return json.loads((RECORDED / f"{table}.json").read_text(encoding="utf-8"))["lists"]  # type: ignore[no-any-return]


def raw_series(
    table: str, where: dict[str, str], above: tuple[str, ...], below: str | None, city: str, first: int
) -> list[tuple[int, float]]:
    """The figures of one city straight from the wire: year and value, missing ones left out."""
    keys = {d: next(i["Key"] for i in lists(table)[d] if str(i["Title"]).strip() == title) for d, title in where.items()}
    out = []
    for row in lists(table)["TypedDataSet"]:
        period = str(row["Perioden"])
        if str(row["RegioS"]).strip() != city or not period.endswith("JJ00") or any(row[d] != k for d, k in keys.items()):
            continue
        parts = [row[a] for a in above] + ([row[below]] if below else [])
        if int(period[:4]) >= first and all(p is not None for p in parts):
            total = sum(float(p) for p in parts[: len(above)])  # type: ignore[arg-type]
            out.append((int(period[:4]), total / float(parts[-1]) * 100 if below else total))  # type: ignore[arg-type]
    return sorted(out)


def by_hand(points: list[tuple[int, float]]) -> tuple[float, float]:
    """Theil–Sen slope and Mann–Kendall p (normal approximation with ties), written out."""
    slopes = sorted((b - a) / (y2 - y1) for i, (y1, a) in enumerate(points) for y2, b in points[i + 1 :])
    middle = len(slopes) // 2
    slope = slopes[middle] if len(slopes) % 2 else (slopes[middle - 1] + slopes[middle]) / 2
    values = [round(v, 9) for _, v in points]
    n = len(values)
    s = sum((b > a) - (b < a) for i, a in enumerate(values) for b in values[i + 1 :])
    ties = [values.count(v) for v in set(values)]
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    z = 0.0 if s == 0 else (s - math.copysign(1, s)) / math.sqrt(variance)
    return slope, math.erfc(abs(z) / math.sqrt(2))


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize(("trend", "test", "table", "where", "above", "below", "first"), CASES, ids=[f"{c[0]}-{c[1]}" for c in CASES])
def test_a_verdict_agrees_with_the_raw_rows(
    city: str, trend: str, test: str, table: str, where: dict[str, str], above: tuple[str, ...], below: str | None, first: int
) -> None:
    points = raw_series(table, where, above, below, city, first)
    slope, p = by_hand(points)
    stored = next(v for v in store.open().verdicts(trend, city) if v.test == test)
    assert (stored.n, stored.first, stored.last) == (len(points), points[0][0], points[-1][0])
    assert stored.slope == pytest.approx(slope, abs=2e-3)
    if p < 0.03 and slope != 0:
        assert stored.verdict == ("follows" if slope * EXPECT[test] > 0 else "departs")
    elif p > 0.08:
        assert stored.verdict == "mixed"


def test_every_trend_has_a_verdict_or_none_for_every_subject() -> None:
    held = store.open()
    subjects = [*(c.code for c in held.cities()), "position-1", "position-2", "position-3", "midsize", "NL01"]
    for trend in held.definitions.trends.values():
        for subject in subjects:
            rows = held.verdicts(trend.id, subject)
            assert rows, (trend.id, subject)
            assert rows[0].test == ""
            assert {r.verdict for r in rows} <= {"follows", "departs", "mixed", "no_data"}


def test_a_city_whose_figure_is_too_coarse_gets_no_verdict() -> None:
    # Winterswijk: 3 thousand self-employed of 15 thousand workers, each rounded to a thousand.
    rows = {v.test: v for v in store.open().verdicts("self_employed", "GM0294")}
    assert (rows["self_employed_share"].verdict, rows["self_employed_share"].evidence) == ("no_data", "uncertain")
    assert rows[""].verdict == "no_data"


def test_breaks_of_a_series_in_the_rows_change_no_verdict() -> None:
    """Rows name both kinds of break; only a change of the area settles a series, for the definition tells the other itself."""
    held = store.open()
    parquet = snapshot.usable()[0]
    positions = parquet.table("positions").to_pandas()
    names = ["commuting_distance", "inhabitants"]
    told = held.whole()
    told = told[told["indicator"].isin(names)]
    made = verdicts.world(told, positions, held.definitions)
    areas = told.assign(**{"break": told["break"].where(told["break"] != "andere telling", None)})
    assert told["break"].notna().sum() > areas["break"].notna().sum() > 0
    plain = verdicts.world(areas, positions, held.definitions)
    for name in names:
        np.testing.assert_array_equal(made.figures[name].settled, plain.figures[name].settled)
