"""What a table may be made of: every place and figure of the snapshot once, groups and themes for those in them, and a count that is right."""

import pytest

from etl.store import Store
from pages.components.choice import selection
from pages.components.research import offer, rows


def test_every_region_of_the_snapshot_is_offered_once(held: Store) -> None:
    known = offer.make(held)
    places = [item for item in known.places if item not in known.groups]
    assert sorted(places) == sorted(held.region_codes)
    assert len(set(known.places.values())) == len(known.places), "two places with one name cannot be told apart"


def test_the_groups_of_the_other_pages_come_first_and_those_of_provinces_divide_the_cities(held: Store) -> None:
    known = offer.make(held)
    assert list(known.groups)[: len(selection.groups(held, None))] == list(selection.groups(held, None))
    assert next(iter(known.places)) == selection.ALL
    members = [code for name, group in known.groups.items() if name.startswith("in-") for code in group.codes]
    assert sorted(members) == sorted(c.code for c in held.cities())
    assert known.places["in-PV21"] == "1 middelgrote stad in Fryslân"
    assert known.groups[offer.EVERYWHERE].codes == tuple(c.code for c in held.cities(midsize=False))
    assert len(known.groups[offer.PROVINCES].codes) == 12


def test_themes_stand_before_their_figures_and_hold_what_was_observed(held: Store) -> None:
    known = offer.make(held)
    assert sorted(i for ids in known.themes.values() for i in ids) == sorted(i.id for i in held.indicators())
    order = list(known.figures)
    for theme, ids in known.themes.items():
        at = order.index(theme)
        assert set(ids) <= set(order[at + 1 : at + 3 + len(ids)])
        assert known.figures[theme] == f"Thema {held.definitions.themes[theme].title} ({len(ids)})"
    assert set(order) - set(known.themes) == set(known.known)
    assert not set(known.themes) & set(known.known), "one id, one meaning"


def test_items_come_once_and_in_order(held: Store) -> None:
    known = offer.make(held)
    codes = known.codes(["NL01", "positie-3", "GM0345", "alle"])
    third = known.groups["positie-3"].codes
    assert codes[: 2 + len(third)] == ("NL01", *third, "GM0345")
    assert len(codes) == len(set(codes)) == 1 + len(held.cities())
    ids = known.indicators(["share_65_plus", "resilience", "inhabitants_forecast"])
    assert ids[0] == "share_65_plus"
    assert len(ids) == len(set(ids)) == len(known.themes["resilience"]) + 1
    for wrong in ("GM9999", "economy", ""):
        with pytest.raises(KeyError):
            known.codes([wrong])
    with pytest.raises(KeyError):
        known.indicators(["alle"])


@pytest.mark.parametrize(
    ("figures", "years"),
    [
        (["inhabitants"], (1988, 2026)),
        (["inhabitants_forecast"], (2023, 2050)),
        (["inhabitants_forecast", "inhabitants"], (1988, 2050)),
        ([], (1988, 2050)),
    ],
)
def test_years_are_those_that_there_are_rows_of(held: Store, figures: list[str], years: tuple[int, int]) -> None:
    assert offer.make(held).years(figures) == years


@pytest.mark.parametrize("figures", [["inhabitants"], ["inhabitants_forecast"], ["inhabitants_forecast", "jobs"], []])
@pytest.mark.parametrize(("first", "last"), [(1988, 2050), (2015, 2022), (2023, 2026), (2027, 2050), (2030, 2030)])
def test_the_count_is_that_of_the_rows(held: Store, figures: list[str], first: int, last: int) -> None:
    codes = ["GM0355", "GM0363", "PV26", "NL01"]
    made = rows.made(held, figures, codes, first, last)
    assert len(made) == offer.make(held).count(figures, len(codes), first, last)
    assert made["year"].between(first, last).all()


def test_all_that_is_offered_fits_in_a_choice(held: Store) -> None:
    known = offer.make(held)
    assert len(held.region_codes) <= rows.MOST_REGIONS
    assert len(known.known) + len(known.themes) <= rows.MOST_INDICATORS


def test_foretold_rows_say_so(held: Store) -> None:
    frame = rows.made(held, ["inhabitants_forecast"], ["GM0355", "GM0294"], 2023, 2050)
    shown = rows.shown(frame)
    there = frame["value"].notna()
    assert set(shown["status"][there]) == {"prognose"}
    assert (shown["reden van leegte"][~there] != "").all()
    said = rows.describe(frame, 2, ["inhabitants_forecast"], 2023, 2050)
    assert said.startswith("2 steden × 1 cijfer × 28 jaar.")


def test_the_selection_in_words_is_true_where_figures_have_other_years(held: Store) -> None:
    ids = ["inhabitants", "inhabitants_forecast"]
    frame = rows.made(held, ids, ["GM0355", "GM0363"], 2020, 2050)
    said = rows.describe(frame, 2, ids, 2020, 2050)
    assert said.startswith("2 gemeenten en 2 cijfers over 2020 tot en met 2050; een prognose heeft andere jaren dan wat is geteld.")
    assert rows.describe(frame[:0], 0, [], 2020, 2050).startswith("0 steden × 0 cijfers")
