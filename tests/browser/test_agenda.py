"""A meeting from beginning to end: a presenter's screen, two phones, a database that goes away and comes back, a vote, and the files."""

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import Fresh, Server, Watch
from tests.browser.test_accessibility import RULES
from tests.browser.using import settle, title

PHONE = ViewportSize(width=390, height=844)
NASTY = "<img src=x onerror=alert(1)> **vet** [link](http://x.example)"
NAME = "![x](https://x.example/a.png) ‘zaal’ 3 – *$a$* :red[b]_c_ #d"
TINY = """() => [...document.querySelectorAll('.mr-screen, .mr-screen *')].filter((node) => {
  const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
  return own && node.getBoundingClientRect().height > 0 && parseFloat(getComputedStyle(node).fontSize) < 28;
}).map((node) => node.textContent.slice(0, 40))"""
OUTSIDE = """() => [...document.querySelectorAll('.mr-screen *')].filter((node) => {
  const box = node.getBoundingClientRect();
  const cut = node.closest('.mr-answers');
  return box.width > 0 && !cut && (box.right > innerWidth + 1 || box.bottom > innerHeight - 40);
}).map((node) => `${node.className}: ${node.textContent.slice(0, 40)}`)"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the answers of this test are kept."""
    return tmp_path_factory.mktemp("agenda") / "data"


@pytest.fixture(scope="module")
def room(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard with a database of its own; its address."""
    running = Server(tmp_path_factory.mktemp("room") / "log.txt", DATABASE_URL=f"sqlite:///{folder / 'test.sqlite3'}")
    yield running.url
    running.stop()


def sound(page: Page) -> None:
    """Nothing that a machine can find stands in the way of anybody."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], node["target"]) for one in found for node in one["nodes"]] == []


def narrow(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], "no page scrolls sideways"


def answer(phone: Page, place: int, text: str) -> None:
    """Type an answer to the open question at this place, and send it."""
    section = phone.locator("section:has(textarea)").nth(place)
    section.locator("textarea").fill(text)
    section.get_by_role("button", name=re.compile("Verstuur")).click()


def said(phone: Page, place: int) -> str:
    line = phone.locator("section:has(textarea)").nth(place).locator(".said")
    expect(line).not_to_be_empty()
    return line.inner_text()


EXPECTED = re.compile(r"status 503: |Failed to load resource: (the server responded with a status of 503|net::ERR_INTERNET_DISCONNECTED)")
"""What a browser says by itself where the database, or its line, is away."""


@pytest.fixture
def phones(browser: Browser) -> Iterator[list[Page]]:
    """Two phones. They may complain about what this test takes away from them, and about nothing else."""
    watch = Watch()
    contexts = [browser.new_context(viewport=PHONE, locale="nl-NL") for _ in range(2)]
    for context in contexts:
        context.set_default_timeout(20_000)
        watch.over(context)
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()
    assert [trouble for trouble in watch.troubles if not EXPECTED.search(trouble)] == []


def test_a_meeting_from_beginning_to_end(fresh: Fresh, phones: list[Page], room: str, folder: Path, tmp_path: Path) -> None:
    screen = fresh(1440, 900)
    screen.goto(f"{room}/kennisagenda")
    settle(screen)
    screen.get_by_label("Naam van de bijeenkomst").fill(NAME)
    screen.get_by_role("button", name="Nieuwe sessie").click()
    expect(screen.get_by_role("button", name="Op het scherm")).to_be_visible()
    settle(screen)
    assert title(screen) == NAME, "no picture, link or sum is made of it"
    assert screen.url == f"{room}/kennisagenda", "no key stands in the address bar"
    assert screen.evaluate("document.cookie").find("mm_beheer") == -1, "and no script can read it"
    code = screen.locator(".mr-code").inner_text().replace(" ", "")

    # A phone comes in by the code, another by the link of the QR.
    one, two = phones
    one.goto(f"{room}/meedoen")
    sound(one)
    one.get_by_label("De code op het scherm").fill(code.lower())
    one.get_by_role("button", name="Verder").click()
    two.goto(f"{room}/meedoen/{code}")
    for phone in (one, two):
        sound(phone)
        narrow(phone)
        phone.get_by_role("button", name="Meedoen").click()
        expect(phone.locator("details")).to_have_count(5)
    sound(one)
    answer(one, 0, NASTY)
    assert said(one, 0) == "Ontvangen."
    expect(one.locator(".own span").first).to_have_text(NASTY)
    expect(one.locator("textarea").first).to_have_value("")
    narrow(one)
    expect(screen.locator(".mr-numbers b").first).to_have_text("2")
    expect(screen.locator(".ma li p")).to_have_text([NASTY])

    # The database goes away: what was typed stays, also over a reload, and counts once when it is sent again.
    folder.rename(folder.with_name("away"))
    answer(one, 1, "Dit blijft staan")
    assert "Wat u typte, staat er nog" in said(one, 1)
    expect(one.locator("textarea").nth(1)).to_have_value("Dit blijft staan")
    expect(screen.get_by_text("De antwoorden zijn nu niet te lezen").first).to_be_visible()
    folder.with_name("away").rename(folder)
    one.reload()
    expect(one.locator("textarea").nth(1)).to_have_value("Dit blijft staan")
    one.locator("section:has(textarea)").nth(1).get_by_role("button", name="Verstuur").click()
    assert said(one, 1) == "Ontvangen."

    # The line of a phone drops: the same.
    two.context.set_offline(True)
    answer(two, 2, "Vanuit de tunnel")
    assert said(two, 2).startswith("Geen verbinding")
    two.context.set_offline(False)
    two.get_by_role("button", name="Verstuur opnieuw").click()
    expect(two.locator("section:has(textarea)").nth(2).locator(".said")).to_have_text("Ontvangen.")
    two.locator("summary").last.click()
    two.get_by_label("Leerkringen").first.check()
    two.get_by_role("button", name="Verstuur keuze").click()
    expect(two.locator("#forms .said")).to_have_text("Ontvangen.")
    answer(two, 12, "Wonen voor jongeren")
    assert said(two, 12) == "Ontvangen."
    narrow(two)
    lines = screen.locator(".ma li p")
    expect(lines).to_have_count(4)
    assert lines.all_inner_texts() == [NASTY, "Dit blijft staan", "Vanuit de tunnel", "Wonen voor jongeren"]

    # The presenter works with the list while it goes on growing.
    screen.locator(".ma li input").nth(0).check()
    screen.get_by_role("button", name="Verberg").click()
    expect(screen.locator(".ma li.hidden")).to_have_count(1)
    screen.locator(".ma li input").nth(1).check()
    answer(one, 2, "Intussen nog een")
    expect(lines).to_have_count(5)
    expect(screen.locator(".ma li input").nth(1)).to_be_checked()
    screen.locator(".ma li input").nth(2).check()
    screen.get_by_role("combobox", name="Onderwerp").fill("De regio samen")
    screen.get_by_role("button", name="Zet onder onderwerp").click()
    expect(screen.locator(".ma li small b")).to_have_text(["De regio samen", "De regio samen"])
    expect(screen.locator(".ma-said")).to_have_text("2 antwoorden onder ‘De regio samen’ gezet.")

    # The vote.
    screen.get_by_role("button", name="Open het stemmen").click()
    settle(screen)
    for phone in (one, two):
        phone.goto(f"{room}/meedoen/{code}")
        phone.get_by_label("De regio samen").check()
    sound(one)
    two.get_by_label("Wonen voor jongeren").check()
    for phone in (one, two):
        phone.get_by_role("button", name="Verstuur stemmen").click()
        expect(phone.locator(".said")).to_have_text("Ontvangen.")

    # Large, in front of the room.
    screen.set_viewport_size({"width": 1280, "height": 720})
    screen.get_by_role("button", name="Op het scherm").click()
    expect(screen.locator(".mr-screen .mr-code")).to_have_text(f"{code[:4]} {code[4:]}")
    boxes = [screen.get_by_role("button", name=name).first.bounding_box() for name in ("Vorige", "Volgende", "Sluiten")]
    (row,) = {box["y"] if box else None for box in boxes}
    assert row is not None
    assert row > 720 - 60, "one row, below the code"
    for number in range(1, 8):
        settle(screen)
        assert screen.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight") <= 720, number
        assert screen.evaluate(TINY) == [], number
        assert screen.evaluate(OUTSIDE) == [], number
        under, way = screen.locator(".mr-screen").bounding_box(), screen.locator(".st-key-groot").bounding_box()
        assert under is not None
        assert way is not None
        assert under["y"] + under["height"] <= way["y"], "the buttons lie over nothing"
        assert NASTY not in screen.locator(".mr-screen").inner_text(), "what was hidden is on no screen"
        if number < 7:
            screen.keyboard.press("ArrowRight")
            screen.wait_for_url(f"**figuur={number + 1}**")
    expect(screen.locator(".mr-bars li").first).to_have_text(re.compile("De regio samen.*2"))
    screen.keyboard.press("Escape")
    screen.set_viewport_size({"width": 1440, "height": 900})
    expect(screen.get_by_role("button", name="Sluit de sessie")).to_be_visible()

    # And on the presenter's own phone.
    screen.set_viewport_size(PHONE)
    screen.goto(f"{room}/kennisagenda?beeld=groot&figuur=6")
    expect(screen.locator(".mr-screen .mr-two")).to_be_visible()
    narrow(screen)
    assert screen.locator(".mr-bars li span").evaluate_all("all => all.filter(one => one.getBoundingClientRect().width < 90).length") == 0
    screen.set_viewport_size({"width": 1440, "height": 900})
    screen.goto(f"{room}/kennisagenda")
    expect(screen.get_by_role("button", name="Sluit de sessie")).to_be_visible()

    # Home with it, and away with it.
    with screen.expect_download() as waiting:
        screen.locator(".st-key-sessie_xlsx button").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert re.fullmatch(r"kennisagenda_x-https-x-example-a-png-zaal-3-a-red-b-c-d_\d{4}-\d\d-\d\d\.xlsx", file.name)
    book = openpyxl.load_workbook(file)
    answers = [(row[3], row[5]) for row in book["Antwoorden"].iter_rows(min_row=2, values_only=True)]
    assert answers == [
        (NASTY, "ja"),
        ("Dit blijft staan", "nee"),
        ("Vanuit de tunnel", "nee"),
        ("Wonen voor jongeren", "nee"),
        ("Intussen nog een", "nee"),
    ]
    assert [row[1:3] for row in book["Kennisagenda"].iter_rows(min_row=2, values_only=True)] == [
        ("De regio samen", 2),
        ("Wonen voor jongeren", 1),
    ]
    with screen.expect_download() as waiting:
        screen.locator(".st-key-sessie_docx button").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"PK")
    screen.get_by_role("button", name="Sluit de sessie").click()
    expect(screen.get_by_role("button", name="Heropen de sessie")).to_be_visible()
    one.reload()
    expect(one.get_by_text("Deze sessie is gesloten")).to_be_visible()
    screen.get_by_role("button", name="Bewaren en verwijderen").click()
    screen.get_by_text("Ja, verwijder alle antwoorden").click()
    screen.get_by_role("button", name="Verwijder nu").click()
    expect(screen.get_by_role("button", name="Nieuwe sessie")).to_be_visible()


def test_without_a_script_a_phone_takes_part_all_the_same(browser: Browser, room: str, fresh: Fresh) -> None:
    screen = fresh(1440, 900)
    screen.goto(f"{room}/kennisagenda")
    settle(screen)
    screen.get_by_role("button", name="Nieuwe sessie").click()
    code = screen.locator(".mr-code").inner_text().replace(" ", "")
    phone = fresh(**PHONE, java_script_enabled=False)
    phone.goto(f"{room}/meedoen/{code}")
    phone.get_by_role("button", name="Meedoen").click()
    answer(phone, 0, "Zonder script")
    expect(phone.locator(".said").first).to_have_text("Ontvangen.")
    expect(phone.locator(".own span")).to_have_text("Zonder script")
    phone.get_by_role("button", name="Trek in").click()
    expect(phone.locator(".own span")).to_have_count(0)
    sound(screen)
