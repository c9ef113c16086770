"""The rows of any selection at a plain address of the app itself, for pandas, R and Excel's own import.

    /api/v1/rows.csv?steden=GM0355.GM0294&cijfers=share_65_plus&van=2015&tot=2025
    /api/v1/rows.json?…            the same rows, with what they say about themselves
    /api/v1/indicators.json        the figures that may be asked for
    /api/v1/regions.json           the municipalities and groups that may be asked for

Parameters are those of the tables page, from the same closed lists; `snapshot=ID` gives the figures of an older snapshot that is kept. Unlike a page, a program is not helped by a guess: anything unknown is refused
with a sentence. Pure but for the clock of the rate limit; `serve.py` hangs it on the server.
"""

import hashlib
import json
import math
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from etl import snapshot, store
from etl.blocks import nearest
from etl.store import Store
from pages.components.files import about, downloads
from pages.components.research import offer, rows
from pages.components.research.offer import Offer
from pages.components.wording import words

MOST_ROWS = rows.MOST_ROWS
"""Rows of one answer: as many as the tables page gives."""
LARGE = 20_000
"""Answers with more rows are made one at a time and not kept: each takes some hundred megabytes for a moment."""
PATIENCE_S = 20.0
"""How long a large answer waits for its turn."""
MOST_PARAMETERS = 20
PER_MINUTE = 60
"""Answers one address may have per minute."""
PATHS = ("rows.csv", "rows.json", "indicators.json", "regions.json")
served = False
"""Whether the server of this process answers these addresses: `serve.py` says so; a plain `streamlit run` does not have them."""
JSON = "application/json"
PIECE = 2_000
"""Rows that are put into JSON in one go."""
_turn = threading.Lock()
_PARAMETERS = ("steden", "cijfers", "van", "tot", "snapshot")


@dataclass(frozen=True)
class Answer:
    """What goes over the line: status, body and headers."""

    status: int
    body: bytes
    headers: dict[str, str]


class Refused(Exception):
    """A request that cannot be answered; the sentence says why and what to do."""


class Busy(Exception):
    """A large request whose turn did not come in time."""


class Limit:
    """At most `most` answers a minute for each caller; who waits gets them back evenly."""

    def __init__(self, most: int = PER_MINUTE, clock: Callable[[], float] = time.monotonic):
        self.most, self.clock = most, clock
        self._left: dict[str, tuple[float, float]] = {}
        self._guard = threading.Lock()

    def wait(self, caller: str) -> int:
        """Seconds the caller must wait; 0 where it may go on, which counts as one answer."""
        with self._guard:
            now = self.clock()
            left = self._has(caller, now)
            if len(self._left) > 10_000:  # whoever has all answers left again need not be remembered
                self._left = {c: (n, t) for c, (n, t) in self._left.items() if n + (now - t) * self.most / 60 < self.most}
            if left < 1:
                self._left[caller] = (left, now)
                return self._until(left)
            self._left[caller] = (left - 1, now)
            return 0

    def waiting(self, caller: str) -> int:
        """Seconds the caller must wait; counts nothing."""
        with self._guard:
            left = self._has(caller, self.clock())
            return 0 if left >= 1 else self._until(left)

    def _has(self, caller: str, now: float) -> float:
        left, then = self._left.get(caller, (float(self.most), now))
        return min(float(self.most), left + (now - then) * self.most / 60)

    def _until(self, left: float) -> int:
        return math.ceil((1 - left) * 60 / self.most)


def answer(path: str, query: str, seen: str = "") -> Answer:
    """The answer to `/api/v1/{path}?{query}`; `seen` is the tag of what the caller already has."""
    try:
        if path not in PATHS:
            raise Refused(f"'{path}' is no address of this service; it has {', '.join(PATHS)}.{nearest(path, PATHS)}")
        asked = _parameters(query)
        held = _opened(asked.get("snapshot", ""))
        body, kind = _made(path, held, asked)
    except Refused as problem:
        return Answer(400, f"{problem}\n".encode(), {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"})
    except Busy:
        said = "Other large selections are being made. Try again in half a minute, or ask for fewer rows.\n"
        return Answer(503, said.encode(), {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store", "Retry-After": "30"})
    tag = f'"{held.id}-{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {
        "Content-Type": kind,
        "ETag": tag,
        "Cache-Control": "public, max-age=300",
        "X-Snapshot": held.id,
        "Link": f'<{about.LICENCE_URL}>; rel="license"',
        "Access-Control-Allow-Origin": "*",
        "X-Content-Type-Options": "nosniff",
    }
    return Answer(304, b"", headers) if seen == tag else Answer(200, body, headers)


def address(base: str, regions: Collection[str], indicators: Collection[str], first: int, last: int, identifier: str) -> str:
    """The plain address of a selection in one snapshot; `base` is the address of the app, with a slash at its end."""
    asked = {"steden": ".".join(regions), "cijfers": ".".join(indicators), "van": str(first), "tot": str(last), "snapshot": identifier}
    return f"{base}api/v1/rows.csv?{urlencode(asked)}"


def snippets(url: str) -> dict[str, str]:
    """What to type to read an address, per language. Run as they stand they give the rows of the page."""
    return {
        "python": f'import pandas as pd\n\nrows = pd.read_csv("{url}")\n',
        "r": f'rows <- read.csv("{url}", encoding = "UTF-8")\n',
    }


def _opened(identifier: str) -> Store:
    """The snapshot asked for, or the one in use."""
    if not identifier:
        return store.open()
    kept = snapshot.ids()
    if identifier not in kept:
        raise Refused(f"Snapshot '{identifier[:60]}' is not kept here; there are {', '.join(kept)}.{nearest(identifier, kept)}")
    return store.pinned(identifier)


def _parameters(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise Refused(f"More than {MOST_PARAMETERS} parameters were given; put several values in one, with points between them.") from None
    found: dict[str, str] = {}
    for name, value in pairs:
        if name not in _PARAMETERS:
            raise Refused(f"'{name[:40]}' is no parameter; known are {', '.join(_PARAMETERS)}.{nearest(name, _PARAMETERS)}")
        if name in found:
            raise Refused(f"'{name}' is given twice; put several values in one, with points between them.")
        found[name] = value
    return found


def _made(path: str, held: Store, asked: Mapping[str, str]) -> tuple[bytes, str]:
    offered = offer.make(held)
    if path == "indicators.json":
        return _json([{**vars(about.entry(held, i)), "theme": i.theme, "forecast_of": i.forecast_of} for i in offered.known.values()]), JSON
    if path == "regions.json":
        places = [_place(held, offered, code) for code in offered.places if code not in offered.groups]
        groups = [{"id": g.id, "name": g.label, "regions": list(g.codes)} for g in offered.groups.values()]
        return _json({"regions": places, "groups": groups}), JSON
    chosen = offered.indicators(_several("cijfers", asked, offered.figures))
    codes = offered.codes(_several("steden", asked, offered.places))
    first, last = _years(offered, asked, chosen)
    count = offered.count(chosen, len(codes), first, last)
    if count > MOST_ROWS:
        raise Refused(
            f"This selection has {count} rows; one answer has at most {MOST_ROWS}. Ask for fewer figures, cities or years at a time."
        )
    kind = "text/csv; charset=utf-8" if path == "rows.csv" else JSON
    if count <= LARGE:
        return _kept(held, path, chosen, codes, first, last), kind
    if not _turn.acquire(timeout=PATIENCE_S):
        raise Busy
    try:
        return _rows(held, path, chosen, codes, first, last), kind
    finally:
        _turn.release()


def _place(held: Store, offered: Offer, code: str) -> dict[str, object]:
    """What a program may want to know of a region: its name, and of a midsize city its position and networks."""
    known = held.city(code) if code.startswith("GM") else None
    return {
        "id": code,
        "name": held.name(code),
        "midsize": known is not None and known.midsize,
        "position": known.position if known is not None else None,
        "networks": list(known.networks) if known is not None else [],
        "province": known.province if known is not None else "",
    }


def _several(name: str, asked: Mapping[str, str], allowed: Collection[str]) -> tuple[str, ...]:
    """The values of a parameter, written as `a.b.c`; every one must be known."""
    values = tuple(dict.fromkeys(part for part in asked.get(name, "").split(".") if part))
    if not values:
        raise Refused(f"'{name}' is missing; give one or more values with points between them, such as {name}={next(iter(allowed))}.")
    for value in values:
        if value not in allowed:
            raise Refused(f"'{value[:60]}' is no known value of '{name}'.{nearest(value, allowed)}")
    return values


def _years(offered: Offer, asked: Mapping[str, str], chosen: Sequence[str]) -> tuple[int, int]:
    ends = []
    begin, end = offered.years(())
    for name, default in zip(("van", "tot"), offered.years(chosen), strict=True):
        text = asked.get(name, str(default))
        if text not in {str(y) for y in range(begin, end + 1)}:
            raise Refused(f"'{name}={text[:20]}' is no year of this snapshot; its years run from {begin} to {end}.")
        ends.append(int(text))
    if ends[0] > ends[1]:
        raise Refused("'van' lies after 'tot'; swap them.")
    return ends[0], ends[1]


@lru_cache(maxsize=8)
def _kept(held: Store, path: str, chosen: tuple[str, ...], codes: tuple[str, ...], first: int, last: int) -> bytes:
    return _rows(held, path, chosen, codes, first, last)


def _rows(held: Store, path: str, chosen: tuple[str, ...], codes: tuple[str, ...], first: int, last: int) -> bytes:
    frame = rows.made(held, chosen, codes, first, last)
    if path == "rows.csv":
        return downloads.csv_of(frame)
    known = held.definitions.everything
    told = _json(
        {
            "snapshot": held.id,
            "licence": about.LICENCE_URL,
            "source": words.source_line(held, rows.tables(frame)),
            "indicators": [vars(about.entry(held, known[i])) for i in chosen],
        }
    )
    # Piece by piece: one call for all rows would hold the interpreter, and with it every visitor, for seconds.
    plain = downloads.plain(frame)
    pieces = [
        plain.iloc[n : n + PIECE].to_json(orient="records", double_precision=10, force_ascii=False) for n in range(0, len(plain), PIECE)
    ]
    lines = b",".join(piece[1:-1].encode() for piece in pieces)
    return told[:-1] + b',"rows":[' + lines + b"]}"


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
