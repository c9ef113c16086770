"""Per source table: when it was received and changed, since when it is held back, and what went wrong."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from etl import store
from etl.store import Store
from pages.components.research import freshness

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("stamp", "said"),
    [
        ("2026-11-22T02:00:00", "0 dagen"),
        ("2026-11-21", "1 dag"),
        ("2026-10-23", "30 dagen"),
        ("2026-10-22", "1 maand"),
        ("2026-04-23T00:00:00Z", "6 maanden"),
        ("2025-11-22", "1 jaar"),
        ("2025-10-22", "1 jaar en 1 maand"),
        ("2025-04-01T02:00:00", "1 jaar en 7 maanden"),
        ("2016-01-01T02:00:00", "10 jaar"),
        ("2026-12-01", "0 dagen"),
        ("", ""),
        ("onbekend", ""),
    ],
)
def test_age_in_words(stamp: str, said: str) -> None:
    assert freshness.age(stamp, TODAY) == said


def changed(held: Store, live: bool, **entries: dict[str, Any]) -> Any:
    """The store with another manifest: `entries` by table id."""
    tables = [{**t, **entries.get(t["id"], {})} for t in held.manifest["tables"]]
    origin = {"kind": "live", "recorded": ""} if live else held.manifest["origin"]
    about = {name: dict(one) for name, one in held.manifest["indicators"].items()}
    for table, changes in entries.items():
        for one in about.values():
            if table in one["table"] and changes.get("held"):
                one |= {"held": changes["held"], "carried_from": "20260102T030405Z-abcd"}
    manifest = {**held.manifest, "tables": tables, "origin": origin, "indicators": about}
    return SimpleNamespace(manifest=manifest, definitions=held.definitions, indicators=held.indicators)


def test_an_archive_says_nothing_of_the_day_it_was_read() -> None:
    listed = freshness.tables(store.open(), TODAY)
    assert "opgehaald" not in listed
    assert "bij de bron" not in listed, "an archive does not know whether CBS goes on"
    assert "niet bijgewerkt sinds" not in listed
    assert "laatste fout" not in listed
    line = listed[listed["tabel"].str.endswith("82900NED")].iloc[0]
    assert (line["opname"], line["hoe lang geleden"], line["jaren"]) == ("april 2025", "1 jaar en 7 maanden", "2012–2024")
    assert "Koopwoningen" in line["gebruikt voor"]


def test_live_tables_say_when_they_were_fetched_and_which_have_stopped() -> None:
    listed = freshness.tables(changed(store.open(), True, **{"82900NED": {"discontinued": True}}), TODAY)
    line = listed[listed["tabel"].str.endswith("82900NED")].iloc[0]
    assert (line["gewijzigd bij de bron"], line["opgehaald"], line["bij de bron"]) == ("1 april 2025", "22 november 2026", "gestopt")
    assert list(listed["bij de bron"]).count("gestopt") == 1


def test_a_table_that_was_held_back_comes_first_with_its_last_error() -> None:
    wrong = {"held": "Table 82900NED: CBS did not answer (503).", "held_since": "2026-10-03"}
    found = changed(store.open(), True, **{"82900NED": wrong})
    first = freshness.tables(found, TODAY).iloc[0]
    assert first["tabel"].endswith("82900NED")
    assert (first["niet bijgewerkt sinds"], first["laatste fout"]) == ("3 oktober 2026", wrong["held"])
    (said,) = freshness.held_back(found)
    assert said.startswith("Tabel 82900NED is niet bijgewerkt sinds 3 oktober 2026. Hierdoor ouder: ")
    assert "Koopwoningen" in said
    assert said.endswith(f"Melding van het programma: {wrong['held']}")
    assert freshness.held_back(store.open()) == []


def test_what_was_never_read_is_not_said_to_be_older() -> None:
    wrong = {"held": "Table 82900NED: CBS did not answer (503).", "held_since": "2026-10-03"}
    found = changed(store.open(), True, **{"82900NED": wrong})
    assert freshness.meanwhile(found) == "Voor deze cijfers gelden die van de vorige momentopname, tot hun bron weer te lezen is."
    names = [name for name, one in found.manifest["indicators"].items() if one["held"]]
    assert len(names) > 1
    found.manifest["indicators"][names[0]]["carried_from"] = None
    assert "vorige momentopname, als die er waren," in freshness.meanwhile(found)
    title = found.definitions.indicators[names[0]].title
    (said,) = freshness.held_back(found)
    assert f"Hierdoor nog niet hier: {title}." in said
    assert title not in said.split("Hierdoor nog niet hier")[0]
    for name in names:
        found.manifest["indicators"][name]["carried_from"] = None
    assert freshness.meanwhile(found) == "Deze cijfers waren er nog niet, en komen er zodra hun bron weer te lezen is."
    assert "Hierdoor ouder" not in freshness.held_back(found)[0]


def test_a_figure_that_a_check_held_back_is_told_without_its_table() -> None:
    held = store.open()
    found = changed(held, True)
    found.manifest["indicators"]["dwellings"] |= {"held": "A share lies outside its bound 100.", "carried_from": "20260102T030405Z-abcd"}
    assert freshness.held_back(found) == [
        "Woningvoorraad is tegengehouden door de controle. Melding van het programma: A share lies outside its bound 100."
    ]
    assert held.manifest["indicators"]["dwellings"]["held"] is None


def test_a_table_that_is_read_in_two_ways_is_one_source_and_every_source_has_its_years() -> None:
    held = store.open()
    listed = freshness.tables(held, TODAY)
    assert listed["naam"].is_unique
    assert (listed["jaren"] != "").all()
    years = dict(zip(listed["naam"], listed["jaren"], strict=True))
    assert years["85012NED"] == "2020", "a table of one year says so only in the definitions"
    pairs = listed[listed["naam"] == "81251ned"].iloc[0]
    assert pairs["jaren"] == "2006–2014"
    assert "Werk in de eigen gemeente" in pairs["gebruikt voor"]
    assert "Posities in de regio" in pairs["gebruikt voor"]
    assert len(freshness.grouped(held.manifest["tables"])) == len(listed) < len(held.manifest["tables"])
    parts = {name for entry in held.manifest["tables"] for name in entry.get("parts", []) or [entry["id"]] if not entry.get("address")}
    assert {name for line in listed["naam"] for name in line.replace(" en ", ", ").split(", ")} >= parts
