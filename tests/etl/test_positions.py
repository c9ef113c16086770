"""The table of positions: the rule's answer beside that of people, and what lies beyond the border."""

import pandas as pd
import pytest

from etl.definitions import load
from etl.model import Override
from etl.positions import OVERRIDE, beyond, overruled, positions
from etl.typology import explain
from tests.etl.test_typology import made

RULE = load().rule


def place(core: float = 20_000.0):  # type: ignore[no-untyped-def]
    return made([core], [[200_000, 400_000]], [[1.0]], [1.0])


def foreign(inhabitants: int, km: float) -> pd.DataFrame:
    return pd.DataFrame([{"name": "Stadt", "country": "Duitsland", "inhabitants": inhabitants, "x": 200_000 + km * 1000, "y": 400_000}])


def across(inhabitants: int, km: float, core: float = 20_000.0) -> pd.Series:
    given = place(core)
    found = beyond(given, explain(given, RULE.limits), RULE.limits, foreign(inhabitants, km))
    return found.set_index("region").iloc[0] if len(found) else pd.Series({"abroad_city": None})


@pytest.mark.parametrize(
    ("inhabitants", "km", "position"),
    [(180_000, 25, 1), (180_000, 25.1, None), (60_000, 9, 1), (60_000, 11, None), (45_000, 8, 2), (45_000, 9, None), (7_000, 2, None)],
)
def test_a_city_beyond_the_border_is_named_where_it_could_matter(inhabitants: int, km: float, position: int | None) -> None:
    told = across(inhabitants, km)
    if position is None:
        assert pd.isna(told["abroad_city"])
    else:
        assert (told["abroad_city"], told["abroad_country"], told["abroad_position"]) == ("Stadt", "Duitsland", position)
        assert told["abroad_km"] == pytest.approx(km)


def test_a_city_beyond_the_border_never_decides() -> None:
    given = place()
    told = positions(given, RULE, foreign(180_000, 5)).iloc[0]
    assert (told["position"], told["rule_position"], told["abroad_city"]) == (3, 3, "Stadt")


def test_an_override_stands_beside_the_rules_own_answer() -> None:
    told = positions(place(), RULE, foreign(1, 5))
    assert told["position"].tolist() == told["rule_position"].tolist() == [3]
    assert told[list(OVERRIDE)].isna().all(axis=None)
    after = overruled(told, {"GM0000": Override(2, "De stad werkt samen met haar buur.", "redactie", "2026-11-21")}).iloc[0]
    assert (after["position"], after["rule_position"]) == (2, 3)
    assert after[list(OVERRIDE)].tolist() == ["De stad werkt samen met haar buur.", "redactie", "2026-11-21"]
    assert not after["borderline"]
    assert after["stability"] == 1
