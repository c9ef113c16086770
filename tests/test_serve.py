"""The server around the dashboard: what it does to its socket."""

import asyncio
import socket

import pytest

import serve
from agenda.problems import Away


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
