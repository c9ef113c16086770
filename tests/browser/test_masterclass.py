"""The masterclasses on the screen of a room: from the first step to the last with a clicker, without scroll, with the figures of the snapshot."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from etl import claims, definitions, stories
from etl import store as stored
from pages.components.masterclass import stage
from pages.components.masterclass.story import Frame, frames
from pages.components.wording import dutch
from tests.browser.conftest import FLAGS, HOST, Fresh, Server
from tests.browser.test_accessibility import violations
from tests.browser.test_city import printed
from tests.browser.using import go, plain, query, settle, title

STORIES = stories.load(definitions.load())
SIZES = [(1280, 720), (1920, 1080)]
FIRST = next(iter(STORIES))
SMALLEST, SMALLEST_TICK = 28, 24
"""Letters on a screen of 1280 × 720; on a larger one as much larger."""

STEP = """() => {
  const screen = document.querySelector('.stage');
  const step = document.querySelector('.stage-step.is-shown');
  const seen = (node) => node.getClientRects().length && getComputedStyle(node).visibility === 'visible';
  const out = [...step.querySelectorAll('h2, p, li, .stage-figure, .mf > svg, .mf text')].filter(seen).filter((node) => {
    const box = node.getBoundingClientRect();
    return box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
  });
  const crowded = [...step.querySelectorAll('.stage-items, .stage-body, .stage-source')].filter((node) => node.scrollHeight > node.clientHeight + 4);
  const letters = [...step.querySelectorAll('h2, .stage-unit, .stage-ask, .stage-broken, li > span:not(.stage-mark)')].filter(seen);
  const drawn = [...step.querySelectorAll('.mf text:not(.mf-badge)')].map((text) => {
    const matrix = text.getScreenCTM();
    return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(matrix.a, matrix.b);
  });
  return {
    step: Number(screen.dataset.step), open: screen.dataset.open === 'true', head: step.querySelector('h2').textContent,
    shown: document.querySelectorAll('.stage-step.is-shown').length,
    scroll: [document.scrollingElement.scrollHeight - innerHeight, screen.scrollHeight - screen.clientHeight, step.scrollHeight - step.clientHeight],
    out: out.map((node) => node.textContent.slice(0, 40)), crowded: crowded.map((node) => node.className),
    letters: Math.min(99, ...letters.map((node) => parseFloat(getComputedStyle(node).fontSize))), ticks: Math.min(99, ...drawn),
    items: [...step.querySelectorAll('.stage-items li > span:not(.stage-mark)')].map((node) => node.firstChild.textContent),
    texts: [...step.querySelectorAll('.mf text')].map((node) => node.textContent),
  };
}"""


def ready(page: Page, site: str, link: str) -> None:
    """Open a story and wait until all its steps are drawn."""
    page.goto(f"{site}/masterclass?{link}", wait_until="commit")
    page.locator(".stage[data-drawn]").wait_for()


def now(page: Page) -> dict[str, Any]:
    """What stands on the screen, once it stands still: a picture takes its height a frame or more after its step is shown."""
    found = dict(page.evaluate(STEP))
    for _ in range(20):
        if not found["out"] and not found["crowded"]:
            break
        page.wait_for_timeout(50)
        found = dict(page.evaluate(STEP))
    return found


def told(name: str, code: str | None = None) -> tuple[Frame, ...]:
    """The frames of a story as the snapshot has them."""
    held = stored.open()
    return frames(held, STORIES[name], held.city(code) if code else None)


def guessed(page: Page) -> bool:
    """Press on; True where that showed the answer of the same step."""
    before = now(page)["step"]
    page.keyboard.press("PageDown")
    return bool(now(page)["step"] == before)


def numbers(text: str) -> set[str]:
    """Every number in a text, as a Dutch reader writes it."""
    return set(re.findall(r"\d[\d.]*(?:,\d+)?", plain(text)))


def known(name: str, n: int, code: str | None = None) -> set[str]:
    """Every number that step n may name: the facts of the snapshot, as shown."""
    held = stored.open()
    story = STORIES[name]
    step = story.steps[n]
    city = held.city(code or story.city) if code or story.city else None
    seen = claims.look(held, story, step, city)
    # Words hold numbers of their own: 65-plussers, per 1.000 inwoners, of every 100.
    words = [re.sub(r"\{\w+\}", "", text) for text in (*(h.says for h in step.headlines), *(g.says for g in step.guesses))]
    words += [seen.view.indicator.title, seen.view.indicator.phrase, seen.view.indicator.unit] if seen.view is not None else []
    found = {number for text in words for number in numbers(text)}
    for value in seen.facts.values():
        if isinstance(value, (int, float)):
            found |= {str(int(value)), dutch.number(float(value), 0), dutch.number(abs(float(value)), 0)}
            if seen.view is not None:
                found |= numbers(dutch.figure(float(value), seen.view.indicator)) | numbers(
                    dutch.difference(float(value), seen.view.indicator)
                )
        elif isinstance(value, str):
            found |= numbers(value)
    return found


def last_figure(name: str, n: int) -> str:
    """The figure of the story's city at the end of its line, straight from the rows of the snapshot; empty for other steps."""
    story = STORIES[name]
    step = story.steps[n]
    if step.kind != "line" or step.index or not story.city:
        return ""
    view = told(name)[n].view
    assert view is not None
    (value,) = stored.open().series(step.indicator, [story.city], first=view.years[-1], last=view.years[-1])["value"]
    return dutch.number(value, view.indicator.decimals) if value == value else ""


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("name", STORIES)
def test_a_clicker_runs_the_story_from_first_to_last_without_scroll(page: Page, site: str, name: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    ready(page, site, f"verhaal={name}")
    made = told(name)
    scale = height / 720
    for n, frame in enumerate(made):
        here = now(page)
        if not here["open"]:
            assert here["head"] == stage.glyphs(frame.guess)
            assert not numbers(here["head"]) - known(name, n)
            assert frame.view is not None
            assert frame.view.city is not None
            if frame.kind == "line":
                assert not any(text.startswith(frame.view.city.name) for text in here["texts"]), "the room guesses first"
            assert guessed(page)
            here = now(page)
        where = f"{name}, step {n + 1}: {here}"
        assert (here["step"], here["shown"], here["open"]) == (n + 1, 1, True), where
        assert here["head"] == stage.glyphs(frame.headline), where
        assert numbers(here["head"]) <= known(name, n), where
        assert max(here["scroll"]) <= 2, where
        assert here["out"] == [], where
        assert here["crowded"] == [], where
        assert here["letters"] >= SMALLEST * scale * 0.99, where
        assert here["ticks"] >= SMALLEST_TICK * scale * 0.99, where
        assert [plain(item) for item in here["items"]] == [plain(stage.glyphs(item)) for item in frame.items], where
        assert last_figure(name, n) in " ".join(map(plain, here["texts"])), where
        page.keyboard.press("PageDown")
    assert now(page)["step"] == len(made), "after the last step it stays"
    assert query(page)["stap"] == str(len(made))


TIMES = """async () => {
  const screen = document.querySelector('.stage');
  const times = [];
  for (let n = 0; n < 60 && !(Number(screen.dataset.step) === document.querySelectorAll('.stage-step').length && screen.dataset.open === 'true'); n++) {
    const start = performance.now();
    document.dispatchEvent(new KeyboardEvent('keydown', {key: 'PageDown', bubbles: true, cancelable: true}));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - start);
  }
  return times;
}"""


@pytest.mark.parametrize("name", STORIES)
def test_the_longest_name_fits_too(page: Page, site: str, name: str) -> None:
    longest = max(stored.open().cities(), key=lambda city: len(city.name))
    page.set_viewport_size({"width": 1280, "height": 720})
    ready(page, site, f"verhaal={name}&gemeente={longest.code}")
    assert page.locator(".stage-bar").evaluate("bar => bar.scrollWidth - bar.clientWidth") <= 1
    for n in range(1, len(STORIES[name].steps) + 1):
        if not now(page)["open"]:
            page.keyboard.press("PageDown")
        here = now(page)
        where = f"{name}, step {n}: {here}"
        assert here["out"] == [], where
        assert here["crowded"] == [], where
        assert here["letters"] >= SMALLEST * 0.99, where
        assert here["ticks"] >= SMALLEST_TICK * 0.99, where
        page.keyboard.press("PageDown")


def test_a_step_is_there_at_once(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    name = max(STORIES, key=lambda one: len(STORIES[one].steps))
    ready(page, site, f"verhaal={name}")
    walks = []
    for _ in range(2):
        page.keyboard.press("Home")
        walks.append(page.evaluate(TIMES))
    assert len(walks[0]) == len(walks[1]) >= len(STORIES[name].steps) - 1
    # A busy machine may stumble over a step once, not over the same one twice.
    times = sorted(map(min, *walks))
    assert times[len(times) // 2] < 100
    assert times[-1] < 200, times


def test_a_key_held_down_loses_no_step(page: Page, site: str) -> None:
    ready(page, site, f"verhaal={FIRST}")
    presses = len(STORIES[FIRST].steps) + sum(bool(step.guesses) for step in STORIES[FIRST].steps) - 1
    page.evaluate(
        "n => { for (let i = 0; i < n; i++) document.dispatchEvent(new KeyboardEvent('keydown', {key: 'PageDown', repeat: i > 0, bubbles: true, cancelable: true})); }",
        presses,
    )
    assert now(page)["step"] == len(STORIES[FIRST].steps)


def test_back_walks_the_steps_and_asks_the_server_nothing(page: Page, site: str) -> None:
    ready(page, site, f"verhaal={FIRST}&gemeente=GM0828")
    runs: list[str] = []
    page.on("websocket", lambda w: runs.append(w.url))
    page.evaluate("window.stays = document.querySelector('.stage-step')")
    for key, step in (("End", len(STORIES[FIRST].steps)), ("Home", 1), ("ArrowRight", 2), ("ArrowLeft", 1), (" ", 2), ("PageUp", 1)):
        page.keyboard.press(key)
        assert (now(page)["step"], query(page)["stap"]) == (step, str(step)), key
    page.keyboard.press("End")
    page.go_back()
    expect(page.locator(".stage")).to_have_attribute("data-step", "1")
    page.go_back()
    expect(page.locator(".stage")).to_have_attribute("data-step", "2")
    page.go_forward()
    expect(page.locator(".stage")).to_have_attribute("data-step", "1")
    page.wait_for_timeout(400)
    assert page.evaluate("window.stays.isConnected"), "the page was not built anew"
    assert runs == []
    page.keyboard.press("End")
    page.reload(wait_until="commit")
    page.locator(".stage[data-drawn]").wait_for()
    assert now(page)["step"] == len(STORIES[FIRST].steps)


def test_the_list_opens_a_story_and_escape_comes_back_to_it(page: Page, site: str) -> None:
    go(page, site, "masterclass?gemeente=GM0828")
    page.get_by_role("button", name="Start met Oss").first.click()
    page.locator(".stage[data-drawn]").wait_for()
    assert query(page) == {"gemeente": "GM0828", "verhaal": FIRST}
    assert page.locator(".stage-city").inner_text() == "Oss"
    for gone in ("stHeader", "stSidebar"):
        assert not page.get_by_test_id(gone).is_visible()
    page.keyboard.press("PageDown")
    page.keyboard.press("Escape")
    page.locator(".stage").wait_for(state="detached")
    settle(page)
    assert query(page) == {"gemeente": "GM0828"}
    assert "om met een zaal te bespreken" in title(page)
    page.go_back()
    expect(page.locator(".stage[data-drawn]")).to_have_attribute("data-step", "2")


def test_a_number_jumps_and_b_makes_the_screen_black(page: Page, site: str) -> None:
    ready(page, site, f"verhaal={FIRST}")
    count, dark = page.locator(".stage-count"), page.locator(".stage-dark")
    last = len(STORIES[FIRST].steps)
    for digit in str(last):
        page.keyboard.press(digit)
    assert count.inner_text() == f"naar {last} …"
    page.keyboard.press("Enter")
    assert now(page)["step"] == last
    page.keyboard.press("9")
    page.keyboard.press("9")
    page.keyboard.press("Enter")
    assert count.inner_text() == f"er zijn {last} stappen"
    assert now(page)["step"] == last
    page.keyboard.press("PageUp")
    before = last - 1
    for key, light in (("b", "b"), (".", "."), *(("b", one) for one in ("PageDown", "PageUp", "Home", "Escape", "3", "x", " ", "Enter"))):
        page.keyboard.press(key)
        assert dark.is_visible()
        page.keyboard.press("Shift")
        assert dark.is_visible()
        page.keyboard.press(light)
        assert not dark.is_visible(), light
        assert (now(page)["step"], count.inner_text()) == (before, f"{before} van {last}"), (
            "the key that brings the picture back is no step"
        )
    page.keyboard.press("PageDown")
    assert now(page)["step"] == last


@pytest.fixture
def cut_off(browser: Browser) -> Iterator[Page]:
    """A page whose server may go away: that Streamlit complains about that is no news."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    yield context.new_page()
    context.close()


def test_without_a_network_the_story_goes_on(cut_off: Page, site: str) -> None:
    page = cut_off
    ready(page, site, f"verhaal={FIRST}")
    page.context.set_offline(True)
    for n, frame in enumerate(told(FIRST), 1):
        if not now(page)["open"]:
            page.keyboard.press("PageDown")
        here = now(page)
        assert (here["step"], here["head"]) == (n, stage.glyphs(frame.headline))
        assert (page.locator(".stage-step.is-shown .mf[data-drawn]").count() == 1) == (frame.spec is not None)
        page.keyboard.press("PageDown")
    page.context.set_offline(False)


def test_when_the_server_is_gone_nothing_covers_or_locks_the_story(cut_off: Page, tmp_path: Path) -> None:
    page = cut_off
    server = Server(tmp_path / "log.txt")
    try:
        ready(page, server.url, f"verhaal={FIRST}")
        page.evaluate(
            "new MutationObserver(() => document.querySelector('.stDialog') && (window.came = true)).observe(document.body, {childList: true})"
        )
    finally:
        server.stop()
    page.wait_for_function("window.came && !document.querySelector('.stDialog')", timeout=20_000)
    page.keyboard.press("PageDown")
    assert now(page)["step"] == 2
    page.mouse.move(300, 300)
    page.get_by_role("button", name="Vorige").click()
    assert now(page)["step"] == 1


def test_the_speakers_page_and_the_screen_follow_each_other(fresh: Fresh, site: str) -> None:
    screen = fresh(1280, 720)
    ready(screen, site, f"verhaal={FIRST}&gemeente=GM0828")
    screen.keyboard.press("PageDown")
    notes = screen.context.new_page()
    ready(notes, site, f"verhaal={FIRST}&gemeente=GM0828&beeld=notities")
    made = told(FIRST, "GM0828")
    expect(notes.locator(".stage")).to_have_attribute("data-step", "2")
    assert plain(notes.locator(".notes-say").inner_text()) == plain(made[1].say)
    assert plain(notes.locator(".notes-next").inner_text()) in {plain(stage.glyphs(made[2].headline)), plain(stage.glyphs(made[2].guess))}
    assert re.fullmatch(r"\d\d:\d\d", notes.locator(".notes-clock").inner_text())
    notes.keyboard.press("End")
    expect(screen.locator(".stage")).to_have_attribute("data-step", str(len(made)))
    assert query(screen)["stap"] == query(notes)["stap"] == str(len(made))
    assert query(screen).get("beeld") is None
    screen.keyboard.press("b")
    expect(notes.locator(".stage-dark")).to_be_visible()
    notes.get_by_role("button", name="Vorige").click()
    expect(screen.locator(".stage-dark")).to_be_hidden()
    other = screen.context.new_page()
    ready(other, site, f"verhaal={FIRST}&gemeente=GM0294")
    other.keyboard.press("PageDown")
    other.wait_for_timeout(150)
    assert now(screen)["step"] == len(made), "another city is another screen"
    assert violations(notes) == []


def test_a_story_prints_a_step_on_each_page(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    for name, story in STORIES.items():
        ready(page, site, f"verhaal={name}")
        pages, text = printed(page)
        assert pages == len(story.steps), name
        assert len(text) > 3_000
        raw = page.pdf(prefer_css_page_size=True)
        sizes = {tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", raw)}
        assert all(right > top for _, _, right, top in sizes), "on its side"
        page.emulate_media(media="print")
        small = page.evaluate(
            """() => [...document.querySelectorAll('.stage-step')].flatMap((step) => [
              ...[...step.querySelectorAll('h2, p, li, span')].filter((one) => one.textContent && one.checkVisibility({ visibilityProperty: true })).map((one) => [one.textContent, getComputedStyle(one).fontSize]),
              ...['::before', '::after'].map((side) => [side, getComputedStyle(step, side).fontSize]),
            ]).filter(([, size]) => parseFloat(size) * 0.75 < 10.9)"""
        )
        page.emulate_media(media=None)
        assert small == [], "eleven points at least on paper"


@pytest.mark.parametrize("name", STORIES)
def test_a_phone_shows_the_same_step_to_read(fresh: Fresh, site: str, name: str) -> None:
    page = fresh(390, 844, has_touch=True)
    ready(page, site, f"verhaal={name}&stap=2")
    made = told(name)
    for n in range(2, len(made) + 1):
        if not now(page)["open"]:
            page.get_by_role("button", name="Toon het cijfer").click()
        here = now(page)
        assert (here["step"], here["head"]) == (n, stage.glyphs(made[n - 1].headline))
        wide = page.evaluate(
            "[...document.querySelectorAll('.stage-step.is-shown *, .stage-tools *')].filter(e => !e.closest('.mf > svg > *') && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.textContent.slice(0, 40))"
        )
        assert wide == [], n
        assert min(here["letters"], 99) >= 15
        assert here["ticks"] >= 12
        if n < len(made):
            page.get_by_role("button", name="Volgende").click()
    assert page.get_by_role("button", name="Volgende").is_disabled()
    assert violations(page) == []


def test_a_phone_gives_a_figure_away_to_who_asks_for_it_alone(fresh: Fresh, site: str) -> None:
    name, n = next((name, n) for name in STORIES for n, frame in enumerate(told(name), 1) if frame.guess)
    made = told(name)
    page = fresh(390, 844, has_touch=True)
    ready(page, site, f"verhaal={name}&stap={n}")
    reveal = page.locator(".stage-step.is-shown .stage-reveal")
    forward, back = page.get_by_role("button", name="Volgende"), page.get_by_role("button", name="Vorige")
    for _ in range(2):
        assert now(page)["head"] == made[n - 1].guess
        assert reveal.is_visible()
        forward.click()
        assert now(page)["step"] == n + 1, "leafing through shows nothing"
        back.click()
    page.evaluate(SWIPE, [300, 60])
    assert now(page)["step"] == n + 1, "nor does a finger"
    page.evaluate(SWIPE, [60, 300])
    assert now(page)["head"] == made[n - 1].guess
    assert violations(page) == []
    reveal.click()
    assert (now(page)["step"], now(page)["head"]) == (n, made[n - 1].headline)
    assert reveal.is_hidden()
    forward.click()
    back.click()
    assert now(page)["head"] == made[n - 1].headline, "what was seen stays in sight"
    later = fresh(390, 844, has_touch=True)
    ready(later, site, f"verhaal={name}&stap={n + 1}")
    later.get_by_role("button", name="Vorige").click()
    assert now(later)["head"] == made[n - 1].headline, "the room is past it already"


SWIPE = """([from, to]) => {
  const stage = document.querySelector('.stage');
  const touch = (x) => new Touch({identifier: 1, target: stage, clientX: x, clientY: 400});
  stage.dispatchEvent(new TouchEvent('touchstart', {changedTouches: [touch(from)], bubbles: true}));
  stage.dispatchEvent(new TouchEvent('touchend', {changedTouches: [touch(to)], bubbles: true}));
}"""


def test_a_finger_swipes_to_the_next_step(fresh: Fresh, site: str) -> None:
    page = fresh(390, 844, has_touch=True)
    ready(page, site, f"verhaal={FIRST}")
    page.evaluate(SWIPE, [300, 60])
    assert now(page)["step"] == 2
    page.evaluate(SWIPE, [60, 300])
    assert now(page)["step"] == 1
    page.evaluate(SWIPE, [200, 180])
    assert now(page)["step"] == 1


def test_the_screen_breaks_no_rule_and_says_each_step_aloud(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(reduced_motion="reduce")
    ready(page, site, f"verhaal={FIRST}")
    assert page.locator("h1").count() == 1
    for _ in range(3):
        assert violations(page) == []
        page.keyboard.press("PageDown")
        head = now(page)["head"]
        assert plain(page.locator(".stage-said").text_content() or "").endswith(plain(head))
    assert page.evaluate("document.getAnimations().length") == 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.stage') !== null"), "nothing behind the story can be reached"


def test_the_space_bar_goes_on_after_a_click(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    ready(page, site, f"verhaal={FIRST}")
    page.locator(".stage-dot").nth(1).click()
    assert now(page)["step"] == 2
    page.keyboard.press("PageUp")
    page.keyboard.press(" ")
    assert now(page)["step"] == 2
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert now(page)["step"] == 2, "but who goes there with the keyboard presses the button"


@pytest.fixture
def reached(playwright_driver: Playwright, chromium: str) -> Iterator[Page]:
    """A page in a browser that reaches the server under a name, as a phone in the room would."""
    flags = [
        *(flag for flag in FLAGS if "host-resolver" not in flag),
        f"--host-resolver-rules=MAP {ROOM} {HOST}, MAP * ~NOTFOUND, EXCLUDE {HOST}",
    ]
    running = playwright_driver.chromium.launch(executable_path=chromium, args=flags)
    yield running.new_page(viewport={"width": 1280, "height": 720})
    running.close()


ROOM = "zaal.example"


def test_the_code_on_the_screen_is_the_link_of_its_step(reached: Page, server: Server) -> None:
    there = f"http://{ROOM}:{server.port}"
    ready(reached, there, f"verhaal={FIRST}&gemeente=GM0828")
    assert reached.locator(".stage-step.is-shown .stage-source").inner_text() == "Deze stap op uw telefoon"
    reached.keyboard.press("PageDown")
    code = reached.locator(".stage-step.is-shown .stage-qr")
    assert (
        code.get_attribute("aria-label")
        == f"QR-code met de link naar deze stap: {there}/masterclass?verhaal={FIRST}&gemeente=GM0828&stap=2"
    )
    assert code.locator("path").evaluate("path => path.getBBox().width") >= 29
    reached.emulate_media(media="print")
    assert code.evaluate("code => code.getBoundingClientRect().width") >= 95, "25 mm on paper"


def test_no_code_leads_nowhere_and_the_presenter_is_told(page: Page, site: str) -> None:
    ready(page, site, f"verhaal={FIRST}")
    assert page.locator(".stage-qr").count() == 0
    assert "werkt alleen op deze computer" in page.locator(".stage-step.is-shown .stage-source").inner_text()
    ready(page, site, f"verhaal={FIRST}&beeld=notities")
    assert "make run ADDRESS=0.0.0.0" in page.locator(".notes-alone").inner_text()


def boxes(page: Page, *selectors: str) -> list[dict[str, float]]:
    """Where the first of each stands."""
    return [dict(page.locator(one).first.bounding_box() or {}) for one in selectors]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_buttons_of_the_screen_cover_nothing_of_a_step(page: Page, site: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    ready(page, site, f"verhaal={FIRST}&stap=4")
    page.mouse.move(300, 300)
    page.mouse.move(310, 310)
    expect(page.locator(".stage-tools")).to_have_css("opacity", "1")
    tools, step, place = boxes(page, ".stage-tools", ".stage-step.is-shown .stage-head", ".stage-place")
    assert tools["y"] == 0
    assert tools["y"] + tools["height"] <= step["y"] < place["y"]
    for button in page.locator(".stage-tools :is(button, a):visible").all():
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_map_of_the_country_takes_the_height_there_is(page: Page, site: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    seen = 0
    for name in STORIES:
        ready(page, site, f"verhaal={name}")
        for n, frame in enumerate(told(name), 1):
            if frame.spec is None or frame.spec["kind"] != "map":
                continue
            for digit in str(n):
                page.keyboard.press(digit)
            page.keyboard.press("Enter")
            step = page.locator(".stage-step.is-shown")
            assert step.locator(".stage-key li").count() >= 2, "what the colours mean"
            assert not step.locator(".mf text").filter(has_text="≥").count(), "once"
            if frame.items:
                continue
            seen += 1
            land = step.locator(".mf-areas").bounding_box()
            assert land is not None
            assert land["height"] >= 0.62 * height, f"{name}, step {n}"
    assert seen >= 2


@pytest.mark.parametrize("name", STORIES)
def test_a_list_has_air_above_and_below_it(page: Page, site: str, name: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    ready(page, site, f"verhaal={name}")
    for n, frame in enumerate(told(name), 1):
        if not now(page)["open"]:
            page.keyboard.press("PageDown")
        if frame.items and frame.spec is None:
            gaps = page.evaluate("""() => {
              const step = document.querySelector('.stage-step.is-shown');
              const rows = [...step.querySelectorAll('.stage-items li')].map((row) => row.getBoundingClientRect());
              const above = (step.querySelector('.stage-unit') ?? step.querySelector('h2')).getBoundingClientRect().bottom;
              const below = [...step.querySelectorAll('.stage-legend, .stage-ask, .stage-foot')].map((node) => node.getBoundingClientRect()).filter((box) => box.height)[0].top;
              return { above: rows[0].top - above, below: below - rows.at(-1).bottom, between: rows[1].top - rows[0].bottom };
            }""")
            assert min(gaps["above"], gaps["below"]) >= max(gaps["between"], 14), f"{name}, step {n}: {gaps}"
        page.keyboard.press("PageDown")


PAPER = """() => {
  const seen = (node) => node.getClientRects().length && getComputedStyle(node).visibility === 'visible';
  const size = (node) => {
    const matrix = node.getScreenCTM?.();
    return parseFloat(getComputedStyle(node).fontSize) * (matrix ? Math.hypot(matrix.a, matrix.b) : 1) * 0.75;
  };
  return [...document.querySelectorAll('.stage-step')].map((step) => ({
    least: Math.min(...[...step.querySelectorAll('h2, p, li, span, text')].filter((node) => seen(node) && node.textContent.trim()).map(size)),
    picture: step.querySelector('.stage-figure svg')?.getBoundingClientRect().height ?? 0,
    lines: [...step.querySelectorAll('.stage-lines i')].filter((line) => line.getBoundingClientRect().bottom <= step.querySelector('.stage-lines').getBoundingClientRect().bottom + 1).length,
    over: step.scrollHeight - step.clientHeight,
  }));
}"""


def test_on_paper_everything_can_be_read_and_there_is_room_to_write(page: Page, site: str) -> None:
    for name in STORIES:
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 1280, "height": 720})
        ready(page, site, f"verhaal={name}")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.set_viewport_size({"width": 1017, "height": 710})  # A4 on its side within its margins
        page.emulate_media(media="print")
        for n, (sheet, frame) in enumerate(zip(page.evaluate(PAPER), told(name), strict=True), 1):
            where = f"{name}, step {n}: {sheet}"
            assert sheet["least"] >= 9, where
            assert sheet["over"] <= 1, where
            assert sheet["lines"] >= (0 if n == 1 else 2), where
            assert sheet["picture"] >= (260 if frame.spec else 0), where


@pytest.mark.parametrize("link", ["stap=99", "stap=0", "stap=x", "stap=1&stap=2"])
def test_a_wrong_step_gives_the_first_with_a_line_that_goes_away(page: Page, site: str, link: str) -> None:
    ready(page, site, f"verhaal={FIRST}&{link}")
    assert now(page)["step"] == 1
    notice = page.locator(".stage-notices")
    assert "stap" in notice.inner_text()
    bar, said, head = boxes(page, ".stage-bar", ".stage-notices", ".stage-step.is-shown .stage-head")
    assert bar["y"] + bar["height"] <= said["y"] + 1, "it does not lie over the bar"
    assert said["y"] + said["height"] <= head["y"] + 1
    page.keyboard.press("PageDown")
    assert notice.is_hidden()
