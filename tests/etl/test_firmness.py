"""How firm a position is: counted the long way round, and asked of the rule itself."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from etl.definitions import load
from etl.firmness import FURTHEST, margins, stability
from etl.typology import KEYS, Inputs, classify
from tests.etl.test_typology import made, maps

RULE = load().rule
LIMITS = RULE.limits


@settings(max_examples=3, deadline=None)
@given(maps(most=5))
def test_stability_is_the_share_of_all_settings(place: Inputs) -> None:
    official = classify(place, LIMITS)
    kept = []
    for factors in product((0.8, 1.0, 1.2), repeat=len(KEYS)):
        limits = LIMITS
        for key, factor in zip(KEYS, factors, strict=True):
            limits = limits.moved(key, getattr(LIMITS, key) * factor)
        kept.append(classify(place, limits) == official)
    assert stability(place, LIMITS, 0.2) == pytest.approx(np.mean(kept, axis=0))


@settings(deadline=None)
@given(maps(most=4))
def test_a_margin_is_where_the_position_changes(place: Inputs) -> None:
    official = classify(place, LIMITS)
    for i, row in margins(place, LIMITS).iterrows():
        if pd.isna(row["margin_threshold"]):
            continue
        key, at = row["margin_threshold"], row["margin_value"]
        start = getattr(LIMITS, key)
        assert row["margin"] == pytest.approx(abs(at / start - 1))
        assert 1 / FURTHEST - 1e-9 <= at / start <= FURTHEST + 1e-9
        assert classify(place, LIMITS.moved(key, at))[i] == row["margin_position"] != official[i]
        inside = start + (at - start) * (1 - 1e-6)
        assert classify(place, LIMITS.moved(key, inside))[i] == official[i]


def test_the_nearest_threshold_is_named() -> None:
    """14.2 percent commute where 15 is asked: 5 percent lower and the city lies near a larger one."""
    place = made([20_000, 90_000], [[0, 0], [17_000, 0]], [[0.858, 0.142], [0.02, 0.98]], [0.8, 1.1])
    row = margins(place, LIMITS).iloc[0]
    assert (row["margin_threshold"], row["margin_position"]) == ("commuting_share", 1)
    assert row["margin_value"] == pytest.approx(0.142)
    assert row["margin"] == pytest.approx(1 - 0.142 / 0.15)


def test_a_city_alone_is_firm() -> None:
    place = made([50_000], [[0, 0]], [[1.0]], [1.0])
    assert stability(place, LIMITS, RULE.spread).tolist() == [1.0]
    assert margins(place, LIMITS)["margin_threshold"].isna().all()
