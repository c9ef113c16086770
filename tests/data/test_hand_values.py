"""Twelve values followed by hand: from the cells as CBS sent them, by plain arithmetic, to the snapshot that ships with the project.

The raw numbers were read from CBS's tables with the key, the measure and the period that stand beside them; nothing of the pipeline was
used to get them. `HAND` is also for tests that look at a page.
"""

from dataclasses import dataclass

import pytest

from etl import store
from etl.store import Store
from tests.etl.service import recorded_tables, recording

TOTAL = {"Geslacht": "Totaal mannen en vrouwen", "Leeftijd": "Totaal", "BurgerlijkeStaat": "Totaal burgerlijke staat"}


@dataclass(frozen=True)
class Cell:
    """One number as CBS sent it: table, measure and period by their keys, categories by their titles."""

    table: str
    measure: str
    period: str
    value: float
    slice: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Hand:
    """A figure worked out by hand, with the interval that the rounding of its cells leaves (None where they are exact)."""

    indicator: str
    region: str
    city: str
    year: int
    cells: tuple[Cell, ...]
    expected: float
    interval: tuple[float, float] | None = None


def cell(table: str, measure: str, period: str, value: float, **pinned: str) -> Cell:
    return Cell(table, measure, period, value, tuple(pinned.items()))


HAND = (
    Hand("inhabitants", "GM0355", "Zeist", 2024, (cell("03759ned", "BevolkingOp1Januari_1", "2024JJ00", 66641, **TOTAL),), 66641),
    Hand(
        "share_65_plus",
        "GM0345",
        "Veenendaal",
        2015,
        # The same names without % stand under _11 and _12: 7894 and 2467 people.
        (cell("70072ned", "k_65Tot80Jaar_20", "2015JJ00", 12.4), cell("70072ned", "k_80JaarOfOuder_21", "2015JJ00", 3.9)),
        12.4 + 3.9,
        (12.4 + 3.9 - 0.1, 12.4 + 3.9 + 0.1),
    ),
    Hand(
        "old_age_dependency",
        "GM0294",
        "Winterswijk",
        2023,
        (
            cell("70072ned", "k_65Tot80Jaar_20", "2023JJ00", 18.5),
            cell("70072ned", "k_80JaarOfOuder_21", "2023JJ00", 6.2),
            cell("70072ned", "k_20Tot25Jaar_17", "2023JJ00", 5.5),
            cell("70072ned", "k_25Tot45Jaar_18", "2023JJ00", 21.1),
            cell("70072ned", "k_45Tot65Jaar_19", "2023JJ00", 28.5),
        ),
        100 * (18.5 + 6.2) / (5.5 + 21.1 + 28.5),
        (100 * (18.5 + 6.2 - 0.1) / (5.5 + 21.1 + 28.5 + 0.15), 100 * (18.5 + 6.2 + 0.1) / (5.5 + 21.1 + 28.5 - 0.15)),
    ),
    Hand(
        "hospital_distance",
        "GM0345",
        "Veenendaal",
        2023,
        # The same name under _11 leaves outpatient clinics out: 9.0 km.
        (cell("80305ned", "AfstandTotZiekenhuis_7", "2023JJ00", 1.9),),
        1.9,
        (1.85, 1.95),
    ),
    Hand(
        "unemployment_rate",
        "GM0505",
        "Dordrecht",
        2009,
        (cell("85230NED", "Werkloosheidspercentage_13", "2009JJ00", 4.4, Persoonskenmerken="Totaal personen"),),
        4.4,
        (4.35, 4.45),
    ),
    Hand(
        "self_employed_share",
        "GM0513",
        "Gouda",
        2022,
        # Both in thousands: 5,500 to 6,500 of 39,500 to 40,500 people.
        (
            cell("86088NED", "Zelfstandige_5", "2022JJ00", 6, Persoonskenmerken="Totaal personen"),
            cell("86088NED", "WerkzameBeroepsbevolking_3", "2022JJ00", 40, Persoonskenmerken="Totaal personen"),
        ),
        100 * 6 / 40,
        (100 * 5.5 / 40.5, 100 * 6.5 / 39.5),
    ),
    Hand(
        "jobs_rate",
        "GM0228",
        "Ede",
        2020,
        (
            cell(
                "83582NED",
                "BanenVanWerknemersInDecember_1",
                "2020JJ00",
                56.1,
                BedrijfstakkenBranchesSBI2008="A-U Alle economische activiteiten",
            ),
            cell("03759ned", "BevolkingOp1Januari_1", "2020JJ00", 117165, **TOTAL),
        ),
        1000 * (56.1 * 1000) / 117165,
        (1000 * 56050 / 117165, 1000 * 56150 / 117165),
    ),
    Hand(
        "woz_value",
        "GM0867",
        "Waalwijk",
        2022,
        (cell("85036NED", "GemiddeldeWOZWaardeVanWoningen_1", "2022JJ00", 295, Eigendom="Totaal"),),
        295 * 1000,
        (294_500, 295_500),
    ),
    Hand(
        "owner_occupied_share",
        "GM0796",
        "'s-Hertogenbosch",
        2023,
        (
            cell("82900NED", "Koopwoningen_2", "2023JJ00", 39244, StatusVanBewoning="Totaal"),
            cell("82900NED", "TotaleWoningvoorraad_1", "2023JJ00", 75246, StatusVanBewoning="Totaal"),
        ),
        100 * 39244 / 75246,
    ),
    Hand(
        "new_homes_rate",
        "GM1980",
        "Dijk en Waard",
        2023,
        # CBS rounds both to five dwellings.
        (cell("86054NED", "Nieuwbouw_2", "2023JJ00", 550), cell("86054NED", "BeginstandVoorraad_1", "2023JJ00", 37460)),
        1000 * 550 / 37460,
        (1000 * 547.5 / 37462.5, 1000 * 552.5 / 37457.5),
    ),
    Hand(
        "solar_per_home",
        "GM1586",
        "Oost Gelre",
        2022,
        (
            cell("85005NED", "OpgesteldVermogenVanZonnepanelen_2", "2022JJ00", 21092, SectorEnVermogensklasse="Woningen"),
            cell("82900NED", "TotaleWoningvoorraad_1", "2022JJ00", 12983, StatusVanBewoning="Totaal"),
        ),
        21092 / 12983,
        (21091.5 / 12983, 21092.5 / 12983),
    ),
    Hand(
        "commuting_distance",
        "GM0355",
        "Zeist",
        2022,
        (cell("85481NED", "WoonWerkafstand_2", "2022MM12", 22.1, WoonregioS="Nederland"),),
        22.1,
        (22.05, 22.15),
    ),
)


def name(hand: Hand) -> str:
    return f"{hand.indicator} {hand.city} {hand.year}"


@pytest.fixture(scope="module")
def opened() -> Store:
    return store.open()


def test_twelve_figures_of_twelve_kinds_and_many_cities() -> None:
    assert len(HAND) == len({h.indicator for h in HAND}) == 12
    assert len({h.region for h in HAND}) >= 6


@pytest.mark.parametrize("hand", HAND, ids=name)
def test_the_snapshot_holds_what_was_worked_out(opened: Store, hand: Hand) -> None:
    (row,) = opened.series(hand.indicator, [hand.region], hand.year, hand.year).to_dict("records")
    assert opened.name(hand.region) == hand.city
    assert row["value"] == pytest.approx(hand.expected, abs=1e-6)
    assert row["missing"] is None
    assert row["table"] == hand.cells[0].table
    if hand.interval is None:
        assert row["low"] != row["low"]
        assert row["high"] != row["high"]
    else:
        assert (row["low"], row["high"]) == pytest.approx(hand.interval, abs=1e-6)


@pytest.mark.parametrize("hand", HAND, ids=name)
def test_the_cells_stand_in_the_recording(hand: Hand) -> None:
    """The numbers above are those that CBS's service sent, under these keys."""
    for told in hand.cells:
        assert told.table in recorded_tables()
        lists = recording(told.table)
        pinned = {d: next(i["Key"] for i in lists[d] if " ".join(i["Title"].split()) == title) for d, title in told.slice}
        loose = [p["Key"] for p in lists["DataProperties"] if str(p["Type"]).endswith("Dimension") and p["Key"] not in pinned]
        (row,) = [
            r
            for r in lists["TypedDataSet"]
            if all(r[d] == key for d, key in pinned.items()) and {r[d].strip() for d in loose} == {hand.region, told.period}
        ]
        assert row[told.measure] == told.value
