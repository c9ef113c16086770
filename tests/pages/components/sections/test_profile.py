"""The map beside a profile: the cities that decided its position, by name."""

import pytest

from etl.store import Store
from pages.components.sections import profile


@pytest.mark.parametrize(
    ("code", "named"), [("GM0307", ["Amersfoort", "Utrecht"]), ("GM0355", ["Zeist", "Utrecht"]), ("GM0294", ["Winterswijk"])]
)
def test_the_map_names_the_city_that_decided_the_position(held: Store, code: str, named: list[str]) -> None:
    spec = profile.near_map(held, "app/static/geo/x.json", held.city(code))
    assert [one["name"] for one in spec["labels"]] == named
    assert [held.name(one) for one in spec["view"].get("codes", [code])] == named
    assert (spec["view"] == {"km": 25}) == (len(named) == 1), "alone, a city is shown with its surroundings"
    assert all(name in spec["alt"] for name in named)
