"""The three positions: the rule says what it means, and nothing else decides."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.definitions import load
from etl.typology import KEYS, Inputs, Thresholds, centres, classify, explain, inputs, larger, partners, reach, shares

LIMITS = load().rule.limits


@st.composite
def maps(draw: Any, most: int = 8) -> Inputs:
    """Some municipalities on a map of 60 by 60 km, with commuters between them."""
    n = draw(st.integers(1, most))
    core = np.array(draw(st.lists(st.integers(5_000, 400_000), min_size=n, max_size=n)), np.float64)
    x, y = (np.array(draw(st.lists(st.integers(0, 60_000), min_size=n, max_size=n)), np.float64) for _ in range(2))
    flow = np.array(draw(st.lists(st.lists(st.integers(0, 1000), min_size=n, max_size=n), min_size=n, max_size=n)), np.float64)
    total = flow.sum(axis=1)
    divisor = np.where(total > 0, total, 1)
    share = flow / divisor[:, None]
    return made(core, np.column_stack([x, y]), share, flow.sum(axis=0) / divisor)


def made(core: Any, points: Any, share: Any, draw: Any) -> Inputs:
    """Inputs in which everyone is judged."""
    n = len(core)
    points = np.asarray(points, np.float64)
    km = np.hypot(points[:, None, 0] - points[:, 0], points[:, None, 1] - points[:, 1]) / 1000
    share = np.asarray(share, np.float64)
    own = share.diagonal().copy()
    codes = tuple(f"GM{i:04d}" for i in range(n))
    return Inputs(codes, np.arange(n), points, np.asarray(core, np.float64), np.asarray(draw, np.float64), own, km, share, share.T)


def shuffled(place: Inputs, order: list[int]) -> Inputs:
    """The same map with its rows in another order."""
    both = np.ix_(order, order)
    return Inputs(
        tuple(place.codes[i] for i in order),
        np.arange(len(order)),
        place.points[order],
        place.core[order],
        place.draw[order],
        place.own[order],
        place.km[both],
        place.share[both],
        place.back[both],
    )


@given(maps().flatmap(lambda m: st.tuples(st.just(m), st.permutations(list(range(len(m.codes)))))))
def test_the_order_of_rows_does_not_count(case: tuple[Inputs, list[int]]) -> None:
    place, order = case
    mixed = shuffled(place, order)
    assert dict(zip(place.codes, classify(place, LIMITS), strict=True)) == dict(zip(mixed.codes, classify(mixed, LIMITS), strict=True))


@given(maps().flatmap(lambda m: st.tuples(st.just(m), st.permutations(list(range(len(m.codes)))))))
def test_judging_some_gives_them_the_same(case: tuple[Inputs, list[int]]) -> None:
    """The others stay on the map: who is judged beside a city changes nothing for it."""
    place, order = case
    few = tuple(place.codes[i] for i in order[:2])
    everyone = explain(place, LIMITS).set_index("region").loc[list(few)].reset_index()
    pd.testing.assert_frame_equal(explain(place.only(few), LIMITS), everyone)


@given(maps())
def test_every_city_has_one_of_three_positions(place: Inputs) -> None:
    assert set(classify(place, LIMITS)) <= {1, 2, 3}


# Which way a higher threshold moves the set: -1 fewer pairs, 1 more, 0 no difference.
LARGER = dict(zip(KEYS, (-1, -1, -1, -1, 1, 0, 0, 0, 0), strict=True))
PARTNERS = dict(zip(KEYS, (0, 1, 0, 0, 0, -1, 1, -1, -1), strict=True))


@pytest.mark.parametrize("key", KEYS)
@given(place=maps(), factor=st.floats(1.01, 3))
def test_moving_a_threshold_moves_the_sets_one_way(place: Inputs, key: str, factor: float) -> None:
    higher = LIMITS.moved(key, getattr(LIMITS, key) * factor)
    for sets, ways in ((larger, LARGER), (partners, PARTNERS)):
        before, after = sets(place, LIMITS), sets(place, higher)
        if ways[key] <= 0:
            assert not (after & ~before).any()
        if ways[key] >= 0:
            assert not (before & ~after).any()


@given(maps(), st.floats(1.01, 3))
def test_a_stricter_rule_makes_positions_rarer(place: Inputs, factor: float) -> None:
    official = classify(place, LIMITS)
    for key, way in LARGER.items():
        if way and key != "comparable":
            stricter = classify(place, LIMITS.moved(key, getattr(LIMITS, key) * factor**-way))
            assert not ((stricter == 1) & (official != 1)).any(), key
    for key, way in PARTNERS.items():
        if way and key != "comparable":
            stricter = classify(place, LIMITS.moved(key, getattr(LIMITS, key) * factor**-way))
            assert not ((official == 3) & (stricter != 3)).any(), key


@given(maps(most=1))
def test_a_city_alone_on_the_map_is_a_centre(place: Inputs) -> None:
    assert classify(place, LIMITS).tolist() == [3]
    told = explain(place, LIMITS).iloc[0]
    assert told["rule_position"] == 3
    assert (told["larger_cities"], told["partner_cities"]) == (0, 0)
    for name in ("larger_city", "larger_km", "larger_share", "larger_core", "partner_city", "partner_km", "partner_core", "partner_back"):
        assert pd.isna(told[name]), name


@given(maps())
def test_the_numbers_explain_the_position(place: Inputs) -> None:
    """Whoever reads the numbers and the thresholds comes to the same position."""
    told = explain(place, LIMITS)
    assert told["rule_position"].tolist() == classify(place, LIMITS).tolist()
    bond = (told["larger_share"] >= LIMITS.commuting_share) | (
        (told["larger_share"] >= LIMITS.near_commuting_share) & (told["larger_km"] <= LIMITS.near_km)
    )
    much = told["larger_core"] / told["core_inhabitants"] > LIMITS.comparable
    near = bond & much & (told["larger_core"] >= LIMITS.larger_core)
    assert near.tolist() == (told["rule_position"] == 1).tolist()
    ratio = told["partner_core"] / told["core_inhabitants"]
    partner = (
        (np.maximum(ratio, 1 / ratio) <= LIMITS.comparable)
        & (told["partner_km"] <= told["partner_reach_km"])
        & (np.minimum(told["partner_share"], told["partner_back"]) >= LIMITS.bond_share)
        & (told["partner_draw"] >= LIMITS.draw)
    )
    assert (told["partner_cities"] > 0).tolist() == partner.tolist()
    assert partner[told["rule_position"] == 2].all()
    assert not partner[told["rule_position"] == 3].any()
    assert (told["partner_city"] != told["region"]).all()
    assert (told["larger_city"] != told["region"]).all()


BASE = {"ratio": 1.0, "km": 10.0, "there": 0.1, "back": 0.1, "draw": 1.0, "core": 50_000.0}


def position(**other: float) -> int:
    """The position of a city beside another: `ratio` its size, `km` away, with shares of workers going there and back."""
    case = {**BASE, **other}
    share = [[1 - case["there"], case["there"]], [case["back"], 1 - case["back"]]]
    place = made([case["core"], case["core"] * case["ratio"]], [[0, 0], [case["km"] * 1000, 0]], share, [1.0, case["draw"]])
    return int(classify(place, LIMITS)[0])


EXPECTED = Thresholds(50_000, 2.5, 0.15, 0.08, 12, 8_000, 27.5, 0.02, 0.75)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({"ratio": 2.6, "km": 30, "there": 0.15}, 1),
        ({"ratio": 2.6, "km": 30, "there": 0.1499}, 3),
        ({"ratio": 2.5, "km": 30, "there": 0.15}, 3),
        ({"ratio": 2.5, "core": 20_000, "km": 8, "there": 0.15}, 2),
        ({"ratio": 2.6, "core": 19_300, "km": 30, "there": 0.15}, 1),
        ({"ratio": 2.6, "core": 19_200, "km": 30, "there": 0.15}, 3),
        ({"ratio": 2.6, "km": 12, "there": 0.08}, 1),
        ({"ratio": 2.6, "km": 12.01, "there": 0.08}, 3),
        ({"ratio": 2.6, "km": 12, "there": 0.0799}, 3),
        ({"km": 12.5}, 2),
        ({"km": 12.51}, 3),
        ({"core": 200_000, "km": 27.5}, 2),
        ({"core": 200_000, "km": 27.51}, 3),
        ({"ratio": 0.4, "km": 8}, 2),
        ({"ratio": 0.399, "km": 8}, 3),
        ({"there": 0.02, "back": 0.02}, 2),
        ({"there": 0.0199}, 3),
        ({"back": 0.0199}, 3),
        ({"draw": 0.75}, 2),
        ({"draw": 0.7499}, 3),
    ],
)
def test_at_the_thresholds(case: dict[str, float], expected: int) -> None:
    assert LIMITS == EXPECTED, "positions.toml changed; bring this table up to date"
    assert position(**case) == expected


def test_the_larger_city_that_is_named_is_the_one_that_counts() -> None:
    """B is further away and draws more, but not enough for its distance; A next door decides, so A is named."""
    share = [[0.78, 0.09, 0.13], [0, 1, 0], [0, 0, 1.0]]
    told = explain(made([50_000, 130_000, 200_000], [[0, 0], [10_000, 0], [0, 30_000]], share, [1, 1, 1]), LIMITS).iloc[0]
    assert told["rule_position"] == 1
    assert (told["larger_city"], told["larger_km"], told["larger_share"]) == ("GM0001", 10, 0.09)


def test_reach_grows_with_the_cores_up_to_a_limit() -> None:
    place = made([20_000, 60_000, 400_000], [[0, 0]] * 3, np.eye(3), [1, 1, 1])
    assert reach(place, LIMITS)[0].tolist() == [5, 10, 27.5]


TOWNS = pd.DataFrame({"code": ["GM0001", "GM0002"], "core_inhabitants": [10, 20], "core_x": [0, 3000], "core_y": [0, 4000]})
COMMUTERS = pd.DataFrame(
    [("GM0001", "GM0002", 3.0), ("GM0001", "GM0002", 1.0), ("GM0001", "GM0001", 4.0), ("GM0001", "GM9999", 100.0)],
    columns=["home", "work", "jobs"],
)


def test_laying_out_the_sources() -> None:
    held, pairs = centres(TOWNS, COMMUTERS), shares(TOWNS, COMMUTERS)
    place = inputs(held, pairs)
    assert place.km.tolist() == [[0, 5], [5, 0]]
    assert place.share.tolist() == [[0, 0.5], [0, 0]], "two old codes that became one add up; elsewhere does not count"
    assert place.own.tolist() == [0.5, 0]
    assert place.draw.tolist() == [0.5, 0], "nobody is no division"
    assert held["jobs"].tolist() == [4, 4]


def test_small_shares_are_left_out() -> None:
    rows = pd.DataFrame([("GM0001", "GM0001", 995.1), ("GM0001", "GM0002", 4.9)], columns=["home", "work", "jobs"])
    assert shares(TOWNS, rows).empty
    assert centres(TOWNS, rows)["own_share"].tolist()[0] == pytest.approx(0.9951), "but they count in the whole"


@given(st.permutations(range(len(COMMUTERS))))
def test_the_order_of_commuters_does_not_count(order: list[int]) -> None:
    pd.testing.assert_frame_equal(centres(TOWNS, COMMUTERS.iloc[order]), centres(TOWNS, COMMUTERS))
    pd.testing.assert_frame_equal(shares(TOWNS, COMMUTERS.iloc[order]), shares(TOWNS, COMMUTERS))


def test_thresholds_are_moved_one_at_a_time() -> None:
    assert LIMITS.moved("near_km", 5.0) == replace(LIMITS, near_km=5.0)
