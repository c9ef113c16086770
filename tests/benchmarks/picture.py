"""A browser that says when pictures are final: headless Chromium through Playwright, with what `watch.js` notes and what went over the
line.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SCRIPT = Path(__file__).with_name("watch.js").read_text(encoding="utf-8")
QUIET_MS, LIMIT_MS = 150, 20_000
SETTLED_MS = 500


@dataclass(frozen=True)
class Pictures:
    """What to look at: a selector per picture, and how many shapes it has at least when it is whole."""

    sets: Mapping[str, tuple[str, int]]

    def plain(self) -> dict[str, dict[str, Any]]:
        return {name: {"selector": selector, "shapes": shapes} for name, (selector, shapes) in self.sets.items()}


class NotDrawn(RuntimeError):
    """The pictures did not become final in time."""


@dataclass
class Traffic:
    """Bytes over HTTP and websocket since `clear`, and the hosts that were asked."""

    http: int = 0
    socket: int = 0
    hosts: set[str] = field(default_factory=set)

    def clear(self) -> None:
        self.http = self.socket = 0

    @property
    def all(self) -> int:
        return self.http + self.socket

    def listen(self, line: CDPSession) -> None:
        """Count what this page receives."""
        line.send("Network.enable")
        line.on("Network.loadingFinished", lambda event: self._add(http=int(event["encodedDataLength"])))
        line.on("Network.webSocketFrameReceived", lambda event: self._add(socket=_length(event["response"])))
        line.on(
            "Network.requestWillBeSent",
            lambda event: self.hosts.add(event["request"]["url"].split("/")[2] if "//" in event["request"]["url"] else ""),
        )

    def _add(self, http: int = 0, socket: int = 0) -> None:
        self.http += http
        self.socket += socket


def _length(frame: dict[str, Any]) -> int:
    return len(frame["payloadData"]) * 3 // 4 if frame["opcode"] == 2 else len(frame["payloadData"])


@dataclass
class Tab:
    """One page in a browser context of its own: no cache, no cookies."""

    page: Page
    line: CDPSession
    traffic: Traffic
    pictures: Pictures
    _busy: float = 0.0

    def open(self, url: str) -> dict[str, float]:
        """Load a page: milliseconds from the start of the navigation until each picture was first whole and last changed, and bytes.

        Keys: `first` (the first picture), `last` (all pictures final), `NAME` (final), `NAME first`, `busy` (processor time).
        """
        self.traffic.clear()
        self.page.goto(url, wait_until="commit", timeout=LIMIT_MS)
        found = self.page.evaluate(f"__watch.drawn({SETTLED_MS}, {LIMIT_MS})")
        if not found["ok"]:
            raise NotDrawn(f"{url}: only {sorted(found['first'])} of {sorted(self.pictures.sets)} were drawn")
        firsts, lasts = found["first"], found["last"]
        out = {"first": min(firsts.values()), "last": max(lasts.values()), "bytes": float(self.traffic.all), "busy": self.busy()}
        whole: dict[str, float] = out | lasts
        return whole | {f"{name} first": at for name, at in firsts.items()}

    def watch(self, pictures: Pictures) -> None:
        """Look at other pictures from now on (another page of the same app)."""
        self.pictures = pictures
        self.page.evaluate(f"__watch.use({json.dumps(pictures.plain())})")

    def arm(self) -> None:
        """What comes next is the choice: remember how the pictures look now."""
        self.page.evaluate("__watch.arm()")
        self.traffic.clear()
        self._busy = self.busy()

    def busy(self) -> float:
        """Processor milliseconds that the page's main thread has used: unlike the clock, other work on the machine hardly touches it."""
        found = self.line.send("Performance.getMetrics")["metrics"]
        return float(next(metric["value"] for metric in found if metric["name"] == "TaskDuration")) * 1000

    def press(self, selector: str) -> None:
        """Make the choice: press an element that is on the page."""
        if not self.page.evaluate(f"__watch.press(document.querySelector({json.dumps(selector)}))"):
            raise NotDrawn(f"there is no {selector} to press")

    def press_option(self, words: str) -> None:
        """Make the choice: the option with exactly these words, in the list that is open."""
        self.page.wait_for_function(
            "words => [...document.querySelectorAll('[role=option]')].some(o => o.innerText.trim() === words)", arg=words
        )
        found = "[...document.querySelectorAll('[role=option]')].find(o => o.innerText.trim() === words)"
        self.page.evaluate(f"words => __watch.press({found}.querySelector('input') ?? {found})", words)

    def final(self, token: str, words: str, main: Iterable[str] = ()) -> dict[str, float]:
        """Wait until every picture differs from before, an element `token` says `words`, and nothing moves.

        Milliseconds since the press: per picture; `main` for the pictures named (all, if none are) and `last` for all; `begun` and
        `answered` when the first and the last of the answer that `main` needed had arrived; bytes; and `busy`, processor time of the page.
        """
        found = self.page.evaluate(f"__watch.final({json.dumps(token)}, {json.dumps(words)}, {QUIET_MS}, {LIMIT_MS})")
        if not found["ok"]:
            raise NotDrawn(f"no change to ‘{words}’ ({'said' if found['told'] else 'not said'}); unchanged: {found['missing']}")
        since: dict[str, float] = found["since"]
        end = max(since[name] for name in (list(main) or since))
        answered = max([at for at in found["answers"] if at <= end], default=0.0)
        answers = {"begun": min(found["answers"], default=0.0), "answered": answered}
        whole = {"main": end, "last": max(since.values()), "bytes": float(self.traffic.all), "busy": self.busy() - self._busy}
        return since | answers | whole


@contextmanager
def browser(executable: str | None = None) -> Iterator[Browser]:
    """Headless Chromium: the one given or in BENCH_BROWSER, else the system's, else Playwright's own."""
    path = executable or os.environ.get("BENCH_BROWSER") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield running
        finally:
            running.close()


@contextmanager
def tab(running: Browser, pictures: Pictures, *, slow: bool = False) -> Iterator[Tab]:
    """A fresh tab; `slow` gives it a line of 10 Mbit/s with 40 ms of delay."""
    context = running.new_context(viewport={"width": 1440, "height": 1000}, locale="nl-NL")
    try:
        page = context.new_page()
        page.set_default_timeout(LIMIT_MS)
        page.add_init_script(f"const WATCHED = {json.dumps(pictures.plain())};\n{SCRIPT}")
        line = context.new_cdp_session(page)
        traffic = Traffic()
        traffic.listen(line)
        line.send("Performance.enable", {"timeDomain": "threadTicks"})
        if slow:
            speed = 10e6 / 8
            line.send(
                "Network.emulateNetworkConditions",
                {"offline": False, "latency": 40, "downloadThroughput": speed, "uploadThroughput": speed},
            )
        yield Tab(page, line, traffic, pictures)
    finally:
        context.close()
