"""What Python closes for its travel, the browser opens to the same picture: every figure, name and word of it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from etl import store
from etl.values import rounded
from etl.view import make
from pages.components.choice import selection
from pages.components.pictures import charts, drawing, travel
from pages.components.shell import frame
from pages.components.wording import dutch
from tests.browser.using import go, pick, settle

SOURCE = "".join((drawing.FOLDER / name).read_text(encoding="utf-8") for name in ("core.js", "travel.js"))
OPEN = """([source, list, specs]) => {
  const [listed, opened] = new Function(source + '; return [listed, opened];')();
  return specs.map((spec) => opened(spec, { [list.id]: listed(list) }));
}"""

Spec = dict[str, Any]


def same(one: object, two: object, decimals: int) -> bool:
    """Whether two figures are drawn and written alike."""
    if isinstance(one, int | float) and isinstance(two, int | float):
        return rounded(one, decimals) == rounded(two, decimals) and abs(one - two) < 10.0 ** -(max(decimals, 0) + 2)
    return one is two is None


def lines(spec: Spec) -> list[list[float | None]]:
    """All figures of a line, over all its years."""
    series = [spec[name] for name in ("median", "city", "reference") if spec.get(name)] + list(spec.get("others") or [])
    found = [one["values"] for one in series] + [one["ahead"]["values"] for one in series if one.get("ahead")]
    found += [spec["band"][end] for end in ("low", "high")] if spec.get("band") else []
    return [[*values, *[None] * (len(spec["years"]) - len(values))] for values in found]


def check(asked: Spec, came: Spec, decimals: int) -> None:
    """The opened picture is the one that was closed."""
    kind = asked["kind"]
    if kind == "map":
        assert came["fill"] == asked["fill"]
        assert came["tips"] == asked["tips"]
        assert sorted(came.get("outline") or []) == sorted(asked["outline"])
        assert came["labels"] == asked["labels"]
    elif kind == "strip":
        for row, opened in zip(drawing.packed(asked)["rows"], came["rows"], strict=True):
            for part in ("code", "name", "provisional", "label"):
                assert opened["marks"][part] == row["marks"][part]
            assert all(same(a, b, decimals) for a, b in zip(row["marks"]["value"], opened["marks"]["value"], strict=True))
    elif kind == "bars":
        for row, opened in zip(asked["rows"], came["rows"], strict=True):
            if "skip" in row:
                assert opened == row
                continue
            assert {k: opened[k] for k in ("rank", "code", "name", "provisional")} == {
                k: row[k] for k in ("rank", "code", "name", "provisional")
            }
            assert same(row["value"], opened["value"], decimals)
    else:
        assert came["years"] == asked["years"]
        for one, other in zip(lines(asked), lines(came), strict=True):
            assert all(same(a, b, decimals) for a, b in zip(one, other, strict=True))
    changed = {"fill", "tips", "outline", "labels", "rows", "years", "median", "city", "reference", "others", "band", "figures"}
    kept = {k: v for k, v in asked.items() if k not in changed and v is not None and v is not False and v != []}
    assert {k: v for k, v in came.items() if k in kept} == kept


def test_the_browser_opens_what_was_closed(page: Page) -> None:
    held = store.open()
    places = frame.places(held)
    asked: list[tuple[Spec, int]] = []
    for n, indicator in enumerate(held.indicators()):
        mine = held.cities()[7 * n % len(held.cities())]
        view = make(held, indicator, selection.groups(held, mine)[selection.SAME], mine, None, ("GM0355", "GM0294"))
        whole = make(held, indicator, selection.whole(held), mine)
        asked += [
            (charts.map_values(whole, "app/static/geo/x.json"), indicator.decimals),
            (charts.strip(whole, selection.by_position(held), held.definitions.rule.labels), indicator.decimals),
            (charts.bars(view), indicator.decimals),
            (charts.line(view, others=("GM0355", "GM0294")), indicator.decimals),
        ]
    asked.append((charts.map_positions(held, "app/static/geo/x.json", held.city("GM0355"), ("GM0294",)), 0))
    closed = [travel.close(drawing.checked(spec), places) for spec, _ in asked]
    assert all("of" in spec for spec in closed)
    came = page.evaluate(OPEN, [SOURCE, places.sent(), closed])
    for (spec, decimals), opened in zip(asked, came, strict=True):
        check(spec, opened, decimals)


def test_the_words_stand_round_the_picture(page: Page, site: str) -> None:
    go(page, site, "/vergelijk?gemeente=GM0355")
    order = "all => all.map((e) => [...e.parentElement.children].map((part) => part.classList[0]))"
    orders = page.locator(".mf").evaluate_all(order)
    assert orders
    assert all(parts == ["mf-head", "mf-unit", "mf", "mf-source"] for parts in orders)


@pytest.mark.parametrize(("indicator", "against"), [("share_65_plus", "woz_value"), ("woz_value", "jobs_rate")])
def test_hovering_over_a_point_says_what_the_words_say(page: Page, site: str, indicator: str, against: str) -> None:
    """The cloud's figures are written by Plotly or by Python, whichever travels shorter."""
    held = store.open()
    city = held.city("GM0355")
    go(page, site, f"/vergelijk?gemeente={city.code}&indicator={indicator}&tegen={against}")
    point = page.locator(".st-key-spreiding .scatterlayer .trace:last-child .point")
    point.scroll_into_view_if_needed()
    point.hover(force=True)  # Plotly lays its own glass over the points
    shown = page.locator(".st-key-spreiding .hoverlayer .hovertext").first
    expect(shown).to_contain_text(city.name)
    for name in (indicator, against):
        one = held.definitions.indicators[name]
        value = make(held, one, selection.whole(held), city).value(city.code)
        assert value is not None
        expect(shown).to_contain_text(f"{one.title}: {dutch.figure(value, one)}")


def test_a_choice_is_a_small_message(page: Page, site: str) -> None:
    """All that comes with another figure, another city and another year, the cloud too: it was 42 to 49 kB when every picture sent every name."""
    came: list[int] = []
    page.on("websocket", lambda line: line.on("framereceived", lambda frame: came.append(len(frame))))
    go(page, site, "/vergelijk?gemeente=GM0307")
    for box, text in (("keuze_indicator", "Werkloosheid"), ("keuze_gemeente", "Goes"), ("keuze_jaar", "2018")):
        before = page.locator(".mm-lead").inner_text()
        came.clear()
        pick(page, box, text)
        expect(page.locator(".mm-lead")).not_to_have_text(before)
        settle(page)
        page.wait_for_timeout(1000)  # the cloud comes after the other pictures
        settle(page)
        assert 10_000 < sum(came) < 28_000, f"{box}: {sum(came)} bytes in {len(came)} messages"
