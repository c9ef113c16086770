"""The server: the same dashboard, with a shell that speaks Dutch from the first byte and sends its scripts compressed.

`streamlit run dashboard.py` works too. What this file adds, each measured (docs/benchmarks.md):
the page's language and title stand in the HTML itself; the browser is told where the server is, so that a deep link does not first ask in the
wrong place (two 404s in its console); Streamlit's scripts go over the line compressed, once per process instead of 7 MB per visitor, and with
the words a visitor can meet in Dutch; boxes of choices find a name without its accents, and by other words (`choice/finding.py`);
and the snapshot is in memory before the first visitor comes.
"""

import asyncio
import contextlib
import gc
import gzip
import logging
import mimetypes
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path

import pyarrow
import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agenda import gate, web
from agenda import store as agenda_store
from etl import store
from etl.problems import Problem
from pages.components.choice import finding, proper
from pages.components.files import api, door, guide, handing
from pages.components.shell import bundle, menu

BUNDLE = Path(st.__file__).parent / "static"
COMPRESSIBLE = (".js", ".css", ".json", ".svg")
SMALLEST = 2_000
LOG = logging.getLogger("midsize")
HEAD = "<script>window.__streamlit = {{ BACKEND_BASE_URL: window.location.origin + {base!r} }};</script>"
OURS = f"<script>{finding.SCRIPT}\n{menu.SCRIPT}</script>"
"""What the browser does beside Streamlit's own scripts: our search in the boxes, and the menu of a narrow screen."""


class Shell:
    """Middleware for two kinds of answers: the HTML shell, and the files of Streamlit's own bundle."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        base = (st.get_option("server.baseUrlPath") or "").strip("/")
        path = scope["path"].removeprefix(f"/{base}") if base else scope["path"]
        if path in ("/meedoen", "/api", "/robots.txt") or path.startswith(("/meedoen/", "/kennisagenda/beheer/", "/api/")):
            await self.app(scope, receive, send)  # whole answers of our own (agenda/web.py, and below)
            return
        if re.fullmatch(r"/[\w.-]+\.\w+", path) and not (BUNDLE / path.strip("/")).is_file():
            # Streamlit would give its page with 200 for any file a program looks for (sitemap.xml).
            await Response("Dit bestand is er niet.\n", 404, {"Cache-Control": "no-store"}, "text/plain")(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if path.startswith("/static/") and path.endswith(COMPRESSIBLE) and "gzip" in headers.get("accept-encoding", ""):
            body = await run_in_threadpool(_compressed, path.lstrip("/"))
            if body is not None:
                await _packed(path, body)(scope, receive, send)
                return
        if "text/html" in headers.get("accept", ""):
            if re.fullmatch(r"/[\w-]+/?", path) and path.strip("/") not in menu.PATHS:
                # Streamlit would say so in English, in a window over the page.
                await RedirectResponse(f"/{base}/?pagina=onbekend" if base else "/?pagina=onbekend")(scope, receive, send)
                return
            # One slash before the name: two would make a host of it.
            if re.fullmatch(r"/[\w-]*/?", path) and path.strip("/") in menu.PATHS and scope["query_string"]:
                other = await run_in_threadpool(_proper, path.strip("/"), scope["query_string"].decode("latin-1"))
                if other is not None:
                    await RedirectResponse(f"{scope['path']}?{other}", 302, {"Cache-Control": "no-store"})(scope, receive, send)
                    return
            # The shell is asked for in plain text, or there would be nothing to write in.
            plain = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
            await _Rewriting(self.app, f"/{base}" if base else "").run({**scope, "headers": plain}, receive, send)
            return
        await self.app(scope, receive, send)


class _Rewriting:
    """Passes every answer on as it comes, except an HTML shell, which is held until it is whole and then made ours."""

    def __init__(self, app: ASGIApp, base: str):
        self.app, self.base = app, base
        self.start: Message | None = None
        self.body = b""

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def ours(message: Message) -> None:
            if message["type"] == "http.response.start":
                kind = Headers(raw=message["headers"]).get("content-type", "")
                if kind.startswith("text/html") and message["status"] == 200:
                    self.start = message
                    return
            elif self.start is not None and message["type"] == "http.response.body":
                self.body += message.get("body", b"")
                if message.get("more_body"):
                    return
                text = shell(self.body.decode("utf-8", "replace"), self.base).encode()
                kept = [(k, v) for k, v in self.start["headers"] if k.lower() not in (b"content-length", b"etag", b"last-modified")]
                await send({**self.start, "headers": [*kept, (b"content-length", str(len(text)).encode())]})
                await send({"type": "http.response.body", "body": text})
                return
            await send(message)

        await self.app(scope, receive, ours)


@lru_cache(maxsize=4)
def shell(html: str, base: str) -> str:
    """Streamlit's HTML shell in Dutch, with our title, and told where its server is. Unknown shells come back as they are."""
    html = html.replace('<html lang="en">', '<html lang="nl">', 1).replace("<title>Streamlit</title>", "<title>Midsize Monitor</title>", 1)
    return html.replace("<head>", "<head>" + HEAD.format(base=base) + OURS, 1)


def _proper(page: str, query: str) -> str | None:
    """The proper form of the link to a page, where it is another one. Done here, the Back button does not stop at the form that was typed."""
    try:
        return proper.sent_on(store.open(), page, query)
    except Problem:  # the page itself says what is missing and what to do
        return None


@lru_cache(maxsize=400)
def _compressed(name: str) -> bytes | None:
    """A file of the bundle, compressed; None for what is not there, lies outside the bundle or is too small to gain."""
    path = (BUNDLE / name).resolve()
    if not path.is_relative_to(BUNDLE.resolve()) or not path.is_file() or path.stat().st_size < SMALLEST and not bundle.holds(path.name):
        return None
    content = path.read_bytes()
    if path.suffix == ".js":
        content = bundle.dutch(path.name, content.decode("utf-8")).encode()
    # mtime=0 keeps the bytes the same from one process to the next.
    return gzip.compress(content, 6, mtime=0)


def _packed(path: str, body: bytes) -> Response:
    # Names that hold a checksum may be kept for good; others must be asked for again.
    lasting = "public, immutable, max-age=31536000" if re.search(r"\.[\w-]{8}\.\w+$", path) else "no-cache"
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return Response(body, media_type=kind, headers={"Content-Encoding": "gzip", "Vary": "Accept-Encoding", "Cache-Control": lasting})


@asynccontextmanager
async def warm(_: st.App) -> AsyncIterator[None]:
    """Read the snapshot before the first visitor, and keep what will never change out of the garbage collector's rounds."""
    with contextlib.suppress(Problem):  # the page itself says what is missing and what to do
        store.open()
    # Reading took some 200 MB that Arrow would keep for a next time that never comes.
    pyarrow.default_memory_pool().release_unused()
    _no_old_style_pages()
    _answer_at_once()
    gc.collect()
    gc.freeze()
    forgetting = asyncio.create_task(_forget())
    yield
    forgetting.cancel()


async def _forget() -> None:
    """Delete meetings whose time has come, now and every hour: also those that nobody opens any more."""
    while True:
        with contextlib.suppress(Problem):  # it stands in the log, and the next hour tries again
            await run_in_threadpool(lambda: agenda_store.current().expire())
        await asyncio.sleep(3600)


def _answer_at_once() -> None:
    """Switch Nagle's algorithm off on the socket that Streamlit has just begun to listen on; its connections inherit that.

    An answer is many small messages, and each would wait for the visitor's delayed acknowledgement of the one before: some 40 ms a choice.
    asyncio does this itself for sockets that say they are TCP, but Streamlit binds its own, which says nothing (uvicorn#3149), and hands
    it to no one; so it is looked up among the objects of the process, once.
    """
    sockets = [thing for thing in gc.get_objects() if type(thing) is socket.socket and thing.fileno() >= 0]
    for one in sockets:
        if one.type == socket.SOCK_STREAM and one.family != socket.AF_UNIX and one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _no_old_style_pages() -> None:
    """Say beforehand what `st.navigation` says at its first call: that the folder pages/ holds no old-style pages.

    Otherwise the very first visitor of a process who opens a deep link is told that the page does not exist, while it opens.
    """
    with contextlib.suppress(ImportError):
        from streamlit.runtime.pages_manager import PagesManager

        PagesManager.uses_pages_directory = False


_limit = api.Limit()
api.served = True


def plain(request: Request) -> Response:
    """Every address below `/api` (`pages/components/files/guide.py` and `api.py`); called in a thread, by the door."""
    site = _site(request)
    path = request.url.path.removeprefix(f"{_under}/api").strip("/")
    if not path:
        return RedirectResponse(f"{_under}/api/v1/")
    if request.method not in ("GET", "HEAD"):
        return _sent(api.refused(405, "Hier kunt u alleen lezen (GET).", site, {"Allow": "GET, HEAD"}), request)
    wait = _limit.wait(gate.caller(request))
    if wait:
        said = f"Te veel vragen: hoogstens {_limit.most} per minuut. Probeer het over {wait} seconden opnieuw."
        return _sent(api.refused(429, said, site, {"Retry-After": str(wait)}), request)
    version, _, name = path.partition("/")
    if version != "v1":
        return _sent(api.refused(404, "Dit adres bestaat niet; er is alleen versie v1.", site), request)
    seen, accept = (request.headers.get(header, "") for header in ("if-none-match", "accept"))
    try:
        found = guide.answer(name, request.url.query, seen, accept, site)
    except Problem as problem:
        LOG.error("%s", problem)
        found = api.refused(503, "Er zijn nu geen cijfers te geven: de momentopname ontbreekt of is beschadigd.", site)
    return _sent(found, request)


def _site(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}{_under}/"


def _full(request: Request, status: int, said: str) -> Response:
    return _sent(api.refused(status, said, _site(request), {"Retry-After": "5" if status == 429 else "30"}), request)


def _sent(found: api.Answer, request: Request) -> Response:
    """An answer over the line."""
    if "gzip" in request.headers.get("accept-encoding", "") and len(found.body) > SMALLEST:
        # Packed here, in this thread: the server's own packing of a large answer would hold up everybody.
        body = gzip.compress(found.body, 4, mtime=0)
        vary = ", ".join(filter(None, (found.headers.get("Vary"), "Accept-Encoding")))
        return Response(body, found.status, {**found.headers, "Content-Encoding": "gzip", "Vary": vary})
    return Response(found.body, found.status, found.headers)


def robots(_: Request) -> Response:
    """What search engines may read: the pages; not the addresses for programs, nor meetings. Data portals harvest what describes the data set."""
    closed = "".join(f"Disallow: {_under}{path}\n" for path in ("/api", "/meedoen", "/kennisagenda/beheer"))
    harvested = "".join(f"Allow: {_under}/api/v1/{path}\n" for path in ("dataset.jsonld", api.FILES))
    return Response(f"User-agent: *\nAllow: /\n{closed}{harvested}", media_type="text/plain")


_base = (st.get_option("server.baseUrlPath") or "").strip("/")
# Streamlit puts its own routes below the base path, and ours not.
_under = f"/{_base}" if _base else ""
# By the minute. A phone of somebody who types fast sends ten forms; a room of 500 that joins or sends them all at once waits some seconds.
_limits = gate.Limits(wrong=api.Limit(60), joining=api.Limit(300), of_participant=api.Limit(60), of_meeting=api.Limit(6_000))
_phones = web.Web(agenda_store.current, _limits, _under)
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
_door = door.Door(plain, _full, gate.caller)
handing.install()
app = st.App(
    "dashboard.py",
    routes=[
        Route(_under + "/api", _door, methods=_METHODS),
        Route(_under + "/api/{path:path}", _door, methods=_METHODS),
        # Asked for at the root of a host, whatever the base path.
        Route("/robots.txt", robots, methods=["GET"]),
        *_phones.routes(),
    ],
    middleware=[Middleware(Shell)],
    lifespan=warm,
)
