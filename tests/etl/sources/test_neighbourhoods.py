"""The spread between neighbourhoods: weighted by inhabitants, and only where nearly all of them are covered."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.problems import SourceProblem
from etl.sources import neighbourhoods
from etl.sources.cbs import CbsService
from etl.sources.neighbourhoods import deviation, spreads
from tests.etl.sources.standin import Stub, ask, cell, feed

PARTS = st.lists(st.tuples(st.floats(0, 100), st.integers(1, 5000)), min_size=1, max_size=12)


def table(*parts: tuple[int, float], total: int | None = None) -> pd.DataFrame:
    """One city with neighbourhoods of so many inhabitants and such a value."""
    people = [sum(p for p, _ in parts) if total is None else total, *[p for p, _ in parts]]
    codes = ["GM0355", *[f"BU0355{n:04d}" for n in range(len(parts))]]
    return pd.DataFrame({"WijkenEnBuurten": codes, "AantalInwoners": people, "value": [0.0, *[v for _, v in parts]]})


class TestDeviation:
    @given(PARTS)
    def test_it_is_that_of_every_inhabitant(self, parts: list[tuple[float, int]]) -> None:
        values, weights = np.array([v for v, _ in parts]), np.array([w for _, w in parts], np.float64)
        everyone = np.repeat(values, weights.astype(int))
        assert deviation(values, weights) == pytest.approx(float(everyone.std()), abs=1e-6)

    @given(PARTS, st.randoms())
    def test_the_order_does_not_matter(self, parts: list[tuple[float, int]], random: object) -> None:
        mixed = list(parts)
        random.shuffle(mixed)  # type: ignore[attr-defined]
        one, two = (deviation(np.array([v for v, _ in p]), np.array([w for _, w in p], np.float64)) for p in (parts, mixed))
        assert one == pytest.approx(two, abs=1e-6)

    def test_cutting_a_neighbourhood_in_equal_parts_changes_nothing(self) -> None:
        assert deviation(np.array([10.0, 30.0]), np.array([400.0, 200.0])) == pytest.approx(
            deviation(np.array([10.0, 10.0, 30.0]), np.array([100.0, 300.0, 200.0]))
        )


class TestSpreads:
    def test_by_hand(self) -> None:
        # 10 % of 900 and 30 % of 100 inhabitants: mean 12, variance 0.9 × 4 + 0.1 × 324 = 36.
        frame = spreads(table((900, 90), (100, 30)), "x", 2024, counted=True)
        assert cell(frame, "GM0355", 2024, "spread") == pytest.approx(6)
        # 200 for 900 and 400 for 100: mean 220, deviation 60.
        frame = spreads(table((900, 200), (100, 400)), "x", 2024, counted=False)
        assert cell(frame, "GM0355", 2024, "spread") == pytest.approx(60 / 2.2)

    def test_a_city_that_is_not_covered_has_no_figure(self) -> None:
        assert spreads(table((900, 200), (100, np.nan), (1, 300)), "x", 2024, counted=False).empty
        assert len(spreads(table((900, 200), (40, np.nan), (60, 300)), "x", 2024, counted=False)) == 1
        assert spreads(table((900, 200), (100, 300), total=1200), "x", 2024, counted=False).empty

    def test_neighbourhoods_without_people_do_not_count(self) -> None:
        frame = spreads(table((900, 90), (100, 30), (0, 0)), "x", 2024, counted=True)
        assert cell(frame, "GM0355", 2024, "neighbourhoods") == 2

    def test_a_table_without_neighbourhoods(self) -> None:
        with pytest.raises(SourceProblem, match="no neighbourhoods"):
            spreads(table(), "85984NED", 2024, counted=True)
        with pytest.raises(SourceProblem, match="texts where numbers belong"):
            spreads(table((900, 90)).astype("object").replace(90.0, "x"), "85984NED", 2024, counted=True)


class TestTables:
    def test_real_cities(self) -> None:
        made = neighbourhoods.elderly(ask(Stub("neighbourhoods")))
        # Worked out apart from the module, from the same tables.
        for region, year, spread in [
            ("GM0355", 2020, 8.393),
            ("GM0355", 2024, 8.135),
            ("GM0294", 2020, 3.901),
            ("GM0294", 2024, 4.326),
            ("GM0307", 2024, 8.578),
        ]:
            assert cell(made.frame, region, year, "spread") == pytest.approx(spread, abs=5e-4)
        assert not made.whole

    def test_homes_only_where_the_table_is_filled(self) -> None:
        made = neighbourhoods.homes(ask(Stub("neighbourhoods")))
        # 2020 is a provisional edition without values of homes; 2024 stops halfway the alphabet.
        assert made.frame[["region", "year"]].to_numpy().tolist() == [["GM0307", 2024]]
        assert cell(made.frame, "GM0307", 2024, "spread") == pytest.approx(29.46, abs=5e-3)

    def test_through_the_real_client(self) -> None:
        expected = neighbourhoods.elderly(ask(Stub("neighbourhoods"))).frame
        with feed("neighbourhoods") as address:
            found = neighbourhoods.elderly(ask(CbsService(address)))
        assert found.frame.equals(expected)

    def test_a_measure_that_is_gone(self) -> None:
        with feed("neighbourhoods") as address, pytest.raises(SourceProblem, match="84799NED has no measure 'Iets'"):
            CbsService(address).rows("84799NED", ("AantalInwoners", "Iets"))

    def test_nothing_filled_anywhere(self) -> None:
        stub = Stub("neighbourhoods")
        for edition in ("84799NED", "85984NED"):
            stub.edits[edition] = lambda frame: frame.assign(**{c: np.nan for c in frame.columns if c.startswith("Gemiddelde")})
        with pytest.raises(SourceProblem, match="No municipality has a value in nearly all its neighbourhoods"):
            neighbourhoods.homes(ask(stub))
