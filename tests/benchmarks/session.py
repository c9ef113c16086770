"""A visitor without a browser: a websocket that speaks Streamlit's own messages, asks for choices and waits until each run has finished.

What is timed is what the server and the line do: from the request leaving until `script_finished` has arrived. Drawing is not in it.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

ANSWER_S = 60.0


@dataclass
class Run:
    """One run as the visitor saw it."""

    ms: float
    bytes: int
    errors: list[str]
    kinds: dict[str, int] = field(default_factory=dict)
    scripts: int = 1
    """How many script runs it took: two where the page leaves a picture for later."""


@dataclass
class Session:
    """One open session on `port`, on the page `page` (its path)."""

    port: int
    page: str
    runs: list[Run] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    _hash: str = ""
    _id: str = ""
    _known: dict[str, None] = field(default_factory=dict)
    _line: ClientConnection | None = None
    _later: tuple[str, str, str] | None = None
    _drawn: dict[str, str] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        self._line = await connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            proxy=None,
            open_timeout=ANSWER_S,
            compression=None,
        )
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._line is not None:
            await self._line.close()

    async def choose(self, query: str) -> Run:
        """Ask for the page with these choices in its link, and wait for the end of the run.

        Where the page leaves a picture for later, ask for that as a browser does, and wait for the end of that run too: both are counted.
        """
        self._later = None
        run = await self._run(query)
        if self._later is not None:
            widget, of, fragment = self._later
            if self._drawn.get(widget) != of:
                self._drawn[widget] = of
                more = await self._run(query, fragment)
                kinds = {k: run.kinds.get(k, 0) + more.kinds.get(k, 0) for k in {**run.kinds, **more.kinds}}
                run = Run(run.ms + more.ms, run.bytes + more.bytes, [*run.errors, *more.errors], kinds, 2)
        self.runs.append(run)
        return run

    async def _run(self, query: str, fragment: str = "") -> Run:
        assert self._line is not None
        message = BackMsg()
        message.rerun_script.query_string = query
        if self._hash:
            message.rerun_script.page_script_hash = self._hash
        else:
            message.rerun_script.page_name = self.page
        message.rerun_script.cached_message_hashes.extend(self._known)
        message.rerun_script.fragment_id = fragment
        for widget, of in self._drawn.items():
            message.rerun_script.widget_states.widgets.add(id=widget, json_value=json.dumps({"drawn": of}))
        begun = time.perf_counter()
        await self._line.send(message.SerializeToString())
        errors: list[str] = []
        kinds: dict[str, int] = {}
        async with asyncio.timeout(ANSWER_S):
            while True:
                answer, length = await self._receive()
                if answer.metadata.cacheable:
                    # A browser keeps these, and tells the server that it need not send them again.
                    self._known[answer.hash] = None
                kind = answer.WhichOneof("type")
                name = answer.delta.new_element.WhichOneof("type") or "layout" if kind == "delta" else kind
                kinds[name] = kinds.get(name, 0) + length
                if kind == "new_session":
                    self._hash = answer.new_session.page_script_hash
                    self._id = answer.new_session.initialize.session_id
                elif kind == "navigation":
                    # Only now the server knows its pages, and which of them was asked for.
                    self._hash = answer.navigation.page_script_hash
                    asked = next((p.url_pathname for p in answer.navigation.app_pages if p.page_script_hash == self._hash), "")
                    if asked != self.page:
                        errors.append(f"page {asked!r} came instead of {self.page!r}")
                elif kind == "delta":
                    errors += self._delta(answer)
                elif kind in ("session_event", "page_not_found"):
                    errors.append(kind)
                elif kind == "script_finished":
                    if answer.script_finished not in (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY):
                        errors.append(f"script_finished {answer.script_finished}")
                    break
        return Run((time.perf_counter() - begun) * 1000, sum(kinds.values()), errors, kinds)

    def _delta(self, answer: ForwardMsg) -> list[str]:
        element = answer.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            return [f"{element.exception.type}: {element.exception.message}"]
        if kind == "bidi_component" and element.bidi_component.component_name == "midsize_later":
            part = element.bidi_component
            self._later = (part.id, json.loads(part.json)["of"], answer.delta.fragment_id)
        if kind == "download_button" and element.download_button.deferred_file_id:
            self.files[element.download_button.label] = element.download_button.deferred_file_id
        return []

    async def download(self, label: str, pause: float = 0.0) -> tuple[float, int]:
        """Press a download button by the start of its label: seconds until the file is here, and its size.

        `pause` is how long the visitor's line takes to come for the file once it is ready, in seconds.
        """
        assert self._line is not None
        found = next(number for text, number in self.files.items() if text.startswith(label))
        message = BackMsg()
        message.backend_operation_request.request_id = f"{time.monotonic_ns()}"
        message.backend_operation_request.session_id = self._id
        message.backend_operation_request.deferred_file.file_id = found
        begun = time.perf_counter()
        await self._line.send(message.SerializeToString())
        async with asyncio.timeout(ANSWER_S):
            while True:
                answer, _ = await self._receive()
                if answer.WhichOneof("type") == "backend_operation_response":
                    break
        if answer.backend_operation_response.error_msg:
            raise RuntimeError(answer.backend_operation_response.error_msg)
        path = answer.backend_operation_response.deferred_file.url
        await asyncio.sleep(pause)
        size = await asyncio.to_thread(_fetched, f"http://127.0.0.1:{self.port}/{path.lstrip('/')}")
        return time.perf_counter() - begun, size

    async def _receive(self) -> tuple[Any, int]:
        assert self._line is not None
        data = await self._line.recv()
        answer = ForwardMsg()
        answer.ParseFromString(data if isinstance(data, bytes) else data.encode())
        return answer, len(data)


def _fetched(url: str) -> int:
    with urlopen(url, timeout=ANSWER_S) as answer:
        return len(answer.read())


async def visits(port: int, page: str, queries: Sequence[str], count: int, *, seconds: float, think: float) -> list[Session]:
    """`count` visitors for `seconds`: they arrive spread over one think time, and each waits `think` between choices. Gives their sessions.

    The first run of a session is its cold one and is kept at `runs[0]`. A session that breaks off ends with an error in its last run.
    """
    end = time.perf_counter() + seconds

    async def visit(number: int) -> Session:
        session = Session(port, page)
        await asyncio.sleep(think * number / count)
        try:
            async with session:
                turn = number * 7
                while time.perf_counter() < end and len(session.runs) < 2000:
                    begun = time.perf_counter()
                    await session.choose(queries[turn % len(queries)])
                    turn += 1
                    await asyncio.sleep(max(0.0, think - (time.perf_counter() - begun)))
        except Exception as error:  # a broken visit is a figure, not a failure of the benchmark
            session.runs.append(Run(0.0, 0, [repr(error)]))
        return session

    return list(await asyncio.gather(*(visit(i) for i in range(count))))
