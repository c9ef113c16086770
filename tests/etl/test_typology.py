"""The three positions: the rule says what it means, and nothing else decides."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.definitions import load
from etl.typology import Inputs, Thresholds, classify, explain, inputs

LIMITS = load().rule.limits


@st.composite
def maps(draw: Any, most: int = 8) -> Inputs:
    """Some municipalities on a map of 60 by 60 km, with commuters between them."""
    n = draw(st.integers(1, most))
    core = np.array(draw(st.lists(st.integers(1_000, 400_000), min_size=n, max_size=n)), np.float64)
    x, y = (np.array(draw(st.lists(st.integers(0, 60_000), min_size=n, max_size=n)), np.float64) for _ in range(2))
    flow = np.array(draw(st.lists(st.lists(st.integers(0, 1000), min_size=n, max_size=n), min_size=n, max_size=n)), np.float64)
    total = flow.sum(axis=1, keepdims=True)
    share = np.divide(flow, total, out=np.zeros_like(flow), where=total > 0)
    more = np.array(draw(st.lists(st.floats(1, 2), min_size=n, max_size=n)))
    return Inputs(tuple(f"GM{i:04d}" for i in range(n)), core * more, core, np.hypot(x[:, None] - x, y[:, None] - y) / 1000, share)


def shuffled(given_: Inputs, order: list[int]) -> Inputs:
    """The same map with its rows in another order."""
    return Inputs(
        tuple(given_.codes[i] for i in order),
        given_.inhabitants[order],
        given_.core[order],
        given_.km[np.ix_(order, order)],
        given_.share[np.ix_(order, order)],
    )


@given(maps().flatmap(lambda m: st.tuples(st.just(m), st.permutations(list(range(len(m.codes)))))))
def test_the_order_of_rows_does_not_count(case: tuple[Inputs, list[int]]) -> None:
    place, order = case
    assert dict(zip(place.codes, classify(place, LIMITS), strict=True)) == dict(
        zip(shuffled(place, order).codes, classify(shuffled(place, order), LIMITS), strict=True)
    )


@given(maps())
def test_every_city_has_one_of_three_positions(place: Inputs) -> None:
    assert set(classify(place, LIMITS)) <= {1, 2, 3}


@given(maps(), st.floats(1.01, 3))
def test_a_stricter_rule_makes_a_larger_city_rarer(place: Inputs, factor: float) -> None:
    near = classify(place, LIMITS) == 1
    for name in ("larger_inhabitants", "larger_core_ratio", "commuting_share", "near_commuting_share"):
        stricter = classify(place, replace(LIMITS, **{name: getattr(LIMITS, name) * factor})) == 1
        assert not (stricter & ~near).any(), name
    looser = classify(place, replace(LIMITS, near_km=LIMITS.near_km * factor)) == 1
    assert not (near & ~looser).any()


@given(maps(), st.floats(1.01, 3))
def test_a_stricter_rule_makes_a_peer_rarer(place: Inputs, factor: float) -> None:
    alone = classify(place, LIMITS) == 3
    for stricter in (replace(LIMITS, peer_core_ratio=LIMITS.peer_core_ratio * factor), replace(LIMITS, peer_km=LIMITS.peer_km / factor)):
        assert not (alone & (classify(place, stricter) != 3)).any()


@given(maps(most=1))
def test_a_city_alone_on_the_map_is_a_centre(place: Inputs) -> None:
    assert classify(place, LIMITS).tolist() == [3]
    told = explain(place, LIMITS).iloc[0]
    assert told["position"] == 3
    assert pd.isna(told["larger_city"])
    assert pd.isna(told["larger_km"])
    assert pd.isna(told["peer_city"])
    assert pd.isna(told["peer_km"])
    assert pd.isna(told["peer_core_ratio"])


@given(maps())
def test_the_numbers_explain_the_position(place: Inputs) -> None:
    """Whoever reads the numbers and the thresholds comes to the same position."""
    told = explain(place, LIMITS)
    assert told["position"].tolist() == classify(place, LIMITS).tolist()
    bond = (told["larger_share"] >= LIMITS.commuting_share) | (
        (told["larger_share"] >= LIMITS.near_commuting_share) & (told["larger_km"] <= LIMITS.near_km)
    )
    near = bond & (told["larger_core_ratio"] >= LIMITS.larger_core_ratio)
    assert near.tolist() == (told["position"] == 1).tolist()
    peer = (told["peer_core_ratio"] >= LIMITS.peer_core_ratio) & (told["peer_km"] <= LIMITS.peer_km)
    assert (peer[told["position"] == 2]).all()
    assert not peer[told["position"] == 3].any()
    assert (told["peer_city"] != told["region"]).all()
    assert (told["larger_city"] != told["region"]).all()


def two_cities(km: float, ratio: float, share: float, inhabitants: float = 150_000) -> int:
    """The position of a city of 50,000 beside a city `ratio` times its size, to which `share` of its workers go."""
    core = np.array([50_000.0, 50_000.0 * ratio])
    place = Inputs(
        ("A", "B"), np.array([50_000.0, inhabitants]), core, np.array([[0, km], [km, 0.0]]), np.array([[1 - share, share], [0, 1.0]])
    )
    return int(classify(place, LIMITS)[0])


@pytest.mark.parametrize(
    ("km", "ratio", "share", "inhabitants", "position"),
    [
        (30, 2.0, 0.15, 100_000, 1),
        (30, 2.0, 0.1499, 100_000, 3),
        (30, 1.99, 0.15, 100_000, 3),
        (30, 2.0, 0.15, 99_999, 3),
        (12, 2.0, 0.08, 100_000, 1),
        (12.01, 2.0, 0.08, 100_000, 2),
        (12, 2.0, 0.0799, 100_000, 2),
        (17.5, 0.75, 0.0, 100_000, 2),
        (17.51, 0.75, 0.0, 100_000, 3),
        (17.5, 0.7499, 0.0, 100_000, 3),
    ],
)
def test_at_the_thresholds(km: float, ratio: float, share: float, inhabitants: float, position: int) -> None:
    expected = {
        "larger_inhabitants": 100_000,
        "larger_core_ratio": 2.0,
        "commuting_share": 0.15,
        "near_commuting_share": 0.08,
        "near_km": 12,
        "peer_core_ratio": 0.75,
        "peer_km": 17.5,
    }
    assert {f.name: getattr(LIMITS, f.name) for f in fields(Thresholds)} == expected, "positions.toml changed; bring this table up to date"
    assert two_cities(km, ratio, share, inhabitants) == position


def test_the_larger_city_that_is_named_is_the_one_that_counts() -> None:
    """B is further away and draws more, but not enough for its distance; A next door decides, so A is named."""
    core = np.array([50_000.0, 120_000.0, 200_000.0])
    km = np.array([[0, 10, 30], [10, 0, 35], [30, 35, 0.0]])
    share = np.array([[0.78, 0.09, 0.13], [0, 1, 0], [0, 0, 1.0]])
    told = explain(Inputs(("X", "A", "B"), core * 2, core, km, share), LIMITS).iloc[0]
    assert told["position"] == 1
    assert (told["larger_city"], told["larger_km"], told["larger_share"]) == ("A", 10, 0.09)


def test_laying_out_the_sources() -> None:
    municipalities = pd.DataFrame({"code": ["GM0001", "GM0002"], "core_inhabitants": [10, 20], "core_x": [0, 3000], "core_y": [0, 4000]})
    commuters = pd.DataFrame(
        [("GM0001", "GM0002", 3.0), ("GM0001", "GM0002", 1.0), ("GM0001", "GM0001", 4.0), ("GM0001", "GM9999", 100.0)],
        columns=["home", "work", "jobs"],
    )
    place = inputs(municipalities, {"GM0001": 1.0, "GM0002": 2.0}, commuters)
    assert place.km.tolist() == [[0, 5], [5, 0]]
    assert place.share.tolist() == [[0.5, 0.5], [0, 0]], (
        "two old codes that became one add up; elsewhere does not count; nobody is no division"
    )
    assert place.inhabitants.tolist() == [1, 2]
