"""Every place a reader may look for is found once, and one without a story says why."""

from etl.store import Store
from pages.components.choice import anyplace


def test_every_midsize_city_is_there_and_leads_to_itself(held: Store) -> None:
    known = anyplace.places(held)
    cities = [c.code for c in held.cities()]
    assert list(known)[: len(cities)] == cities
    assert all(known[code].city == code and not known[code].said for code in cities)
    assert known["GM0796"].label == "'s-Hertogenbosch (Den Bosch)"


def test_every_other_municipality_and_province_has_a_sentence(held: Store) -> None:
    known = anyplace.places(held)
    midsize = {c.code for c in held.cities()}
    others = [c for c in held.cities(midsize=False) if c.code not in midsize]
    assert len(others) > 200
    for city in others:
        place = known[city.code]
        assert place.city == ""
        assert city.name in place.said
        assert place.said.endswith(anyplace.INSTEAD)
    provinces = [code for code in held.region_codes if code.startswith("PV")]
    assert len(provinces) == 12
    assert all("provincie" in known[code].said and "  " not in known[code].said for code in provinces)


def test_places_of_before_lead_to_the_municipality_of_now(held: Store) -> None:
    known = anyplace.places(held)
    names = {c.name for c in held.cities(midsize=False)}
    former = [place for code, place in known.items() if code not in {c.code for c in held.cities(midsize=False)} and code.startswith("GM")]
    assert len(former) > 200
    assert all(" (nu " in place.label and place.said for place in former)
    assert not [place.label for place in former if place.label.split(" (nu ")[0] in names], (
        "a name that is still in use means who bears it now"
    )
    split = known["GM0055"]  # Boarnsterhim
    assert split.city == ""
    assert "verdeeld over" in split.said
    assert len({place.label for place in known.values()}) == len(known), "no two places look the same"
