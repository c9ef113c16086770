"""The groups a city can be compared with, and the words for a choice that cannot be made."""

import pytest

from etl.store import Store
from pages.components.choice import link, selection


def test_without_a_city_all_midsize_cities_come_first(held: Store) -> None:
    groups = selection.groups(held, None)
    assert list(groups) == ["alle", "positie-1", "positie-2", "positie-3", "g40", "m50"]
    assert len(groups["alle"].codes) == len(held.cities()) == len(set(groups["alle"].codes))


def test_with_a_city_the_same_position_is_the_default(held: Store) -> None:
    for city in held.cities():
        groups = selection.groups(held, city)
        same = next(iter(groups.values()))
        assert (same.id, same.position) == (selection.SAME, city.position)
        assert city.code in same.codes
        assert same.codes == groups[f"positie-{city.position}"].codes


def test_the_three_positions_divide_all_cities(held: Store) -> None:
    parts = [code for group in selection.by_position(held) for code in group.codes]
    assert sorted(parts) == sorted(selection.whole(held).codes)
    assert [g.position for g in selection.by_position(held)] == [1, 2, 3]


@pytest.mark.parametrize(("code", "position"), [("GM0355", 1), ("GM0345", 2), ("GM0294", 3)])
def test_the_cities_that_the_sources_name_stand_where_they_say(held: Store, code: str, position: int) -> None:
    assert code in selection.groups(held, None)[f"positie-{position}"].codes


def test_networks_have_their_members(held: Store) -> None:
    groups = selection.groups(held, None)
    assert (len(groups["g40"].codes), len(groups["m50"].codes)) == (41, 61)
    assert set(groups["g40"].codes) | set(groups["m50"].codes) == set(groups["alle"].codes)


def test_a_province_is_offered_only_with_more_than_one_city(held: Store) -> None:
    for city in held.cities():
        groups = selection.groups(held, city)
        fellows = {c.code for c in held.cities() if c.province == city.province}
        assert ("provincie" in groups) == (len(fellows) > 1)
        if "provincie" in groups:
            assert set(groups["provincie"].codes) == fellows


def test_labels_count_their_members(held: Store) -> None:
    for group in selection.groups(held, held.city("GM0345")).values():
        assert group.label.startswith(f"{len(group.codes)} ")


def test_groups_keep_the_order_of_a_dutch_register(held: Store) -> None:
    order = [c.code for c in held.cities()]
    for group in selection.groups(held, held.city("GM0345")).values():
        assert list(group.codes) == sorted(group.codes, key=order.index)


def test_no_group_is_smaller_than_what_can_be_compared_without_saying_so(held: Store) -> None:
    small = {g.label for c in held.cities() for g in selection.groups(held, c).values() if len(g.codes) < 5}
    assert all("middelgrote steden in" in label for label in small), "only a province may be this small"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("GM0363", "Amsterdam is in deze monitor geen middelgrote stad"),
        ("GM0398", "Gemeente GM0398 bestaat niet meer; zij hoort nu bij Dijk en Waard"),
        ("GM9999", "een gemeente die wij niet kennen"),
        ("", "een gemeente die wij niet kennen"),
        ("GM٠٣٥٥", "een gemeente die wij niet kennen"),
    ],
)
def test_a_city_that_cannot_be_chosen_is_explained(held: Store, value: str, said: str) -> None:
    assert said in selection.explain_city(held, value)


def test_a_year_that_cannot_be_chosen_is_explained(held: Store) -> None:
    shown = held.definitions.indicators["share_65_plus"]
    assert "er geen cijfer over 1700; we tonen 2025" in selection.explain_year(shown, [2023, 2025], "1700")
    assert selection.explain_year(shown, [2023, 2025], "٢٠٢٤") == "De link bevat een onbekend jaar. We tonen het laatste."


def test_ids_of_groups_can_stand_in_a_list_in_a_link(held: Store) -> None:
    assert not [g for g in selection.groups(held, held.city("GM0345")) if "." in g]
    assert {"gemeente", "vergelijk", "groep", "snapshot"} == set(link.TRAVELS)
