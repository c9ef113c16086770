"""Pictures as they travel: short, and to be opened again without loss (tests/browser/test_travel.py opens them)."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.store import Store
from etl.values import rounded
from etl.view import make
from pages.components.choice import selection
from pages.components.pictures import charts, travel
from pages.components.pictures.travel import Places
from pages.components.shell import frame

PLACES = Places(("GM0001", "GM0002", "GM0003"), ("A", "B", "C"), (1, 2, 1))
BAR = {"rank": "1", "code": "GM0001", "name": "A", "value": 12.0, "label": "12,0", "provisional": False}


@given(st.floats(-1e7, 1e7), st.integers(-3, 3))
def test_a_short_figure_is_shown_with_the_same_digits(value: float, decimals: int) -> None:
    near = float(travel.short(value, decimals))
    assert rounded(near, decimals) == rounded(value, decimals)
    assert abs(near - value) <= 0.5001 * 10.0 ** -(max(decimals, 0) + travel.SPARE)


def test_figures_are_one_text() -> None:
    assert travel.figures([3.0, None, 0.1 + 0.2, 1 / 3, -1234.5, 376_123], 1) == "3 n 0.3 0.3333 -1234.5 376123"
    assert travel.figures([], 0) == ""


def test_a_list_is_named_after_what_stands_in_it() -> None:
    same = Places(PLACES.codes, PLACES.names, PLACES.positions)
    assert same.id == PLACES.id
    assert Places(PLACES.codes, ("A", "B", "D"), PLACES.positions).id != PLACES.id
    assert Places(PLACES.codes, PLACES.names, (1, 2, 2)).id != PLACES.id


@pytest.mark.parametrize(
    "spec",
    [
        {"kind": "bars", "decimals": 1, "rows": [{**BAR, "code": "GM0009"}]},
        {"kind": "bars", "decimals": 1, "rows": [{**BAR, "name": "vroeger A"}]},
        {"kind": "bars", "decimals": 1, "rows": [{**BAR, "label": "12 of meer"}]},
        {"kind": "bars", "decimals": 1, "rows": [{**BAR, "value": None, "label": "geheim"}]},
        {"kind": "map", "decimals": 1, "fill": {"GM0009": 2}},
        {"kind": "map", "decimals": 1, "fill": {"GM0001": "p4"}},
        {"kind": "map", "decimals": 1, "fill": {"GM0001": 2}, "tips": {"GM0001": "de stad A: 1,0"}},
        {"kind": "map", "decimals": 1, "fill": {"GM0001": 2}, "tips": {"GM0002": "B: 1,0"}},
        {"kind": "map", "decimals": 1, "fill": {"GM0001": 2}, "labels": [{"code": "GM0001", "name": "vroeger A"}]},
        {"kind": "strip", "decimals": 1, "rows": [{"position": 1, "marks": [{"code": "GM0009", "name": "Z", "value": 1.0}]}]},
        {"kind": "spark", "values": [1.0]},
    ],
)
def test_what_cannot_be_opened_again_travels_as_it_is(spec: dict[str, Any]) -> None:
    assert travel.close(spec, PLACES) is spec


def test_a_map_sends_figures_and_only_the_words_that_are_no_figure() -> None:
    spec = {
        "kind": "map",
        "decimals": 1,
        "fill": {"GM0003": 4, "GM0001": 0, "GM0002": "none"},
        "outline": ["GM0001", "GM0002"],
        "labels": [{"code": "GM0003", "name": "C"}],
        "tips": {"GM0003": "C: 9,5 %", "GM0001": "A: 1,0 %", "GM0002": "B: geheim"},
        "figures": {"before": "", "after": " %", "values": {"GM0003": 9.5, "GM0001": 1.0}},
        "legend": None,
    }
    assert travel.close(spec, PLACES) == {
        "of": PLACES.id,
        "kind": "map",
        "decimals": 1,
        "fill": "0n4",
        "outline": True,
        "labels": "2",
        "tips": {1: "geheim"},
        "figures": {"before": "", "after": " %", "values": "1 n 9.5"},
    }


def test_a_figure_whose_words_are_hidden_does_not_travel() -> None:
    spec = {
        "kind": "map",
        "decimals": 1,
        "fill": {"GM0001": "none", "GM0002": 1},
        "tips": {"GM0002": "B: 2,0"},
        "figures": {"before": "", "after": "", "values": {"GM0001": 1.0, "GM0002": 2.0}},
    }
    closed = travel.close(spec, PLACES)
    assert closed["at"] == "0 1"
    assert closed["figures"]["values"] == "n 2"


def test_the_pictures_of_a_choice_are_less_than_half_of_what_they_were(held: Store) -> None:
    mine = held.city("GM0307")
    places = frame.places(held)
    for indicator in held.indicators():
        view = make(held, indicator, selection.groups(held, mine)[selection.SAME], mine)
        whole = make(held, indicator, selection.whole(held), mine)
        specs = [
            charts.strip(whole, selection.by_position(held), held.definitions.rule.labels),
            charts.map_values(whole, "x.json"),
            charts.bars(view),
        ]
        for spec in specs:
            closed = travel.close(spec, places)
            assert closed["of"] == places.id, f"{indicator.id}: the {spec['kind']} cannot be closed"
            assert len(json.dumps(closed)) < 0.5 * len(json.dumps(spec))
