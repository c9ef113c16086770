"""The map beside a profile: the cities that decided its position, by name."""

import pytest

from etl.store import Store
from pages.components.sections import profile


@pytest.mark.parametrize(
    ("code", "named"),
    [("GM0307", ["Amersfoort", "Utrecht, partner"]), ("GM0355", ["Zeist", "Utrecht, grotere stad"]), ("GM0294", ["Winterswijk"])],
)
def test_the_map_names_the_city_that_decided_the_position(held: Store, code: str, named: list[str]) -> None:
    spec = profile.near_map(held, "app/static/geo/x.json", held.city(code))
    assert [one["name"] for one in spec["labels"]] == named
    named = [name.split(",")[0] for name in named]
    assert [held.name(one) for one in spec["view"].get("codes", [code])] == named
    assert (spec["view"] == {"km": 25}) == (len(named) == 1), "alone, a city is shown with its surroundings"
    assert all(name in spec["alt"] for name in named)


@pytest.mark.parametrize("code", ["GM0307", "GM0355", "GM0294", "GM0405"])
def test_every_city_the_map_names_has_a_colour_that_the_words_explain(held: Store, code: str) -> None:
    city = held.city(code)
    spec, key = profile.near_map(held, "app/static/geo/x.json", city), profile.near_key(held, city)
    assert key.startswith(f"Rode rand: {city.name}")
    midsize = {c.code for c in held.cities()}
    for one in spec["labels"]:
        assert spec["fill"][one["code"]] == (f"p{held.city(one['code']).position}" if one["code"] in midsize else "named")
        if one["code"] not in midsize:
            assert f"donkergrijs: {held.name(one['code'])}, geen middelgrote stad" in key
            assert spec["tips"][one["code"]].startswith(f"{held.name(one['code'])}: ")
    assert all(label in key for label in held.definitions.rule.labels.values())
