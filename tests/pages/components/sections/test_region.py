"""The region of a city: who counted, and the same in map and table."""

import pytest

from etl.store import Store
from etl.typology import larger, partners
from pages.components.pictures import drawing
from pages.components.sections import region
from pages.components.sections.place import ask


@pytest.mark.parametrize("code", ["GM0355", "GM0345", "GM0294", "GM0505", "GM0855", "GM0664", "GM0983", "GM0034", "GM0363"])
def test_all_that_counted_stand_on_the_map_and_in_the_table(held: Store, code: str) -> None:
    given, limits = held.rule_inputs, held.definitions.rule.limits
    assert given is not None
    one = given.only((code,))
    counted = {given.codes[i] for i in (larger(one, limits)[0] | partners(one, limits)[0]).nonzero()[0]}
    named = region.others(given, limits, code)
    assert {o.code for o in named if o.counts} == counted if len(counted) <= region.MOST_NAMED else len(named) == region.MOST_NAMED
    spec = drawing.checked(region.spec(held, given, limits, code, "app/static/geo/x.json"))
    assert {link["code"] for link in spec["region"]["links"] if link["counts"]} == {o.code for o in named if o.counts}
    assert code not in spec["fill"]
    assert len(spec["labels"]) <= 8
    assert len(region.table(held, named)) == len(named)


def test_the_sentences_and_the_map_name_the_same_cities(held: Store) -> None:
    given, limits = held.rule_inputs, held.definitions.rule.limits
    answer = ask(held, limits)
    assert given is not None
    assert answer is not None
    for city in held.cities():
        told = answer.told(city.code)
        named = {o.code for o in region.others(given, limits, city.code)}
        assert {told[role] for role in ("larger_city", "partner_city") if isinstance(told[role], str)} <= named, city.name


def test_classes_of_shares(held: Store) -> None:
    """5.9 percent of the workers of Soest come to Zeist: the third class, from 5 to 10 percent."""
    assert held.rule_inputs is not None
    spec = region.spec(held, held.rule_inputs, held.definitions.rule.limits, "GM0355", "x")
    assert spec["fill"]["GM0342"] == 2
    assert spec["legend"]["labels"][2] == "5–10"
    assert "5,9\xa0% van de werkenden komt naar Zeist" in spec["tips"]["GM0342"]


def test_cities_beyond_the_border_lie_to_their_side(held: Store) -> None:
    assert held.rule_inputs is not None
    found = {b["name"]: b for b in region.abroad(held, held.rule_inputs, "GM0983", 30)}
    assert found["Nettetal"]["dy"] < 0 < found["Nettetal"]["dx"]


def test_the_small_maps_divide_the_cities(held: Store) -> None:
    positions = {c.code: c.position or 3 for c in held.cities()}
    drawn = [code for p in (1, 2, 3) for code in region.small(held, positions, p, "x", None)["fill"]]
    assert sorted(drawn) == sorted(positions)
    assert {c.code for c in held.cities() if c.borderline} == {
        code for p in (1, 2, 3) for code, fill in region.small(held, positions, p, "x", None)["fill"].items() if fill == "none"
    }


def test_alike_in_words(held: Store) -> None:
    frame = region.alike(held, "GM0294")
    assert len(frame) == 10
    assert "Winterswijk" not in set(frame["stad"])
    assert frame["lijkt op elkaar"].str.len().min() > 0


def test_all_cities_in_a_table(held: Store) -> None:
    frame = region.everyone(held, {"GM0355": 3}).set_index("stad")
    assert len(frame) == 102
    assert frame.loc["Zeist", ["positie", "officieel", "regel", "blijft gelijk", "op de grens"]].tolist() == ["3", "1", "1", "100\xa0%", ""]
    assert frame.loc["Amersfoort", "op de grens"] == "ja"
