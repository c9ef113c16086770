"""Many questions of one caller stop nobody else's, and a long answer waits for its reader outside the buffers of the server."""

import threading
from collections.abc import Callable
from typing import Any

import anyio
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Send

from pages.components.files.door import OF_ONE, PIECE, THREADS, TOGETHER, Door

Scope = dict[str, Any]


def scope(caller: str, method: str = "GET") -> Scope:
    return {"type": "http", "method": method, "path": "/", "query_string": b"", "headers": [], "client": (caller, 1)}


def door(work: Callable[[Request], Response]) -> Door:
    def refuse(_: Request, status: int, said: str) -> Response:
        return PlainTextResponse(said, status)

    return Door(work, refuse, lambda request: request.client.host if request.client else "")


async def nothing() -> Message:
    await anyio.sleep_forever()
    raise AssertionError


class Line:
    """What goes to one reader."""

    def __init__(self, gate: anyio.Event | None = None):
        self.messages: list[Message] = []
        self.gate = gate

    async def send(self, message: Message) -> None:
        if self.gate is not None and message["type"] == "http.response.body":
            await self.gate.wait()
        self.messages.append(message)

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(message["body"] for message in self.messages[1:])


async def ask(one: Door, caller: str, line: Line | None = None, method: str = "GET") -> Line:
    line = line or Line()
    receive: Receive = nothing
    send: Send = line.send
    await one(scope(caller, method), receive, send)
    return line


def test_one_caller_has_only_so_many_under_way_and_others_are_answered() -> None:
    held = threading.Event()
    one = door(lambda request: PlainTextResponse("ja" if request.client and request.client.host == "b" else str(held.wait(20))))

    async def play() -> None:
        lines = [Line() for _ in range(OF_ONE)]
        async with anyio.create_task_group() as group:
            for line in lines:
                group.start_soon(ask, one, "a", line)
            await anyio.wait_all_tasks_blocked()
            refused = await ask(one, "a")
            assert (refused.status, "onderweg" in refused.body.decode()) == (429, True)
            assert (await ask(one, "b")).body == b"ja", "a thread is left for another"
            held.set()
        assert [line.status for line in lines] == [200] * OF_ONE
        assert (await ask(one, "a")).status == 200

    assert OF_ONE < THREADS
    anyio.run(play)


def test_a_long_answer_is_under_way_until_its_last_byte() -> None:
    body = bytes(range(256)) * (4 * PIECE // 256) + b"einde"
    one = door(lambda _: Response(body, headers={"X-Snapshot": "s"}))

    async def play() -> None:
        reads = anyio.Event()
        lines = [Line(reads) for _ in range(OF_ONE)]
        async with anyio.create_task_group() as group:
            for line in lines:
                group.start_soon(ask, one, "a", line)
            while not all(line.messages for line in lines):
                await anyio.sleep(0.01)
            assert (await ask(one, "a")).status == 429, "a reader who does not read holds its place"
            reads.set()
        for line in lines:
            assert line.body == body
            assert max(len(message["body"]) for message in line.messages[1:]) == PIECE
            assert [message["more_body"] for message in line.messages[1:]] == [True] * 4 + [False]
            assert (b"content-length", str(len(body)).encode()) in line.messages[0]["headers"]
        assert (await ask(one, "a", method="HEAD")).status == 200

    anyio.run(play)


@pytest.mark.parametrize("error", [OSError("the reader went away"), RuntimeError("a fault in the work")])
def test_who_goes_away_or_meets_a_fault_gives_its_place_back(error: Exception) -> None:
    def work(_: Request) -> Response:
        if isinstance(error, RuntimeError):
            raise error
        return Response(b"x" * (2 * PIECE))

    async def gone(message: Message) -> None:
        if message["type"] == "http.response.body":
            raise error

    one = door(work)

    async def play() -> None:
        for _ in range(OF_ONE + 1):
            with pytest.raises(type(error), match=str(error)):
                await one(scope("a"), nothing, gone)

    anyio.run(play)


def test_all_together_have_a_limit_too() -> None:
    held = threading.Event()
    one = door(lambda _: PlainTextResponse(str(held.wait(20))))

    async def play() -> None:
        async with anyio.create_task_group() as group:
            for number in range(TOGETHER):
                group.start_soon(ask, one, f"a{number}")
            await anyio.wait_all_tasks_blocked()
            refused = await ask(one, "b")
            assert (refused.status, "anderen" in refused.body.decode()) == (503, True)
            held.set()
        assert (await ask(one, "b")).status == 200

    anyio.run(play)
