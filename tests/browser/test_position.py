"""The page about positions in a browser: thresholds by keyboard, the link that carries them, and the map that opens another city."""

from playwright.sync_api import Page, expect

from tests.browser.using import go, query, settle, title

DORDRECHT = "positie?gemeente=GM0505"


def test_a_threshold_moves_by_keyboard_and_stands_in_the_link(page: Page, site: str) -> None:
    go(page, site, DORDRECHT)
    assert title(page) == "Dordrecht is het centrum van een eigen regio"
    slider = page.get_by_role("slider", name="Een grotere stad trekt van de werkende inwoners minstens …")
    slider.focus()
    for _ in range(3):
        slider.press("ArrowLeft")
        settle(page)
    assert query(page)["pendel"] == "0.12"
    assert title(page) == "Dordrecht ligt nabij een grotere stad"
    expect(page.get_by_text("wisselen van positie")).to_be_visible()
    # The same link on a cold server gives the same answer.
    page.reload()
    settle(page)
    assert title(page) == "Dordrecht ligt nabij een grotere stad"
    page.get_by_role("button", name="Terug naar de officiële drempels").click()
    settle(page)
    assert "pendel" not in query(page)
    assert title(page) == "Dordrecht is het centrum van een eigen regio"


def test_the_map_of_the_region_has_its_circles_and_lines(page: Page, site: str) -> None:
    go(page, site, "positie?gemeente=GM0345")
    region = page.locator(".st-key-kaart_regio svg").first
    assert region.locator("circle").count() >= 2
    label = region.get_attribute("aria-label") or ""
    assert "Kaart rond Veenendaal" in label
    assert "Ede 12,4" in label


def test_another_municipality_can_be_looked_at(page: Page, site: str) -> None:
    go(page, site, "positie?gemeente=GM0345")
    box = page.get_by_role("combobox", name="Bekijk een andere gemeente")
    box.fill("Vlissingen")
    page.get_by_role("option", name="Vlissingen").click()
    settle(page)
    assert title(page) == "Vlissingen ligt in een polycentrische regio"
    assert query(page) == {"gemeente": "GM0345", "bekijk": "GM0718"}


def test_the_page_fits_a_narrow_phone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    go(page, site, DORDRECHT)
    main = page.locator('[data-testid="stMain"]')
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")
