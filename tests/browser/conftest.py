"""A running dashboard and a real browser for every browser test; whatever the browser complains about fails the test.

Nothing here is skipped: without Chromium each test fails with a sentence that says what to install.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
PATIENCE = 60.0
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    # An outside host cannot even be looked up; that it was asked for still fails the test.
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}",
]
Fresh = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


class Server:
    """`streamlit run serve.py` as its own process on a free port, with these settings in its environment."""

    def __init__(self, log: Path, **settings: str):
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}"
        self.log = log
        command = [sys.executable, "-m", "streamlit", "run", "serve.py", "--server.port", str(self.port), "--server.address", HOST]
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **settings}, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
            )
        self._wait()

    def _wait(self) -> None:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with direct.open(f"{self.url}/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        self.stop()
        pytest.fail(f"The dashboard did not start within {PATIENCE:.0f} s. What it said:\n{self.log.read_text(errors='replace')[-2000:]}")

    def stop(self) -> None:
        """End the process, and make sure that it is gone."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)


@dataclass
class Watch:
    """What a browser context complained about: its console, its scripts, and every request that left this machine or failed."""

    troubles: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("console", lambda m: m.type in ("error", "warning") and self.troubles.append(f"console {m.type}: {m.text}"))
        context.on("weberror", lambda e: self.troubles.append(f"page error: {e.error}"))
        context.on("request", lambda r: self.asked(r.url))
        context.on("response", lambda r: r.status >= 400 and self.troubles.append(f"status {r.status}: {r.url}"))
        context.on("page", lambda p: p.on("websocket", lambda w: self.asked(w.url)))

    def asked(self, url: str) -> None:
        """Note a request to any other host; what a page makes itself (data:, blob:) leaves nothing."""
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != HOST:
            self.troubles.append(f"outside request: {url}")


@pytest.fixture(scope="package")
def playwright_driver() -> Iterator[Playwright]:
    """Playwright, for the tests of this folder only: it would hold on to the event loop of later tests."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def chromium() -> str:
    """Chromium from the environment (CHROMIUM) or the search path."""
    named = os.environ.get("CHROMIUM")
    found = next(filter(None, map(shutil.which, [named] if named else ["chromium", "chromium-browser", "google-chrome"])), None)
    if not found:
        pytest.fail("The browser tests need Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM to its path.")
    return found


@pytest.fixture(scope="package")
def browser(playwright_driver: Playwright, chromium: str) -> Iterator[Browser]:
    """A browser for visitors who were never here."""
    running = playwright_driver.chromium.launch(executable_path=chromium, args=FLAGS)
    yield running
    running.close()


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard, shared by the tests of this folder."""
    running = Server(tmp_path_factory.mktemp("server") / "log.txt")
    yield running
    running.stop()


@pytest.fixture(scope="package")
def site(server: Server) -> str:
    """The address of the dashboard, without a slash at its end."""
    return server.url


def _watched(context: BrowserContext, watch: Watch) -> BrowserContext:
    context.set_default_timeout(20_000)
    watch.over(context)
    return context


@pytest.fixture
def fresh(browser: Browser) -> Iterator[Fresh]:
    """Makes pages, each in a browser context of its own that has never seen the dashboard; none may complain."""
    watch = Watch()
    contexts: list[BrowserContext] = []

    def make(width: int = 1440, height: int = 900, **settings: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="nl-NL", **settings)
        contexts.append(_watched(context, watch))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()
    assert watch.troubles == []


@pytest.fixture(scope="package")
def _known(
    playwright_driver: Playwright, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[BrowserContext, Watch]]:
    # A profile on disk keeps the compiled scripts: a quarter less work per page.
    folder = tmp_path_factory.mktemp("profile")
    watch = Watch()
    context = playwright_driver.chromium.launch_persistent_context(
        folder, executable_path=chromium, args=FLAGS, viewport={"width": 1440, "height": 900}, locale="nl-NL"
    )
    yield _watched(context, watch), watch
    context.close()


@pytest.fixture
def page(_known: tuple[BrowserContext, Watch]) -> Iterator[Page]:
    """One page on a wide screen, in a browser that keeps its scripts: a new session each time, without a cold start."""
    context, watch = _known
    watch.troubles.clear()
    one = context.new_page()
    yield one
    one.close()
    assert watch.troubles == []
