"""The tables behind figures: their own, those of the figures in them, and those of the figures that weighed merged municipalities."""

import pytest

from etl import behind, provenance
from etl.store import Store


@pytest.mark.parametrize(
    ("name", "tables"),
    [
        ("price_to_income", ("83625NED", "86004NED", "86161NED")),
        ("share_65_plus", ("70072ned", "85383NED", "03759ned", "37230ned")),
        ("inhabitants", ("03759ned", "37230ned")),
        ("net_participation", ("85230NED", "86088NED")),
    ],
)
def test_a_definition_names_every_table_that_may_be_read(held: Store, name: str, tables: tuple[str, ...]) -> None:
    assert behind.defined(held.definitions, held.definitions.indicators[name]) == tables


@pytest.mark.parametrize(
    ("name", "region", "first", "last", "tables"),
    [
        ("price_to_income", "GM0355", 2020, 2023, ("83625NED", "86004NED")),
        ("price_to_income", "GM0355", 2020, 2024, ("83625NED", "86004NED", "86161NED")),
        ("share_65_plus", "GM0355", 2020, 2023, ("70072ned",)),  # never merged: nothing was weighed
        ("share_65_plus", "GM1959", 2011, 2018, ("70072ned", "37230ned")),  # Altena
    ],
)
def test_rows_name_what_was_read_for_them_alone(
    held: Store, name: str, region: str, first: int, last: int, tables: tuple[str, ...]
) -> None:
    assert behind.read(held, held.definitions.indicators[name], [region], first, last) == tables


def test_it_names_what_the_origin_of_each_figure_names(held: Store) -> None:
    """The origin panel reads one cell; all tables that it shows must be cited, and no other."""
    checked = 0
    for indicator in held.indicators():
        for region in ("GM0355", "GM1959", "GM0014"):
            frame = held.series(indicator.id, [region])
            for year in frame.loc[frame["value"].notna(), "year"].tolist()[::6]:
                seen = {one.entry["id"] for one in provenance.of(held, indicator.id, region, year).readings}
                assert set(behind.read(held, indicator, [region], year, year)) == seen, (indicator.id, region, year)
                checked += 1
    assert checked > 300
