"""Words are made in Python and pictures in the browser: both write any figure with the same digits."""

import random

from playwright.sync_api import Page

from pages.components.pictures import drawing
from pages.components.wording import dutch

CORE = drawing.FOLDER / "core.js"
WRITE = "([source, cases]) => { const write = new Function(source + '; return dutch;')(); return cases.map(([v, d]) => write(v, d)); }"


def figures() -> list[tuple[float, int]]:
    """Figures as sources give them, the middle of two of them, differences, and what a computer makes of them; with every number of decimals."""
    chance = random.Random(2016)
    found: list[tuple[float, int]] = [(0.0, 0), (-0.0, 1), (0.5, 0), (2.5, 0), (-0.5, 0), (22.45, 1), (1.005, 2), (1e-7, 2), (999_999.5, 0)]
    for places in (0, 1, 2):
        for _ in range(6_000):
            size = 10 ** chance.randint(1, 9)
            one, other = (chance.randint(-size, size) / 10**places for _ in range(2))
            found += [(v, chance.randint(-3, 3)) for v in (one, (one + other) / 2, one - other, one / 3)]
    return found


def test_python_and_the_browser_write_the_same_number(page: Page) -> None:
    cases = figures()
    written = page.evaluate(WRITE, [CORE.read_text(encoding="utf-8"), cases])
    assert len(written) == len(cases) > 70_000
    assert [(v, d, t) for (v, d), t in zip(cases, written, strict=True) if t != dutch.number(v, d)] == []
