"""How requests to CBS travel: with timeouts, bounded retries, a calm pace, size limits, and checks on what comes back.

`cbsodata` opens a plain `requests.Session` for every page: without a timeout, a retry or a look at the answer. This
module holds a session that does these things and lends it to `cbsodata` for the length of a download.
"""

import hashlib
import io
import json
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import cbsodata.cbsodata3 as client
import requests

from etl.problems import SourceProblem

LIVE = "https://opendata.cbs.nl"

CONNECT_S, READ_S = 10, 60
TRIES = 4
LONGEST_WAIT_S = 120.0
DEADLINE_S = 300.0
MAX_BYTES = 200_000_000
MAX_PAGES = 400
LIVE_PACE_S = 0.5
AGENT = "midsize-monitor (open data pipeline; one connection, at most 2 requests a second)"


@dataclass
class Traffic:
    """What was received for one table: a running checksum over all bodies, bytes and requests."""

    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    size: int = 0
    requests: int = 0


class Transport:
    """One calm, checking connection to a CBS-shaped service.

    `catalog` is a base address such as `https://opendata.cbs.nl`. `sleep` and `clock` are passed in so that tests
    need not wait.
    """

    def __init__(self, catalog: str = LIVE, *, sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic):
        wrong = SourceProblem(f"'{catalog}' is no address of a CBS service; it should look like {LIVE} or http://127.0.0.1:8400.")
        try:
            parts = urlsplit(catalog if "://" in catalog else f"http://{catalog}")
            usable = parts.scheme in ("http", "https") and not (parts.query or parts.username) and (parts.port or 80) > 0
        except ValueError:
            raise wrong from None
        if not usable or not parts.hostname or re.search(r"\s", parts.netloc):
            raise wrong
        self.https = parts.scheme == "https"
        self.host = parts.netloc + parts.path.rstrip("/")
        self.hostname = parts.hostname
        self.loopback = parts.hostname in ("127.0.0.1", "localhost", "::1")
        self.live = f".{parts.hostname}".endswith(".cbs.nl")
        self.sleep, self.clock = sleep, clock
        self.memory: dict[str, bytes] = {}
        self.traffic = Traffic()
        self._last = -1e9
        self._seen: set[str] = set()
        self._deadline = float("inf")
        self._down = False

    @contextmanager
    def lent(self, table: str) -> Iterator[Traffic]:
        """Lend this transport to `cbsodata` while one table is read; gives the traffic of that table.

        Metadata asked for twice is fetched once; data pages are never remembered.
        """
        self.memory, self.traffic, self._table = {}, Traffic(), table
        self._deadline = self.clock() + DEADLINE_S
        before = client.Session, client.options.use_https
        client.Session, client.options.use_https = (lambda: _Session(self)), self.https
        try:
            yield self.traffic
        finally:
            client.Session, client.options.use_https = before
            self.memory = {}

    def new_download(self) -> None:
        """Forget which pages were seen: a new query starts."""
        self._seen = set()

    def get(self, session: "_Session", request: requests.PreparedRequest) -> requests.Response:
        """Answer one request, from memory, or over the line with bounded retries.

        Raises `SourceProblem` when CBS cannot be read: the sentence says what was tried and what the answer was.
        """
        url = request.url or ""
        if urlsplit(url).hostname != self.hostname:
            raise self._problem(
                f"a page link points at another host ({urlsplit(url).hostname}); it was not followed",
                "Look at the address of the service, or tell CBS.",
            )
        if url in self.memory:
            return _response(request, 200, self.memory[url], {})
        if self.clock() > self._deadline:
            raise self._too_slow("it answers, but slowly")
        is_data = re.search(r"/(Un)?[Tt]yped[Dd]ata[Ss]et", url) is not None
        if is_data:
            if url in self._seen:
                raise self._circle()
            self._seen.add(url)
        if max(len(self._seen), len(self.memory)) > MAX_PAGES:
            raise self._problem(
                f"the answer runs past {MAX_PAGES} pages; that is more than any table the monitor uses",
                "Narrow the slice in the definition, or tell CBS.",
            )
        body = self._retry(session, request)
        self.traffic.digest.update(body)
        self.traffic.size += len(body)
        if not is_data:
            self.memory[url] = body
            # What is remembered costs no request: without this look at the link, a list that links to itself would be read for ever.
            following = json.loads(body).get("odata.nextLink")
            if following and requests.Request("GET", following).prepare().url in self.memory:
                raise self._circle()
        return _response(request, 200, body, {"Content-Type": "application/json"})

    def _retry(self, session: "_Session", request: requests.PreparedRequest) -> bytes:
        """The body, after as many tries as it takes; once nobody answered at all, each next request gets one try until somebody does."""
        reason, again_after = "", 0.0
        tries = 1 if self._down else TRIES
        for attempt in range(tries):
            if attempt:
                self._wait(min(again_after, LONGEST_WAIT_S) or 2.0 ** (attempt - 1) + random.uniform(0, 0.25), reason)
            reason, again_after, body = self._once(session, request)
            if body is not None:
                return body
        raise self._problem(f"{reason}; {tries} tries did not help" if tries > 1 else f"{reason}, as with the table before")

    def _wait(self, seconds: float, reason: str) -> None:
        if self.clock() + seconds > self._deadline:
            raise self._too_slow(reason)
        self.sleep(seconds)

    def _once(self, session: "_Session", request: requests.PreparedRequest) -> tuple[str, float, bytes | None]:
        """One try: (why it failed, seconds CBS asks to wait, the body). Raises `SourceProblem` where another try is useless."""
        pace = 0.0 if self.loopback else LIVE_PACE_S - (self.clock() - self._last)
        if pace > 0:
            self.sleep(pace)
        self._last = self.clock()
        self.traffic.requests += 1
        late = f"no answer came within {READ_S} seconds"
        try:
            self._down = True
            answer = session.over_the_line(request)
            self._down = False
            status, kind, body = answer.status_code, answer.headers.get("Content-Type", ""), self._limited(answer)
        except requests.Timeout:
            return late, 0, None
        except requests.exceptions.SSLError:
            raise self._problem(
                "the secure connection was refused (TLS); a proxy or an old certificate store is the usual cause", "Check both."
            ) from None
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError) as error:
            # A silence in the middle of an answer comes as a ConnectionError.
            return late if "timed out" in str(error) else f"the connection failed or broke off ({_cause(error)})", 0, None
        if status == 404:
            raise self._problem("CBS does not know this table (404)", "")
        if status == 429 or status >= 500:
            return f"CBS answered with error {status}", _retry_after(answer), None
        if status != 200:
            raise self._problem(
                f"CBS refused the question (error {status}{_message(body)})",
                "Check the address of the service and the slice in the definition.",
            )
        start = body[:200].lstrip().lower()
        if "html" in kind.lower() or start.startswith(b"<"):
            return "CBS answered with a web page instead of data, as it does during maintenance or behind a login", 0, None
        try:
            content = json.loads(body, parse_constant=_no_number)
        except (ValueError, RecursionError):
            return "the answer was cut short or is no JSON", 0, None
        if not isinstance(content, dict) or not isinstance(content.get("value"), list):
            raise self._problem("the answer is JSON but not a table of CBS (it has no list 'value')", "Check the address of the service.")
        return "", 0, body

    def _limited(self, answer: requests.Response) -> bytes:
        """The whole body, within the byte limit and the deadline: a drip of bytes never trips the read timeout."""
        parts, size = [], 0
        for part in answer.iter_content(1 << 16):
            size += len(part)
            if size > MAX_BYTES:
                answer.close()
                raise self._problem(
                    f"one answer is larger than {MAX_BYTES // 1_000_000} MB, which no slice the monitor asks for can be",
                    "Narrow the slice in the definition.",
                )
            if self.clock() > self._deadline:
                answer.close()
                raise self._too_slow("it answers, but slowly")
            parts.append(part)
        return b"".join(parts)

    def _circle(self) -> SourceProblem:
        return self._problem(
            "the link to the next page came back a second time, so the pages go round in a circle",
            "Try again later; if it stays, tell CBS.",
        )

    def _too_slow(self, reason: str) -> SourceProblem:
        return self._problem(f"{reason}; reading this table took longer than {DEADLINE_S:.0f} seconds in all")

    def _problem(self, reason: str, advice: str = "Try again later.") -> SourceProblem:
        return SourceProblem(f"Table {self._table} at {self.host}: {reason}. {advice}".rstrip())


class _Session(requests.Session):
    """The session `cbsodata` is given: it hands every request to the transport."""

    def __init__(self, transport: Transport):
        super().__init__()
        self.transport = transport
        # A proxy from the environment would also catch a service on this machine.
        self.trust_env = not transport.loopback

    def send(self, request: requests.PreparedRequest, **kwargs: object) -> requests.Response:
        return self.transport.get(self, request)

    def over_the_line(self, request: requests.PreparedRequest) -> requests.Response:
        """The real request. Redirects stay off: a moved service is a thing to look at, not to follow."""
        request.headers["User-Agent"] = AGENT
        settings = self.merge_environment_settings(request.url, {}, True, None, None)
        return super().send(request, timeout=(CONNECT_S, READ_S), allow_redirects=False, **settings)


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number in JSON")


def _response(request: requests.PreparedRequest, status: int, body: bytes, headers: dict[str, str]) -> requests.Response:
    response = requests.Response()
    response.status_code, response.url, response.request = status, request.url or "", request
    response.headers.update(headers)
    response.raw = io.BytesIO(body)
    return response


def _retry_after(answer: requests.Response) -> float:
    text = answer.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() else 0


def _message(body: bytes) -> str:
    """CBS's own words in an OData error, if the body has them."""
    try:
        return f": {json.loads(body)['odata.error']['message']['value']}"
    except (ValueError, KeyError, TypeError):
        return ""


def _cause(error: Exception) -> str:
    """The innermost cause in a word or two, without an address or an object's name in it."""
    text = str(error).lower()
    for mark, words in (
        ("name or service", "the name could not be looked up"),
        ("name resolution", "the name could not be looked up"),
        ("refused", "nobody answers at that address"),
        ("reset", "the other side hung up"),
        ("remotedisconnected", "the other side hung up"),
        ("incompleteread", "the answer was cut short"),
        ("unreachable", "the network cannot be reached"),
        ("proxy", "the proxy refused"),
    ):
        if mark in text:
            return words
    return type(error).__name__
