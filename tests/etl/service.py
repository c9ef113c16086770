"""A stand-in for CBS on this machine: serves `tests/recorded` in the shape of OData v3, and misbehaves on demand.

    with Service() as cbs:
        cbs.fault("503", "82900NED", at=(1,))      # the first request for its rows fails once
        cbs.edit("82900NED", "unit changed")       # the figures stay, what is said about them changes
        CbsService(cbs.url).fetch(...)

`FAULTS` are things that go wrong on the line, `EDITS` things that are wrong in what CBS says. Every request is kept in `asked`.
"""

import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from etl.sources import transport

Item = dict[str, Any]
Lists = dict[str, list[Item]]

RECORDED = Path(__file__).resolve().parents[1] / "recorded"
ROWS = "TypedDataSet"


class Clock:
    """Time that only passes when someone waits, and remembers every wait."""

    def __init__(self) -> None:
        self.now, self.waits = 0.0, list[float]()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def recorded_tables() -> tuple[str, ...]:
    """The ids of the recorded tables."""
    return tuple(sorted(path.stem for path in RECORDED.glob("*.json")))


@cache
def _recording(table: str) -> str:
    return (RECORDED / f"{table}.json").read_text(encoding="utf-8")


def recording(table: str) -> Lists:
    """A fresh copy of what was recorded of a table: list name → items."""
    lists: Lists = json.loads(_recording(table))["lists"]
    return lists


# --- what can be wrong in what CBS says -----------------------------------------------------------------------------


def _topics(lists: Lists) -> list[Item]:
    return [p for p in lists["DataProperties"] if p["Type"] == "Topic"]


def _rename(lists: Lists, old: str, new: str) -> None:
    """A column gets another key, in the properties and in the rows."""
    for item in lists["DataProperties"]:
        if item.get("Key") == old:
            item["Key"] = new
    lists[ROWS] = [{new if k == old else k: v for k, v in row.items()} for row in lists[ROWS]]


def _dimension(lists: Lists, kind: str = "") -> str:
    """The first dimension, or the first of a kind (`TimeDimension`, `GeoDimension`, `Dimension`)."""
    return next(str(p["Key"]) for p in lists["DataProperties"] if str(p["Type"]).endswith("Dimension") and (not kind or p["Type"] == kind))


def regions_of(lists: Lists) -> str:
    """The dimension whose list holds Ede: CBS does not always call it a GeoDimension."""
    return next(k for k, items in lists.items() if any(str(i.get("Key", "")).strip() == "GM0228" for i in items))


def _shift_suffix(lists: Lists) -> None:
    for topic in _topics(lists):
        key = str(topic["Key"])
        _rename(lists, key, re.sub(r"_(\d+)$", lambda m: f"_{int(m[1]) + 6}", key))


def _measure_gone(lists: Lists) -> None:
    for topic in _topics(lists):
        _rename(lists, topic["Key"], "Nieuw" + topic["Key"])


def _column_gone(lists: Lists) -> None:
    keys = {t["Key"] for t in _topics(lists)}
    lists[ROWS] = [{k: v for k, v in row.items() if k not in keys} for row in lists[ROWS]]


def _measure_twice(lists: Lists) -> None:
    """Each measure once more, under the same name with the next number and other figures (nine times as large)."""
    for topic in _topics(lists):
        key = str(topic["Key"])
        again = {**topic, "Key": re.sub(r"\d+$", "99", key), "ID": topic["ID"] + 9000}
        lists["DataProperties"].append(again)
        for row in lists[ROWS]:
            if row.get(key) is not None:
                row[again["Key"]] = row[key] * 9


def _grouped(lists: Lists) -> None:
    """Each measure twice, the first under a group 'Aantallen', the second under a group 'Relatief'."""
    firsts = _topics(lists)
    _measure_twice(lists)
    groups = [
        {"ID": 8000 + n, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": title}
        for n, title in enumerate(("Aantallen", "Relatief "))
    ]
    lists["DataProperties"] = groups + lists["DataProperties"]
    for topic in _topics(lists):
        topic["ParentID"] = 8000 if any(topic is f for f in firsts) else 8001


def _every(key: str, value: object) -> Callable[[Lists], None]:
    def edit(lists: Lists) -> None:
        for topic in _topics(lists):
            topic[key] = value

    return edit


def _values(value: Callable[[Any], object]) -> Callable[[Lists], None]:
    """Change the figures of Zeist."""

    def edit(lists: Lists) -> None:
        keys = {t["Key"] for t in _topics(lists)}
        region = regions_of(lists)
        for row in lists[ROWS]:
            if row[region].strip() == "GM0355":
                row.update({k: value(v) for k, v in row.items() if k in keys})

    return edit


def _dimension_added(lists: Lists) -> None:
    lists["DataProperties"].insert(0, {"ID": 7000, "ParentID": None, "Type": "Dimension", "Key": "Correctie", "Title": "Correctie"})
    lists["Correctie"] = [{"Key": "A045299", "Title": "Seizoengecorrigeerd"}, {"Key": "A045300", "Title": "Oorspronkelijk"}]
    lists[""].append({"name": "Correctie"})
    lists[ROWS] = [{**row, "Correctie": key} for row in lists[ROWS] for key in ("A045299", "A045300")]


def _titles_change(lists: Lists) -> None:
    for item in lists[_dimension(lists, "Dimension")]:
        item["Title"] = item["Title"].replace("Totaal", "Alle") + " (nieuw)"


def _title_twice(lists: Lists) -> None:
    name = _dimension(lists, "Dimension")
    lists[name].append({**lists[name][0], "Key": "X999999"})


def _titles_spaced(lists: Lists) -> None:
    for item in lists[_dimension(lists, "Dimension")]:
        item["Title"] = "  " + item["Title"].replace(" ", "  ") + " "


def _dimension_renamed(lists: Lists) -> None:
    old = _dimension(lists, "Dimension")
    _rename(lists, old, old + "Nieuw")
    lists[old + "Nieuw"] = lists.pop(old)


def _pad(width: int) -> Callable[[Lists], None]:
    """All region keys at this width; 0 is without padding."""

    def edit(lists: Lists) -> None:
        region = regions_of(lists)
        for item in lists[region]:
            item["Key"] = item["Key"].strip().ljust(width)
        for row in lists[ROWS]:
            row[region] = row[region].strip().ljust(width)

    return edit


def _period_unknown(lists: Lists) -> None:
    lists[_dimension(lists, "TimeDimension")].append({"Key": "2024QQ01", "Title": "iets nieuws", "Status": "Definitief"})


def _period_unlisted(lists: Lists) -> None:
    time = _dimension(lists, "TimeDimension")
    lists[ROWS].append({**lists[ROWS][0], time: "2031JJ00"})


def _other_grain(lists: Lists) -> None:
    time = _dimension(lists, "TimeDimension")
    for item in lists[time]:
        item["Key"] = item["Key"][:4] + "KW01"
    for row in lists[ROWS]:
        row[time] = row[time][:4] + "KW01"


def _no_time(lists: Lists) -> None:
    """A table of one year, as some are: the year stands in the title only."""
    time = _dimension(lists, "TimeDimension")
    last = max(row[time] for row in lists[ROWS])
    lists["DataProperties"] = [p for p in lists["DataProperties"] if p.get("Key") != time]
    lists[""] = [entry for entry in lists[""] if entry["name"] != time]
    lists[ROWS] = [{k: v for k, v in row.items() if k != time} for row in lists[ROWS] if row[time] == last]


def _twice(lists: Lists) -> None:
    region = regions_of(lists)
    zeist = next(row for row in lists[ROWS] if row[region].strip() == "GM0355")
    lists[ROWS].append({k: (v * 2 if isinstance(v, int | float) else v) for k, v in zeist.items()})


def _no_rows(lists: Lists) -> None:
    lists[ROWS] = []


def _no_regions(lists: Lists) -> None:
    region = regions_of(lists)
    for items in (lists[region], lists[ROWS]):
        for item in items:
            key = "Key" if items is lists[region] else region
            item[key] = item[key].replace("GM", "BU").replace("NL01", "NL10").replace("PV", "LD")


def _info(key: str, value: object) -> Callable[[Lists], None]:
    def edit(lists: Lists) -> None:
        lists["TableInfos"][0][key] = value

    return edit


def _null_keys(lists: Lists) -> None:
    lists[regions_of(lists)][0]["Key"] = None


def _texts_for_items(lists: Lists) -> None:
    lists["DataProperties"] = ["geen tabel"]  # type: ignore[list-item]


def _plain_geography(lists: Lists) -> None:
    for item in lists["DataProperties"]:
        if item["Type"] == "GeoDimension":
            item["Type"] = "Dimension"


def _status(word: str) -> Callable[[Lists], None]:
    def edit(lists: Lists) -> None:
        for item in lists[_dimension(lists, "TimeDimension")]:
            item["Status"] = word

    return edit


EDITS: dict[str, Callable[[Lists], None]] = {
    "suffix shifted": _shift_suffix,
    "measure gone": _measure_gone,
    "column gone from the rows": _column_gone,
    "measure twice": _measure_twice,
    "measure in two groups": _grouped,
    "unit changed": _every("Unit", "1 000 stuks"),
    "unit left out": _every("Unit", ""),
    "measure of texts": _every("Datatype", "String"),
    "text for a number": _values(lambda v: "geheim"),
    "number as text": _values(str),
    "not a number": _values(lambda v: float("nan")),
    "infinite": _values(lambda v: float("inf")),
    "null for a number": _values(lambda v: None),
    "true for a number": _values(lambda v: True),
    "dimension added": _dimension_added,
    "dimension renamed": _dimension_renamed,
    "categories renamed": _titles_change,
    "category twice": _title_twice,
    "categories with stray spaces": _titles_spaced,
    "keys unpadded": _pad(0),
    "keys of width 6": _pad(6),
    "keys of width 10": _pad(10),
    "period unknown": _period_unknown,
    "period unlisted": _period_unlisted,
    "other grain": _other_grain,
    "no periods": _no_time,
    "row twice": _twice,
    "no rows": _no_rows,
    "no municipalities": _no_regions,
    "discontinued": _info("OutputStatus", "Gediscontinueerd"),
    "delivery stopped": _info("ReasonDelivery", "Stopgezet"),
    "key null": _null_keys,
    "properties are texts": _texts_for_items,
    "regions no geography": _plain_geography,
    "all provisional": _status("Voorlopig"),
    "all final": _status("Definitief"),
}

# --- what can go wrong on the line ----------------------------------------------------------------------------------


@dataclass
class Reply:
    """What the service is about to send."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json; charset=utf-8"})
    length: int | None = None
    end: str = ""


def _with_status(status: int, **headers: str) -> Callable[[Reply, "Asked"], None]:
    def change(reply: Reply, asked: "Asked") -> None:
        reply.status, reply.body = status, b'{"odata.error":{"code":"","message":{"lang":"nl-NL","value":"Niet nu."}}}'
        reply.headers.update({k.replace("_", "-"): v for k, v in headers.items()})

    return change


def _with_body(body: bytes, **headers: str) -> Callable[[Reply, "Asked"], None]:
    def change(reply: Reply, asked: "Asked") -> None:
        reply.body = body
        reply.headers.update({k.replace("_", "-"): v for k, v in headers.items()})

    return change


def _ending(end: str) -> Callable[[Reply, "Asked"], None]:
    def change(reply: Reply, asked: "Asked") -> None:
        reply.end = end

    return change


def _cut(reply: Reply, asked: "Asked") -> None:
    reply.body = reply.body[: len(reply.body) * 2 // 3]


def _short(reply: Reply, asked: "Asked") -> None:
    reply.length = len(reply.body)
    _cut(reply, asked)


def _large(reply: Reply, asked: "Asked") -> None:
    reply.body = reply.body[:-1] + b" " * 3_000_000 + b"}"


def _linked(link: Callable[["Asked"], str]) -> Callable[[Reply, "Asked"], None]:
    def change(reply: Reply, asked: "Asked") -> None:
        content = json.loads(reply.body)
        content["odata.nextLink"] = link(asked)
        reply.body = json.dumps(content).encode()

    return change


def _to_the_other(asked: "Asked") -> str:
    """Two pages that point at each other."""
    return asked.with_skip(0 if asked.skip else 1)


_WEB_PAGE = b"<!DOCTYPE html><html><body>Onderhoud</body></html>"

FAULTS: dict[str, Callable[[Reply, "Asked"], None]] = {
    "reset": _ending("reset"),
    "silent": _ending("silent"),
    "stalls": _ending("stalls"),
    "500": _with_status(500),
    "502": _with_status(502),
    "503": _with_status(503),
    "429": _with_status(429, Retry_After="7"),
    "429 for a day": _with_status(429, Retry_After="86400"),
    "429 without a number": _with_status(429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"),
    "400": _with_status(400),
    "403": _with_status(403),
    "404": _with_status(404),
    "moved": _with_status(302, Location="/ODataFeed/odata/elsewhere/TableInfos"),
    "web page": _with_body(_WEB_PAGE, Content_Type="text/html"),
    "web page as json": _with_body(b"\n " + _WEB_PAGE),
    "nothing": _with_body(b""),
    "bad gzip": _with_body(b"\x1f\x8b no gzip", Content_Encoding="gzip"),
    "body short": _short,
    "body cut": _cut,
    "too large": _large,
    "link to itself": _linked(lambda asked: asked.url),
    "links in a circle": _linked(_to_the_other),
    "links without end": _linked(lambda asked: asked.with_skip(asked.skip + 1)),
    "link elsewhere": _linked(lambda asked: "http://cbs.invalid/ODataFeed/odata/x/TypedDataSet"),
    "link without a host": _linked(lambda asked: "TypedDataSet?$skip=10"),
    "link that is a number": _linked(lambda asked: 17),  # type: ignore[arg-type, return-value]
    "no list": _with_body(b'{"odata.metadata":"x","value":{"a":1}}'),
    "no value": _with_body(b'{"fout":"geen tabel"}'),
    "a bare list": _with_body(b"[1,2,3]"),
    "rows are numbers": _with_body(b'{"value":[1,2,3]}'),
    "rows are lists": _with_body(b'{"value":[[1],[2]]}'),
}


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    table: str
    name: str
    base: str
    path: str
    options: tuple[tuple[str, str], ...]
    agent: str

    @property
    def skip(self) -> int:
        return int(dict(self.options).get("$skip", 0))

    @property
    def url(self) -> str:
        return f"{self.base}{self.path}?{urlencode(self.options)}"

    def with_skip(self, skip: int) -> str:
        """The address of the page that starts at this row."""
        return f"{self.base}{self.path}?{urlencode([*(o for o in self.options if o[0] != '$skip'), ('$skip', str(skip))])}"


@dataclass(frozen=True)
class _Fault:
    kind: str
    table: str
    name: str | None
    at: tuple[int, ...] | None


class _Refused(Exception):
    def __init__(self, status: int, words: str):
        super().__init__(words)
        self.status = status


class Service:
    """The stand-in: a context manager that listens on a free port of this machine."""

    def __init__(self, page: int = 10_000):
        self.page = page
        self.asked: list[Asked] = []
        self.tables: dict[str, Lists] = {}
        self.withdrawn: set[str] = set()
        self._faults: list[_Fault] = []
        self._lock = threading.Lock()
        self.closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"service": self}))
        self._server.daemon_threads = True
        # Waiting for handlers that stay silent on purpose would stop the tests.
        self._server.block_on_close = False
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "Service":
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def table(self, identifier: str) -> Lists:
        """What is served of a table; changes to it are served from then on."""
        known = {t.lower(): t for t in recorded_tables() if t not in self.withdrawn}
        if identifier.lower() not in known:
            raise _Refused(404, f"Resource not found for the segment '{identifier}'.")
        name = known[identifier.lower()]
        with self._lock:
            if name not in self.tables:
                self.tables[name] = recording(name)
        return self.tables[name]

    def edit(self, table: str, kind: str) -> None:
        """Serve a table with something wrong in it: one of EDITS."""
        EDITS[kind](self.table(table))

    def fault(self, kind: str, table: str = "*", name: str | None = ROWS, at: Sequence[int] | None = None) -> None:
        """Misbehave: one of FAULTS, for one list of a table (None: all lists), at these requests (1 is the first) or at every one."""
        if kind not in FAULTS:
            raise KeyError(kind)
        self._faults.append(_Fault(kind, table.lower(), name, None if at is None else tuple(at)))

    def mend(self) -> None:
        """All faults gone and all tables as recorded."""
        self._faults, self.tables, self.withdrawn = [], {}, set()

    def count(self, table: str, name: str = ROWS) -> int:
        """How often a list of a table was asked for."""
        return sum(a.table.lower() == table.lower() and a.name == name for a in self.asked)

    def replies(self, asked: Asked) -> Reply:
        """The reply to a request, with the faults that apply to it."""
        with self._lock:
            self.asked.append(asked)
            number = sum(a.table.lower() == asked.table.lower() and a.name == asked.name for a in self.asked)
        try:
            body = self._content(asked)
            reply = Reply(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
        except _Refused as refused:
            words = {"odata.error": {"code": "", "message": {"lang": "nl-NL", "value": str(refused)}}}
            reply = Reply(json.dumps(words).encode(), refused.status)
        for fault in self._faults:
            same_list = fault.name is None or fault.name == asked.name
            if fault.table in ("*", asked.table.lower()) and same_list and (fault.at is None or number in fault.at):
                FAULTS[fault.kind](reply, asked)
        return reply

    def _content(self, asked: Asked) -> Item:
        if asked.table == "Tables":
            names = [t for t in recorded_tables() if t not in self.withdrawn]
            return {"odata.metadata": asked.base, "value": [{"Identifier": n} for n in names]}
        lists = self.table(asked.table)
        if asked.name not in lists:
            raise _Refused(404, f"Resource not found for the segment '{asked.name}'.")
        items, options = lists[asked.name], dict(asked.options)
        if asked.name == "":
            items = [{**i, "url": f"{asked.base}{asked.path}/{i['name']}"} for i in items]
        if options.get("$filter"):
            items = list(_filtered(items, options["$filter"]))
        if options.get("$select"):
            wanted = options["$select"].split(",")
            lacking = [c for c in wanted if items and not any(c in i for i in items)]
            if lacking and asked.name != ROWS:
                raise _Refused(400, f"Could not find a property named '{lacking[0]}'.")
            items = [{k: v for k, v in i.items() if k in wanted} for i in items]
        body: Item = {
            "odata.metadata": f"{asked.base}/ODataFeed/odata/$metadata#{asked.name}",
            "value": items[asked.skip : asked.skip + self.page],
        }
        if len(items) > asked.skip + self.page:
            body["odata.nextLink"] = asked.with_skip(asked.skip + self.page)
        return body


def _filtered(items: list[Item], text: str) -> Iterator[Item]:
    """The rows that pass a $filter of the forms the client sends: brackets, `or` within `and`, `eq` and `substringof` on text keys."""
    clauses = []
    for clause in text.split(" and "):
        atoms = []
        for atom in clause.strip().removeprefix("(").removesuffix(")" if clause.strip().startswith("(") else "").split(" or "):
            equal = re.fullmatch(r"(\w+) eq '([^']*)'", atom)
            part = re.fullmatch(r"substringof\('([^']*)',(\w+)\)", atom)
            if equal:
                atoms.append((equal[1], equal[2], True))
            elif part:
                atoms.append((part[2], part[1], False))
            else:
                raise _Refused(400, f"Syntax error in $filter near '{atom}'.")
        clauses.append(atoms)
    for column in {c for atoms in clauses for c, _, _ in atoms}:
        if items and column not in items[0]:
            raise _Refused(400, f"Could not find a property named '{column}'.")
    for item in items:
        # Keys are compared with their padding, as CBS does.
        if all(any((item[c] == word) if exact else (word in item[c]) for c, word, exact in atoms) for atoms in clauses):
            yield item


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: Service

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        names = [unquote(p) for p in parts.path.split("/") if p]
        options = tuple(parse_qsl(parts.query, keep_blank_values=True))
        base = f"http://{self.headers.get('Host')}"
        if names[:1] == ["ODataCatalog"]:
            table, name = "Tables", ""
        else:
            table, name = (names[2] if len(names) > 2 else "", names[3] if len(names) > 3 else "")
        asked = Asked(table, name, base, parts.path.rstrip("/") if not name else parts.path, options, str(self.headers.get("User-Agent")))
        reply = self.service.replies(asked)
        if reply.end == "silent":
            self.service.closing.wait(20)
            self.close_connection = True
            return
        if reply.end == "reset":
            # Lingering for no time at all makes the system send a reset in place of a goodbye.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        self.send_response(reply.status)
        for key, value in reply.headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
        self.end_headers()
        if reply.end == "stalls":
            self.wfile.write(reply.body[:20])
            self.wfile.flush()
            self.service.closing.wait(20)
            self.close_connection = True
            return
        self.wfile.write(reply.body)
        if reply.length is not None:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            # The client hung up first, as it should where an answer is too large.
            self.close_connection = True


def impatient(monkeypatch: Any, fault: str) -> None:
    """Where a fault is a silence, half a second in place of a minute; elsewhere a slow machine must not look like a silent one."""
    if fault in ("silent", "stalls"):
        monkeypatch.setattr(transport, "READ_S", 0.5)


def wait_for(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Whether something became true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return condition()
