"""What a visitor takes home: the file beside a picture and the file of the tables page hold what the screen says."""

import csv
import re
import statistics
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect
from pptx import Presentation

from etl import store
from pages.components.wording import dutch
from tests.browser.using import go, pick, plain, query, sentence, settle, title


def download(page: Page, button: Locator) -> tuple[str, list[dict[str, str]]]:
    """Press a download button; the name of the file and its rows."""
    with page.expect_download() as waiting:
        button.click()
    path = Path(waiting.value.path())
    with path.open(encoding="utf-8", newline="") as file:
        return waiting.value.suggested_filename, list(csv.DictReader(file))


def csv_button(page: Page) -> Locator:
    """The CSV of the (first) line picture."""
    return page.locator('[class*="st-key-csv_"] button').first


def rows_in_title(page: Page) -> tuple[int, int]:
    """How many rows, and how many of them without a value, the tables page says it shows."""
    found = re.match(r"([\d.]+) rij(?:en)?, ([\d.]+) zonder waarde", title(page))
    assert found, title(page)
    return tuple(int(n.replace(".", "")) for n in found.groups())  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("city", "indicator", "year"),
    [("GM0345", "share_65_plus", 2020), ("GM0294", "hospital_distance", 2015), ("GM0355", "sale_price", 2023)],
)
def test_csv_sentence_and_store_say_the_same(page: Page, site: str, city: str, indicator: str, year: int) -> None:
    go(page, site, f"vergelijk?gemeente={city}&indicator={indicator}&jaar={year}")
    name, rows = download(page, csv_button(page))
    held = store.open()
    assert name.endswith(f"_{held.id.lower()}.csv")
    assert {row["snapshot"] for row in rows} == {held.id}
    of_year = {row["region_code"]: row for row in rows if row["year"] == str(year)}
    stored = held.cross_section(indicator, year).set_index("region")["value"]
    for code, row in of_year.items():
        assert (row["value"] == "") == bool(stored[code] != stored[code])
        assert row["value"] == "" or float(row["value"]) == stored[code]
    shown = held.definitions.indicators[indicator]
    fellows = [c.code for c in held.cities() if c.position == held.city(city).position]
    middle = statistics.median(float(of_year[c]["value"]) for c in fellows if of_year[c]["value"])
    said = sentence(page)
    for figure in (float(of_year[city]["value"]), middle, float(of_year["NL01"]["value"])):
        assert plain(dutch.figure(figure, shown)) in said
    higher = sum(float(of_year[c]["value"] or "-inf") > float(of_year[city]["value"]) for c in fellows)
    assert f"plaats {higher + 1} van" in said


def test_the_table_behind_a_picture_opens(page: Page, site: str) -> None:
    go(page, site, "vergelijk?gemeente=GM0345")
    page.get_by_role("button", name="Tabel").first.click()
    table = page.get_by_test_id("stPopoverBody").get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    page.keyboard.press("Escape")
    expect(table).to_be_hidden()


@pytest.mark.parametrize(("of", "charts"), [("vergelijk", 1), ("strook_strook", 1), ("staven", 1), ("kaart", 0)])
def test_a_slide_of_a_picture_is_taken_home(page: Page, site: str, of: str, charts: int) -> None:
    go(page, site, "vergelijk?gemeente=GM0345&indicator=net_participation")
    page.locator(f".st-key-delen_{of} button").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Dia (PowerPoint)").click()
    assert waiting.value.suggested_filename.endswith(".pptx")
    slide = Presentation(waiting.value.path()).slides[0]
    assert sum(shape.has_chart for shape in slide.shapes) == charts
    heads = [plain(text) for text in page.locator(".mf-head").all_inner_texts()]
    assert plain(slide.shapes.title.text_frame.text) in heads
    said = slide.notes_slide.notes_text_frame.text
    assert f"{site}/vergelijk?gemeente=GM0345" in said
    # The address in the notes opens the same figure.
    go(page, site, said.rsplit(site, 1)[1])
    assert query(page)["indicator"] == "net_participation"


@pytest.mark.parametrize(("path", "key"), [("vergelijk?gemeente=GM0345&lijn=aan", "spreiding"), ("scenario?gemeente=GM0345", "scenario")])
def test_the_scatter_and_a_scenario_are_slides_that_lead_back(page: Page, site: str, path: str, key: str) -> None:
    go(page, site, path)
    page.locator(f".st-key-delen_{key} button").click()
    with page.expect_download() as waiting:
        page.locator(f".st-key-dia_{key} button").click()
    slide = Presentation(waiting.value.path()).slides[0]
    assert sum(shape.has_chart for shape in slide.shapes) == 1
    heads = [plain(text) for text in page.locator("h1, h3").all_inner_texts()]
    assert plain(slide.shapes.title.text_frame.text) in heads
    go(page, site, slide.notes_slide.notes_text_frame.text.rsplit(site, 1)[1])
    assert plain(slide.shapes.title.text_frame.text) in [plain(text) for text in page.locator("h1, h3").all_inner_texts()]


def test_a_profile_is_taken_home_as_slides(page: Page, site: str) -> None:
    go(page, site, "stad?gemeente=GM0345")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Profiel als dia’s (PowerPoint)").click()
    assert re.match(r"stadsprofiel_veenendaal_.+\.pptx", waiting.value.suggested_filename)
    deck = Presentation(waiting.value.path())
    shown = [plain(text) for text in page.locator("h2, h3").all_inner_texts()]
    tables = [slide for slide in deck.slides if any(shape.has_table for shape in slide.shapes)]
    assert len(tables) == 4
    assert all(any(plain(slide.shapes.title.text_frame.text) in head for head in shown) for slide in tables)
    page.emulate_media(media="print")
    assert page.locator(".st-key-acties_dia_profiel").is_hidden(), "paper has no buttons"
    page.emulate_media(media=None)


def test_the_pictures_of_the_overview_are_slides_too(page: Page, site: str) -> None:
    go(page, site, "")
    for key, charts in (("kaart", 0), ("economy", 1)):
        page.locator(f".st-key-delen_{key} button").click()
        with page.expect_download() as waiting:
            page.locator(f".st-key-dia_{key} button").click()
        slide = Presentation(waiting.value.path()).slides[0]
        assert sum(shape.has_chart for shape in slide.shapes) == charts
        page.keyboard.press("Escape")


def test_the_definition_of_a_picture_opens(page: Page, site: str) -> None:
    go(page, site, "veerkracht?trend=ageing")
    page.get_by_role("button", name="Definitie").first.click()
    body = page.get_by_test_id("stPopoverBody")
    expect(body).to_contain_text("Bron:")
    expect(body).to_contain_text("70072ned")


@pytest.mark.parametrize(
    ("link", "count"),
    [
        ("tabellen?steden=GM0345.NL01&cijfers=inhabitants&van=2000&tot=2005", 12),
        ("tabellen?steden=positie-2.GM0345&cijfers=hospital_distance.woz_value&van=2003&tot=2024", 31 * 2 * 22),
        ("tabellen", None),
    ],
)
def test_the_rows_of_the_tables_page_are_the_rows_of_its_file(page: Page, site: str, link: str, count: int | None) -> None:
    go(page, site, link)
    rows_said, empty_said = rows_in_title(page)
    name, rows = download(page, page.locator(".st-key-bestand_csv button"))
    assert len(rows) == rows_said == (count or rows_said)
    assert sum(row["value"] == "" for row in rows) == empty_said
    assert all((row["value"] == "") == (row["missing"] != "") for row in rows)
    assert name.startswith("midsize-monitor_")
    assert len({(row["region_code"], row["indicator"], row["year"]) for row in rows}) == len(rows)


def test_filters_of_the_tables_page_change_rows_link_and_file(page: Page, site: str) -> None:
    go(page, site, "tabellen?steden=GM0345&cijfers=inhabitants&van=2015&tot=2020")
    assert rows_in_title(page) == (6, 0)
    pick(page, "keuze_steden", "Zeist")
    assert query(page)["steden"] == "GM0345.GM0355"
    assert rows_in_title(page) == (12, 0)
    pick(page, "keuze_cijfers", "ziekenhuis")
    assert query(page)["cijfers"] == "inhabitants.hospital_distance"
    assert rows_in_title(page)[0] == 24
    page.locator('[data-testid="stSlider"] input[type=range]').first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**van=2016**")
    settle(page)
    assert rows_in_title(page)[0] == 20
    _, rows = download(page, page.locator(".st-key-bestand_csv button"))
    assert len(rows) == 20
    assert {row["region"] for row in rows} == {"Veenendaal", "Zeist"}
    assert {int(row["year"]) for row in rows} == set(range(2016, 2021))


def test_a_pasted_list_gives_its_rows(page: Page, site: str) -> None:
    go(page, site, "tabellen?cijfers=inhabitants&van=2020&tot=2021")
    page.get_by_text("Plak een eigen lijst").click()
    page.get_by_label("Namen of codes").fill("Zeist\nDen Bosch, 294; Graft-De Rijp\nZeits")
    page.get_by_role("button", name="Kies deze plaatsen").click()
    page.wait_for_url("**steden=GM0355.GM0796.GM0294.GM0361**")
    settle(page)
    assert rows_in_title(page) == (8, 0)
    expect(page.get_by_text("Graft-De Rijp hoort nu bij Alkmaar. Niet gevonden: Zeits (bedoelt u Zeist?).")).to_be_visible()
    _, rows = download(page, page.locator(".st-key-bestand_csv button"))
    assert {row["region"] for row in rows} == {"Zeist", "'s-Hertogenbosch", "Winterswijk", "Alkmaar"}


def test_without_a_choice_the_tables_page_says_what_to_choose(page: Page, site: str) -> None:
    go(page, site, "tabellen?steden=.")
    assert title(page) == "Nog geen rijen gekozen"
    assert page.locator(".mm-lead").inner_text() == "Kies bij Steden een stad of groep."
    assert page.get_by_test_id("stDownloadButton").count() == 0


def test_the_workbook_and_the_parquet_hold_the_rows_of_the_csv(page: Page, site: str, tmp_path: Path) -> None:
    go(page, site, "tabellen?steden=GM0345.GM0355&cijfers=inhabitants&van=2015&tot=2020")
    _, rows = download(page, page.locator(".st-key-bestand_csv button"))
    files = {}
    for ending in ("xlsx", "parquet", "zip"):
        with page.expect_download() as waiting:
            page.locator(f".st-key-bestand_{ending} button").click()
        assert waiting.value.suggested_filename.endswith(f".{ending}")
        files[ending] = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(files[ending])
    sheet = openpyxl.load_workbook(files["xlsx"])["Gegevens"]
    head, *lines = list(sheet.iter_rows(values_only=True))
    at = {name: head.index(name) for name in ("code", "jaar", "waarde")}
    expected = [(row["region_code"], int(row["year"]), float(row["value"])) for row in rows]
    assert [(x[at["code"]], x[at["jaar"]], x[at["waarde"]]) for x in lines] == expected
    frame = pd.read_parquet(files["parquet"])
    assert list(zip(frame["region_code"], frame["year"], frame["value"], strict=True)) == expected
    assert zipfile.is_zipfile(files["zip"])


def test_the_plain_address_gives_the_rows_of_the_page(page: Page, site: str) -> None:
    """The snippet on the page is run as it stands."""
    go(page, site, "tabellen?steden=GM0345.GM0355&cijfers=inhabitants&van=2015&tot=2020")
    _, rows = download(page, page.locator(".st-key-bestand_csv button"))
    page.get_by_text("Zelf inlezen met Python").click()
    snippet = page.get_by_test_id("stCode").first.inner_text()
    assert "pd.read_csv" in snippet
    known: dict[str, pd.DataFrame] = {}
    exec(compile(snippet.strip(), "snippet", "exec"), known)  # the text is the page's own, made from the link
    assert [(r, y, v) for r, y, v in zip(known["rows"]["region_code"], known["rows"]["year"], known["rows"]["value"], strict=True)] == [
        (row["region_code"], int(row["year"]), float(row["value"])) for row in rows
    ]


def test_the_server_refuses_what_it_does_not_know(page: Page, site: str) -> None:
    answer = page.request.get(f"{site}/api/v1/rows.csv?steden=GM9999&cijfers=inhabitants")
    assert answer.status == 400
    assert "‘GM9999’ is geen bekende waarde van ‘steden’." in answer.text()
    assert page.request.get(f"{site}/api/v1/regions.json").json()["groups"]


@pytest.mark.parametrize("path", ["api/v2/rows.csv", "api/v1/rows.cvs", "api/v1/rows.csv/x", "api/x", "sitemap.xml"])
@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_what_is_not_there_is_not_found(page: Page, site: str, path: str, accept: str) -> None:
    """Streamlit answers any address with its page, and 200."""
    answer = page.request.get(f"{site}/{path}", headers={"Accept": accept})
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/plain")
    assert re.match(r"(Dit|‘).*\.", answer.text())


def test_search_engines_are_told_what_to_leave_alone(page: Page, site: str) -> None:
    answer = page.request.get(f"{site}/robots.txt")
    assert answer.status == 200
    assert {"Disallow: /api", "Disallow: /meedoen", "Disallow: /kennisagenda/beheer"} <= set(answer.text().splitlines())
    assert page.request.post(f"{site}/api/v1/rows.csv").status == 405


def test_the_guide_to_the_plain_addresses_opens_from_the_tables_page(page: Page, site: str) -> None:
    go(page, site, "tabellen?steden=GM0345&cijfers=inhabitants&van=2015&tot=2020")
    page.get_by_text("Zelf inlezen met Python").click()
    address = page.get_by_role("link", name="Alle adressen, met uitleg en voorbeelden").get_attribute("href")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(str(address))
    assert answer is not None
    assert answer.status == 200
    expect(page.get_by_role("heading", level=1)).to_have_text("Cijfers op een vast adres")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Midsize Sans\"'))")
    assert {url.split("/api")[0].split("/app/")[0] for url in asked} == {site}
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.goto(f"{site}/api").url == f"{site}/api/v1/"  # type: ignore[union-attr]
