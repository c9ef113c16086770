"""The rows of any selection at a plain address of the app itself, for pandas, R and Excel's own import.

    /api/v1/rows.csv?steden=Zeist.Gouda&cijfers=share_65_plus&van=2015&tot=2025
    /api/v1/rows.json?…            the same rows, with what they say about themselves; also rows.parquet and rows.xlsx
    /api/v1/indicators.json        the figures that may be asked for
    /api/v1/regions.json           the municipalities and groups that may be asked for
    /api/v1/snapshots.json         the snapshots that are kept
    /api/v1/dataset.jsonld         the whole data set for data portals (DCAT), and below files/ the files it names
    /api/v1/                       all of this in words (`guide.py`); /api/v1/index.json for programs

Parameters are those of the tables page, from the same closed lists; `snapshot=ID` gives the figures of an older snapshot that is kept. A name
may be written in any way that leaves no doubt. Unlike a page, a program is not helped by a guess: anything unknown is refused with a sentence.
Pure but for the clock and the date; `serve.py` hangs it on the server.
"""

import hashlib
import json
import math
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

import pandas as pd

from etl import dcat, snapshot, store
from etl.store import Store
from pages.components.choice import spelling
from pages.components.files import about, downloads, workbook
from pages.components.research import offer, rows
from pages.components.research.offer import Offer
from pages.components.shell import aside
from pages.components.wording import dutch, words

MOST_ROWS = rows.MOST_ROWS
"""Rows of one answer: as many as the tables page gives."""
LARGE = 20_000
"""Answers with more rows, and workbooks, are made one at a time: each takes much memory or time for a moment. Larger ones are not kept."""
PATIENCE_S = 20.0
"""How long a large answer waits for its turn."""
MOST_PARAMETERS = 20
PER_MINUTE = 60
"""Answers one address may have per minute."""
CSV, JSON, TEXT = "text/csv; charset=utf-8", "application/json", "text/plain; charset=utf-8"
ROWS = {
    "rows.csv": CSV,
    "rows.json": JSON,
    "rows.parquet": "application/vnd.apache.parquet",
    "rows.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LISTS = ("indicators.json", "regions.json", "snapshots.json", "dataset.jsonld")
FILES = "files/"
"""Below this the files of a snapshot, as `dataset.jsonld` lists them."""
PATHS = (*ROWS, *LISTS)
served = False
"""Whether the server of this process answers these addresses: `serve.py` says so; a plain `streamlit run` does not have them."""
PIECE = 2_000
"""Rows that are put into JSON in one go."""
_turn = threading.Lock()
_queue = threading.BoundedSemaphore(3)
"""Large answers: one in the making, and two whose turn comes next."""
_PARAMETERS = ("steden", "cijfers", "van", "tot", "snapshot")
_BARE = ("rows.csv", "rows.json")
"""Answers that say nothing of where and when they were asked for."""
OPEN = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True)
class Answer:
    """What goes over the line: status, body and headers."""

    status: int
    body: bytes
    headers: dict[str, str]


class Refused(Exception):
    """A request that cannot be answered; the sentence says why and what to do."""

    status = 400


class Nothing(Refused):
    """An address at which there is nothing."""

    status = 404


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


def answer(path: str, query: str, seen: str = "", site: str = "/") -> Answer:
    """The answer to `/api/v1/{path}?{query}`.

    `seen` is the tag of what the caller already has, `site` the address of the app with a slash at its end.
    """
    try:
        if path not in PATHS and not path.startswith(FILES):
            close = get_close_matches(path, PATHS, n=1, cutoff=0.6)
            raise Nothing(f"‘{path[:60]}’ is geen adres van deze dienst.{f' Bedoelt u ‘{close[0]}’?' if close else ''}")
        asked = _parameters(query, parameters(path))
        held = _opened(asked.get("snapshot", ""))
        body = _made(path, held, asked, site)
    except Refused as problem:
        return refused(problem.status, str(problem), site)
    except Busy:
        said = "Er worden al andere grote bestanden gemaakt. Probeer het over een halve minuut opnieuw, of vraag minder rijen."
        return refused(503, said, site, {"Retry-After": "30"})
    tag = f'"{held.id}-{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {
        **OPEN,
        "Content-Type": kind(path),
        "ETag": tag,
        "Cache-Control": "public, max-age=300",
        "X-Snapshot": held.id,
        "Link": f'<{about.LICENCE_URL}>; rel="license"',
    }
    if path in ROWS and path != "rows.json":
        headers["Content-Disposition"] = f'inline; filename="midsize-monitor_{held.id.lower()}.{path.partition(".")[2]}"'
    return Answer(304, b"", headers) if seen == tag else Answer(200, body, headers)


def refused(status: int, said: str, site: str, more: Mapping[str, str] | None = None) -> Answer:
    """An answer with nothing but a sentence, and where all addresses are listed."""
    text = f"{said} Uitleg en alle adressen: {site}api/v1/\n"
    headers = {**OPEN, "Content-Type": TEXT, "Content-Language": "nl", "Cache-Control": "no-store", **(more or {})}
    return Answer(status, text.encode(), headers)


def parameters(path: str) -> tuple[str, ...]:
    """The parameters that an address takes."""
    return _PARAMETERS if path in ROWS else () if path == "snapshots.json" else ("snapshot",)


def kind(path: str) -> str:
    """The media type of what an address gives."""
    if path.startswith(FILES):
        return ROWS["rows.parquet"]
    return "application/ld+json" if path == "dataset.jsonld" else ROWS.get(path, JSON)


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
    if identifier not in snapshot.ids():
        raise Refused(f"Momentopname ‘{identifier[:60]}’ wordt hier niet bewaard. Welke wel, staat in snapshots.json.")
    return store.pinned(identifier)


def _parameters(query: str, known: Sequence[str]) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise Refused(f"Er zijn meer dan {MOST_PARAMETERS} parameters; zet meer waarden in één parameter, met punten ertussen.") from None
    found: dict[str, str] = {}
    for name, value in pairs:
        if name not in known:
            which = f"wel: {dutch.listing(list(known))}" if known else "het heeft er geen"
            raise Refused(f"‘{name[:40]}’ is geen parameter van dit adres; {which}.")
        if name in found:
            raise Refused(f"‘{name}’ staat er twee keer; zet meer waarden in één parameter, met punten ertussen.")
        found[name] = value
    return found


def _made(path: str, held: Store, asked: Mapping[str, str], site: str) -> bytes:
    offered = offer.make(held)
    if path == "indicators.json":
        return in_json([{**vars(about.entry(held, i)), "theme": i.theme, "forecast_of": i.forecast_of} for i in offered.known.values()])
    if path == "regions.json":
        places = [_place(held, offered, code) for code in offered.places if code not in offered.groups]
        groups = [{"id": g.id, "name": g.label, "regions": list(g.codes)} for g in offered.groups.values()]
        return in_json({"regions": places, "groups": groups})
    if path == "dataset.jsonld":
        return in_json(dcat.describe(held.manifest, len(held.indicators()), f"{site}api/v1/{FILES}{{name}}?snapshot={{id}}"))
    if path.startswith(FILES):
        name = path.removeprefix(FILES)
        if name not in held.manifest["files"]:
            raise Nothing(f"‘{name[:60]}’ is geen bestand van deze momentopname; dataset.jsonld noemt ze alle.")
        return (snapshot.DATA / "snapshots" / held.id / name).read_bytes()
    if path == "snapshots.json":
        return in_json([{"id": one, "built": _built(one), "current": one == held.id} for one in sorted(snapshot.ids(), reverse=True)])
    figures = _several(held, "cijfers", asked, offered.figures)
    places_ = _several(held, "steden", asked, offered.places)
    chosen, codes = offered.indicators(figures), offered.codes(places_)
    first, last = _years(offered, asked, chosen)
    count = offered.count(chosen, len(codes), first, last)
    most = workbook.MOST_ROWS if path == "rows.xlsx" else MOST_ROWS
    if count > most:
        raise Refused(
            f"Deze keuze heeft {dutch.number(count, 0)} rijen; dit adres geeft er hoogstens {dutch.number(most, 0)} tegelijk. "
            "Vraag minder cijfers, steden of jaren, en haal de rest in een tweede keer op."
        )
    selection = _Selection(
        held, path, figures, places_, chosen, codes, first, last, *((site, date.today()) if path not in _BARE else ("", None))
    )
    if count <= LARGE and path != "rows.xlsx":
        return _kept(selection)
    # Workbooks are written one at a time anyway, by another process; who waits for one must not wait for ever, and those who wait must not
    # take every thread.
    if not _queue.acquire(blocking=False):
        raise Busy
    try:
        return _in_turn(selection, count)
    finally:
        _queue.release()


def _in_turn(selection: "_Selection", count: int) -> bytes:
    if not _turn.acquire(timeout=PATIENCE_S):
        raise Busy
    try:
        return _kept(selection) if count <= LARGE else _rows(selection)
    except aside.Stopped as problem:
        raise Busy from problem
    finally:
        _turn.release()


def _built(identifier: str) -> str:
    """When a snapshot was made, as its name says it (UTC, ISO)."""
    return datetime.strptime(identifier[:16], "%Y%m%dT%H%M%SZ").isoformat() + "Z"


@dataclass(frozen=True)
class _Selection:
    """What is asked for, and in which form: `figures` and `places` as they were chosen, `chosen` and `codes` what they stand for."""

    held: Store
    path: str
    figures: tuple[str, ...]
    places: tuple[str, ...]
    chosen: tuple[str, ...]
    codes: tuple[str, ...]
    first: int
    last: int
    site: str
    day: date | None


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


def _several(held: Store, name: str, asked: Mapping[str, str], allowed: Collection[str]) -> tuple[str, ...]:
    """The values of a parameter, written as `a.b.c`, as the ids they stand for; every one must be known and leave no doubt."""
    words_ = [part for part in asked.get(name, "").split(".") if part]
    source = "regions.json" if name == "steden" else "indicators.json"
    if not words_:
        raise Refused(f"‘{name}’ ontbreekt. Geef een of meer waarden met punten ertussen; welke er zijn, staat in {source}.")
    found: dict[str, None] = {}
    for word in words_:
        meant = spelling.meant(held, word, allowed)
        if not meant:
            close = spelling.nearest(held, word, allowed)
            raise Refused(f"‘{word[:60]}’ is geen bekende waarde van ‘{name}’.{close} Alle waarden staan in {source}.")
        if len(meant) > 1:
            which = " of ".join(spelling.name(held, one) for one in meant)
            raise Refused(f"‘{word[:60]}’ kan meer dan één ding zijn: {which}. Geef de code.")
        found[meant[0]] = None
    return tuple(found)


def _years(offered: Offer, asked: Mapping[str, str], chosen: Sequence[str]) -> tuple[int, int]:
    ends = []
    begin, end = offered.years(())
    for name, default in zip(("van", "tot"), offered.years(chosen), strict=True):
        text = asked.get(name, str(default))
        if text not in {str(y) for y in range(begin, end + 1)}:
            raise Refused(f"‘{name}={text[:20]}’ is geen jaar van deze momentopname; haar jaren lopen van {begin} tot en met {end}.")
        ends.append(int(text))
    if ends[0] > ends[1]:
        raise Refused("‘van’ ligt na ‘tot’; wissel ze om.")
    return ends[0], ends[1]


@lru_cache(maxsize=8)
def _kept(asked: _Selection) -> bytes:
    return _rows(asked)


def _rows(asked: _Selection) -> bytes:
    held, frame = asked.held, rows.made(asked.held, asked.chosen, asked.codes, asked.first, asked.last)
    if asked.path == "rows.csv":
        return downloads.csv_of(frame)
    if asked.path in ("rows.parquet", "rows.xlsx"):
        said = _about(asked, frame)
        return downloads.parquet_of(frame, said) if asked.path == "rows.parquet" else downloads.excel_of(frame, said)
    known = held.definitions.everything
    told = in_json(
        {
            "snapshot": held.id,
            "licence": about.LICENCE_URL,
            "source": words.source_line(held, rows.tables(held, frame)),
            "indicators": [vars(about.entry(held, known[i])) for i in asked.chosen],
        }
    )
    # Piece by piece: one call for all rows would hold the interpreter, and with it every visitor, for seconds.
    plain = downloads.plain(frame)
    pieces = [
        plain.iloc[n : n + PIECE].to_json(orient="records", double_precision=10, force_ascii=False) for n in range(0, len(plain), PIECE)
    ]
    lines = b",".join(piece[1:-1].encode() for piece in pieces)
    return told[:-1] + b',"rows":[' + lines + b"]}"


def _about(asked: _Selection, frame: pd.DataFrame) -> about.About:
    """What a file says about itself; its link is the address that gives the same file again."""
    held, offered = asked.held, offer.make(asked.held)
    link = address(asked.site, asked.places, asked.figures, asked.first, asked.last, held.id).replace("rows.csv", asked.path)
    shown = [offered.known[i] for i in asked.chosen]
    assert asked.day is not None
    return about.make(
        held,
        rows.title(shown, asked.first, asked.last),
        offered.words(asked.places, asked.chosen, asked.first, asked.last),
        shown,
        rows.tables(held, frame),
        link,
        asked.day.isoformat(),
    )


def in_json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
