"""The door to the plain addresses: how much of it may go on at once, so that one caller with many questions stops nobody's page.

Pages, fonts and phones share the server's threads and its loop. So the work here has threads of its own, an answer goes over the line in
pieces, and who has several under way waits until they have arrived: an answer of 30 MB stays in memory for as long as its reader takes.
"""

from collections import Counter
from collections.abc import Callable

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

THREADS = 6
OF_ONE = 4
"""Answers under way for one caller, from its question to the last byte."""
TOGETHER = 16
PIECE = 256 * 1024

Refuse = Callable[[Request, int, str], Response]


class Door:
    """An ASGI app. `work` makes the whole answer and runs in a thread; `refuse` words a refusal; `caller` says whose question it is."""

    def __init__(self, work: Callable[[Request], Response], refuse: Refuse, caller: Callable[[Request], str]):
        self._work, self._refuse, self._caller = work, refuse, caller
        self._threads = CapacityLimiter(THREADS)
        self._under_way: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        who = self._caller(request)
        if self._under_way[who] >= OF_ONE:
            said = f"U hebt al {OF_ONE} antwoorden onderweg. Wacht tot er een binnen is en vraag het dan opnieuw."
            await self._refuse(request, 429, said)(scope, receive, send)
            return
        if self._under_way.total() >= TOGETHER:
            said = "Er wordt nu door veel anderen tegelijk opgehaald. Probeer het over een halve minuut opnieuw."
            await self._refuse(request, 503, said)(scope, receive, send)
            return
        self._under_way[who] += 1
        try:
            answer = await to_thread.run_sync(self._work, request, limiter=self._threads)
            if scope["method"] == "HEAD" or len(answer.body) <= PIECE:
                await answer(scope, receive, send)
            else:
                await _in_pieces(answer, send)
        finally:
            self._under_way[who] -= 1
            self._under_way += Counter()  # forget who has nothing under way


async def _in_pieces(answer: Response, send: Send) -> None:
    """Send a long body so that the line says when it is full: the rest waits here, and not in a buffer of the server."""
    await send({"type": "http.response.start", "status": answer.status_code, "headers": answer.raw_headers})
    body = memoryview(answer.body)
    for start in range(0, len(body), PIECE):
        await send({"type": "http.response.body", "body": bytes(body[start : start + PIECE]), "more_body": start + PIECE < len(body)})
