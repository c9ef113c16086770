"""One visitor takes the largest files there are; meanwhile the others choose, read and fetch as if nobody else were there.

No browser: visitors speak Streamlit's own messages, so that what is timed is the server. Bounds are those of a reader who does not notice.
"""

import asyncio
import gzip
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from etl import store
from pages.components.files import workbook
from pages.components.research import offer, rows
from tests.benchmarks.session import Session
from tests.browser.conftest import Server

BOUND_S = 1.0
"""What no answer to another visitor may take; without exports it takes a twentieth."""
ONE_CITY = "/api/v1/rows.json?steden=GM0355&cijfers=share_65_plus&van=2015&tot=2025"
OTHERS = [urlencode({"gemeente": city, "indicator": "share_65_plus"}) for city in ("GM0355", "GM0345", "GM0294")]
Taken = dict[str, list[float]]


def selection(most: int) -> tuple[str, int]:
    """The link of a selection with as many rows as fit under `most`, and how many those are."""
    held = store.open()
    known = offer.make(held)
    per_figure = len(held.cities()) * len(held.years)
    ids = list(known.indicators(known.themes))[: most // per_figure]
    return urlencode({"steden": "alle", "cijfers": ".".join(ids), "van": held.years[0], "tot": held.years[-1]}), per_figure * len(ids)


def fetched(url: str) -> bytes:
    """What an address of this machine gives, asked for as pandas and browsers do: packed, which is work for the server too."""
    with build_opener(ProxyHandler({})).open(Request(url, headers={"Accept-Encoding": "gzip"}), timeout=120) as answer:
        body = bytes(answer.read())
        return gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body


async def beside(server: Server, work: Callable[[], Awaitable[Any]], least_s: float) -> tuple[list[Any], Taken, Taken]:
    """What work gave, and how long others waited for their answers, in seconds: meanwhile, and just before with nothing going on."""
    _, idle = await _beside(server, lambda: asyncio.sleep(1.5), 1.5)
    return *await _beside(server, work, least_s), idle


async def _beside(server: Server, work: Callable[[], Awaitable[Any]], least_s: float) -> tuple[list[Any], Taken]:
    """What work gave, done again until it took at least so long in all, and how long others waited for their answers meanwhile, in seconds."""
    taken: Taken = {"choice": [], "health": [], "rows": []}
    async with Session(server.port, "vergelijk") as other:
        for query in OTHERS:
            await other.choose(query)
        other.runs.clear()
        results: list[Any] = []

        async def export() -> None:
            until = time.perf_counter() + least_s
            while not results or time.perf_counter() < until:
                results.append(await work())

        async def choose() -> None:
            turn = 0
            while not exporting.done():
                run = await other.choose(OTHERS[turn % len(OTHERS)])
                assert run.errors == []
                taken["choice"].append(run.ms / 1000)
                turn += 1
                await asyncio.sleep(0.05)

        async def fetch(what: str, path: str) -> None:
            while not exporting.done():
                begun = time.perf_counter()
                await asyncio.to_thread(fetched, server.url + path)
                taken[what].append(time.perf_counter() - begun)
                await asyncio.sleep(1.1 if what == "rows" else 0.05)  # sixty answers a minute for each address

        exporting = asyncio.create_task(export())
        await asyncio.gather(exporting, choose(), fetch("health", "/_stcore/health"), fetch("rows", ONE_CITY))
    return results, taken


def run(work: Awaitable[Any]) -> Any:
    """The result of work, in a thread of its own: Playwright holds the event loop of this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(work)).result(timeout=300)  # type: ignore[arg-type]


def nobody_noticed(taken: Taken, idle: Taken) -> None:
    # On a machine that is busy with other things, an answer may take three times the slowest one without exports.
    bound = max(BOUND_S, 3 * max(max(seconds) for seconds in idle.values()))
    for what, seconds in taken.items():
        assert seconds, what
        told = f"{what}: {max(seconds):.2f} s at most, {median(seconds):.3f} s in the middle, {len(seconds)} answers; bound {bound:.2f} s"
        assert max(seconds) < bound, told


@pytest.mark.parametrize(
    ("label", "most", "smallest"),
    [("CSV", rows.MOST_ROWS, 25e6), ("Excel", workbook.MOST_ROWS, 4e6), ("Parquet", rows.MOST_ROWS, 2e5)],
)
def test_a_large_file_from_the_page_holds_up_nobody(server: Server, label: str, most: int, smallest: float) -> None:
    """Nor do the others, choosing all the time, cost the visitor the file, over a line that takes its time to come for it."""
    link, count = selection(most)
    assert most * 0.97 < count <= most

    async def go() -> tuple[list[Any], Taken, Taken]:
        async with Session(server.port, "tabellen") as exporter:
            assert (await exporter.choose(link)).errors == []
            return await beside(server, lambda: exporter.download(label, pause=0.7), 3.0)

    downloads, taken, idle = run(go())
    assert all(size > smallest for _, size in downloads), downloads
    nobody_noticed(taken, idle)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_large_answer_of_the_plain_address_holds_up_nobody(server: Server, kind: str) -> None:
    link, count = selection(rows.MOST_ROWS)
    url = f"{server.url}/api/v1/rows.{kind}?{link}"
    answers, taken, idle = run(beside(server, lambda: asyncio.to_thread(fetched, url), 3.0))
    assert {answer.count(b"\n" if kind == "csv" else b'"region_code":') for answer in answers} == {count + (kind == "csv")}
    nobody_noticed(taken, idle)


def test_opening_the_largest_table_holds_up_nobody(server: Server) -> None:
    link, _ = selection(rows.MOST_ROWS)
    turns = iter(range(1000))

    async def go() -> tuple[list[Any], Taken, Taken]:
        async with Session(server.port, "tabellen") as reader:
            # Other years every time: the same selection is kept.
            return await beside(server, lambda: reader.choose(link.replace("van=1988", f"van={1988 + next(turns) % 3}")), 3.0)

    runs, taken, idle = run(go())
    assert [one.errors for one in runs] == [[]] * len(runs)
    nobody_noticed(taken, idle)
