"""Stand-ins on this machine for what datasets are made of: a place with files that misbehaves on demand, and a small OData feed."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pandas as pd

from etl.definitions import DEFINITIONS
from etl.geography import Geography
from etl.geography import load as load_places
from etl.sources.cbs import Table
from etl.sources.files import Files
from etl.sources.made import Ask

RECORDED = Path(__file__).resolve().parents[2] / "recorded"


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A server on the loopback address, ended with the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class Quiet(BaseHTTPRequestHandler):
    """A handler that says nothing on the terminal."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, body: bytes, kind: str = "text/csv", length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True


@contextmanager
def files(folder: Path, faults: Sequence[str] = ()) -> Iterator[tuple[str, list[str]]]:
    """The files of a folder under an address; the n-th request meets the n-th fault, later ones none. Gives the address and what was asked.

    Faults: `404`, `503`, `403`, `html`, `cut` (fewer bytes than announced), `half` (half a file), `latin` (another encoding),
    `columns` (another layout), `empty`, `huge`.
    """
    asked: list[str] = []

    class Handler(Quiet):
        def do_GET(self) -> None:
            name = unquote(urlsplit(self.path).path).lstrip("/")
            fault = faults[len(asked)] if len(asked) < len(faults) else ""
            asked.append(name)
            body = (folder / name).read_bytes()
            if fault.isdigit():
                return self.answer(int(fault), b"no")
            if fault == "html":
                return self.answer(200, b"<!doctype html><title>Onderhoud</title>", "text/html")
            if fault == "cut":
                return self.answer(200, body[: len(body) // 2], length=len(body))
            changed = {
                "half": body[: len(body) // 2],
                "latin": body.replace(b"Partij", "Partÿ".encode("latin-1")),
                "columns": body.replace(b"AantalZetels", b"Zetels").replace(b"Deelnemer,", b"Naam,"),
                "empty": b"",
                "huge": body * 500,
            }
            return self.answer(200, changed.get(fault, body))

    with serving(Handler) as address:
        yield address, asked


def excerpt(folder: str, table: str) -> dict[str, list[dict[str, Any]]]:
    """The recorded lists of a CBS table."""
    lists: dict[str, list[dict[str, Any]]] = json.loads((RECORDED / folder / f"{table}.json").read_text(encoding="utf-8"))["lists"]
    return lists


@contextmanager
def feed(folder: str) -> Iterator[str]:
    """The recorded tables of a folder in the shape of OData v3, for the real client; filters are of the kind `substringof('x',Column)`."""

    class Handler(Quiet):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            steps = [s for s in parts.path.split("/") if s]
            lists = excerpt(folder, steps[2])
            here = f"http://{self.headers['Host']}/{'/'.join(steps[:3])}"
            if len(steps) == 3:
                names = ["TableInfos", "DataProperties", "TypedDataSet", "UntypedDataSet"]
                return self.reply([{"name": name, "url": f"{here}/{name}"} for name in names])
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            rows = lists["TypedDataSet" if steps[3].endswith("DataSet") else steps[3]]
            for clause in query.get("$filter", "").split(" and "):
                if clause:
                    text, column = clause.removeprefix("substringof(").removesuffix(")").split(",")
                    rows = [row for row in rows if text.strip("'") in row[column]]
            if "$select" in query:
                rows = [{column.strip(): row.get(column.strip()) for column in query["$select"].split(",")} for row in rows]
            return self.reply(rows)

        def reply(self, rows: list[Any]) -> None:
            self.answer(200, json.dumps({"odata.metadata": "", "value": rows}).encode(), "application/json")

    with serving(Handler) as address:
        yield address


class Stub:
    """Rows without a network: what `CbsService.rows` gives for recorded tables; `edit` may change a frame on its way."""

    def __init__(self, folder: str, only: Sequence[str] = ()):
        self.folder, self.only = folder, only
        self.edits: dict[str, Any] = {}

    def rows(self, table: str, keys: Sequence[str] = (), filters: str | None = None) -> tuple[Table, pd.DataFrame]:
        frame = pd.DataFrame(excerpt(self.folder, table)["TypedDataSet"]).map(lambda v: v.strip() if isinstance(v, str) else v)
        if keys:
            frame = frame.rename(columns={c: c.rsplit("_", 1)[0] for c in frame.columns})
        if filters and "Perioden" in frame:
            frame = frame[frame["Perioden"].isin([p for p in set(frame["Perioden"]) if f"'{p}'" in filters])]
        frame = self.edits.get(table, lambda f: f)(frame.reset_index(drop=True))
        blank = Table(table, table, "2025-01-01", False, "2026-01-01T00:00:00Z", len(frame), 10, "ab", {}, {}, {}, ())
        return blank, frame


def ask(cbs: Any = None, place: str | Path = "", places: Geography | None = None) -> Ask:
    """What a dataset is given, with the definitions of this repository."""
    known = load_places() if places is None else places
    return Ask(cbs, Files(DEFINITIONS, str(place), sleep=lambda seconds: None), known, DEFINITIONS)


def cell(frame: pd.DataFrame, region: str, year: int, measure: str) -> float:
    """The only figure of a region and year."""
    found = frame[(frame["region"] == region) & (frame["year"] == year)]
    assert len(found) == 1, f"{region} has {len(found)} rows in {year}"
    return float(found[measure].iloc[0])
