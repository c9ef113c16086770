"""Worlds without a direction: the whole machinery finds almost none in them, and finds the directions that were put in."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from etl import definitions, simulation, snapshot, trends, verdicts
from etl.model import Definitions
from etl.verdicts import World


@cache
def shipped() -> tuple[Definitions, World]:
    """The figures of the embedded snapshot, with their years, gaps, breaks and rounding."""
    held, _ = snapshot.usable()
    defined = definitions.load()
    return defined, verdicts.world(held.table("observations").to_pandas(), held.table("positions").to_pandas(), defined)


def test_a_world_without_trends_gives_at_most_five_percent_false_verdicts() -> None:
    defined, world = shipped()
    told = simulation.report(defined, world, worlds=2)
    for kinds in (("tested",), ("thin",), ("tested", "thin"), ("trend",)):
        assert simulation.share(told["kinds"], *kinds) <= 0.05, kinds
    # Without verdicts there is nothing false either: the machinery must have had work.
    assert told["kinds"]["tested"]["given"] > 2000
    assert told["kinds"]["thin"]["given"] > 500


def test_years_that_hang_together_give_more_of_them_and_the_report_says_so() -> None:
    defined, world = shipped()
    told = simulation.report(defined, world, worlds=1)
    assert 0.2 < told["correlation"] < 0.8
    assert simulation.share(told["correlated"], "tested") > simulation.share(told["kinds"], "tested")
    assert f"({told['correlation']:g})" in simulation.sentence(told)


def test_a_direction_that_was_put_in_is_found() -> None:
    """Every city gets a rise of one usual move a year in one tested figure; nearly all cities must follow."""
    defined, world = shipped()
    flat = simulation.directionless(world, seed=5)
    name, trend = "share_80_plus", "ageing"
    figures = flat.figures[name]
    moves = np.nanmedian(np.abs(np.diff(world.figures[name].value, axis=1)))
    rising = replace(figures, value=figures.value + moves * np.arange(figures.value.shape[1]))
    judged = verdicts.verdicts(defined, replace(flat, figures={**flat.figures, name: rising}))
    found = judged[(judged["trend"] == trend) & (judged["test"] == name) & judged["subject"].str.startswith("GM")]
    assert (found["verdict"] == trends.FOLLOWS).mean() > 0.9


@pytest.mark.parametrize("correlation", [0.0, 0.6])
def test_a_flat_world_keeps_the_gaps_and_the_level(correlation: float) -> None:
    draws = np.random.default_rng(1)
    values = np.cumsum(draws.normal(1.0, 0.3, size=(60, 40)), axis=1) + 50
    values[3, 5:9] = np.nan
    made = simulation.flat(values, np.random.default_rng(2), correlation)
    assert (np.isnan(made) == np.isnan(values)).all()
    assert abs(np.nanmedian(made) - np.nanmedian(values)) < 2
    slopes = [np.polyfit(np.flatnonzero(~np.isnan(r)), r[~np.isnan(r)], 1)[0] for r in made]
    assert abs(float(np.mean(slopes))) < 0.05


def test_an_empty_region_stays_empty() -> None:
    made = simulation.flat(np.full((2, 6), np.nan), np.random.default_rng(0))
    assert np.isnan(made).all()
