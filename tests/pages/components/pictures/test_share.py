"""Taking a view along: what a picture says on its own is what the page says."""

from etl.store import Store
from pages.components.pictures import share
from pages.components.wording import dutch, words
from tests.pages.components.wording.test_words import growing


def test_a_picture_carries_title_unit_source_and_a_name_with_the_snapshot() -> None:
    made = growing()
    about = share.about(made, "lijn_x", words.headline(made))
    assert about["title"] == words.headline(made)
    assert about["source"] == words.source_line(made.store, made.tables)
    assert about["unit"] == words.unit_line(made)
    assert made.store.id.lower() in about["name"]
    assert about["name"].endswith("lijn-x")


def test_a_citation_names_table_figure_city_years_and_snapshot() -> None:
    made = growing()
    said = share.citation(made)
    for part in ("CBS, tabel 00001NED", dutch.titled(made.indicator), "A", "2010–2020", made.store.id):
        assert part in said


def test_the_same_citation_is_there_for_programs_that_keep_references() -> None:
    made = growing()
    about = share.about(made, "lijn_x", words.headline(made))
    for text in (about["bib"], about["ris"]):
        for part in ("CBS, tabel 00001NED", dutch.titled(made.indicator).replace("%", ""), "2010–2020", made.store.id):
            assert part in text
    assert about["bib"].startswith("@misc{")
    assert about["ris"].startswith("TY  - DATA")


def test_the_map_of_positions_says_what_its_colours_mean_and_whose_rule_it_is(held: Store) -> None:
    about = share.positions(held, "kaart")
    for name in held.definitions.rule.labels.values():
        assert name in about["unit"]
    assert "eigen regel van Midsize Monitor" in about["source"]
    assert held.id in about["citation"]
    assert held.id in about["bib"]
    assert held.id in about["ris"]


def test_the_script_asks_no_other_host_and_writes_text_only() -> None:
    script = (share._FOLDER / "share.js").read_text(encoding="utf-8")
    assert "://" not in script
    assert "innerHTML" not in script
