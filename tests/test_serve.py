"""The server around the dashboard: what it does to its socket."""

import asyncio
import socket
from typing import Any

import pytest

import serve
from agenda.problems import Away


def shelled(path: str, query: str = "") -> tuple[int, str]:
    """What the shell answers a browser: status and where it sends it on; 299 where it leaves the request to the app."""
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"accept", b"text/html")],
    }
    asyncio.run(serve.Shell(app)(scope, None, send))  # type: ignore[arg-type]
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers.get("location", "")


@pytest.mark.parametrize(
    ("path", "query", "status", "location"),
    [
        ("/stad", "stad=Zeist", 302, "/stad?gemeente=GM0355"),
        ("/stad/", "gemeente=zeist&utm_source=x", 302, "/stad/?gemeente=GM0355&utm_source=x"),
        ("/", "stad=Zeist", 302, "/?gemeente=GM0355"),
        ("/stad", "gemeente=GM0355", 299, ""),
        ("/stad", "", 299, ""),
        ("//stad", "stad=Zeist", 299, ""),
        ("/nergens", "stad=Zeist", 307, "/?pagina=onbekend"),
        ("/sitemap.xml", "", 404, ""),
        ("/favicon.png", "", 299, ""),
        ("/api", "", 299, ""),
        ("/api/v1/", "x=1", 299, ""),
        ("/meedoen/abc", "", 299, ""),
    ],
)
def test_a_browser_is_sent_to_the_proper_form_of_a_link_and_nowhere_else(path: str, query: str, status: int, location: str) -> None:
    assert shelled(path, query) == (status, location)


def test_answers_leave_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.socket() as elsewhere:
        serve._answer_at_once()
        assert elsewhere.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0, "only sockets that listen"
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_meetings_are_forgotten_every_hour_also_after_the_database_was_away(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    slept: list[float] = []

    class Meetings:
        def expire(self) -> int:
            asked.append("expire")
            if len(asked) == 1:
                raise Away("away")
            return 0

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise asyncio.CancelledError

    monkeypatch.setattr(serve.agenda_store, "current", Meetings)
    monkeypatch.setattr(serve.asyncio, "sleep", sleep)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(serve._forget())
    assert asked == ["expire"] * 3
    assert slept == [3600] * 3
