"""Municipality boundaries: read from PDOK or a local file, checked, simplified, written for storing and for drawing.

Only this module, `drawing` and `borders` import geopandas or shapely: a page draws from ready-made paths and never computes geometry.
Source: CBS gebiedsindelingen (CBS and Kadaster, CC BY 4.0), served by PDOK.
"""

import csv
import hashlib
import json
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import geopandas as gpd
import numpy as np
import requests
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from etl.problems import Problem
from etl.sources.drawing import DRAWN_M, UNIT_M, drawing, polygons

YEAR = 2026
"""Edition that is fetched by default; raise it when CBS has published the next one."""

LIVE = (
    f"https://service.pdok.nl/cbs/gebiedsindelingen/{YEAR}/wfs/v1_0?service=WFS&version=2.0.0&request=GetFeature"
    "&typeNames=gebiedsindelingen:gemeente_gegeneraliseerd&outputFormat=application/json&srsName=EPSG:28992"
)

CONNECT_S, READ_S, DEADLINE_S = 10.0, 60.0, 300.0
MAX_BYTES = 60_000_000
AGENT = "midsize-monitor (open data pipeline; municipality boundaries, about once a year)"

RD = 28992
NETHERLANDS = (0, 300_000, 300_000, 630_000)
"""West, south, east and north in RD metres: the country with room to spare, and nothing in WGS84 degrees."""

STORED_M = 50
"""Detail of the stored polygons: corners spanning a triangle of less than about 50 by 50 metres are left out."""

CODE_KEYS = ("statcode", "code", "gemeentecode")


class BoundaryError(Problem):
    """Boundaries that could not be read or cannot be right; the ones already there stay in use."""


@dataclass(frozen=True)
class Municipality:
    """What `municipalities.csv` says of one municipality: CBS code and name, and its core as a point in RD metres."""

    code: str
    name: str
    core: tuple[int, int]


@dataclass(frozen=True)
class Received:
    """Bytes as they came, and words for where they came from that hold no path of this machine."""

    body: bytes
    origin: str


def refresh(source: str | None, root: Path) -> Path:
    """Bring the boundaries under `root` up to date and return the new drawing file.

    `source` is an http(s) address or a local GeoJSON file (RD, or WGS84 when it names no system); None means PDOK's
    edition of `YEAR`. The municipalities must be exactly those of `data/definitions/municipalities.csv`.

    Writes `data/geo/municipalities.geojson` (RD, EPSG:28992, whole metres; properties `code`, `name`),
    `data/geo/README.md` (provenance, licence) and `static/geo/municipalities-<hash>.json`: `viewBox` [x, y, width,
    height] in units of 100 metres with north up, `paths` (code → SVG path) and `points` (code → [x, y] of the core).
    Drawings with another hash are removed.

    Raises `BoundaryError` with a sentence for the person at the command line. Nothing is written before all is checked.
    """
    known = _municipalities(root / "data" / "definitions" / "municipalities.csv")
    received = _received(source or LIVE)
    document = _document(received)
    shapes = _in_rd(_shapes(document, received.origin), _crs(document, received.origin), received.origin)
    _check(shapes, known, received.origin)
    codes = sorted(shapes)
    stored = _simplified(codes, [shapes[code] for code in codes], received.origin)

    drawn = _compact(drawing(codes, stored, [known[code].core for code in codes]))
    name = f"municipalities-{hashlib.sha256(drawn).hexdigest()[:8]}.json"
    target = root / "static" / "geo" / name
    geo = root / "data" / "geo"
    _write(target, drawn)
    _write(geo / "municipalities.geojson", _geojson(codes, stored, known))
    _write(geo / "README.md", _readme(received, document, name).encode())
    for old in target.parent.glob("municipalities-*.json"):
        if old != target:
            old.unlink()
    return target


def _municipalities(path: Path) -> dict[str, Municipality]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        known = {r["code"]: Municipality(r["code"], r["name"], (int(r["core_x"]), int(r["core_y"]))) for r in rows}
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise BoundaryError(
            f"data/definitions/municipalities.csv cannot be read ({type(error).__name__}: {error}); it says which "
            "municipalities there are, so mend it first."
        ) from error
    if not known:
        raise BoundaryError("data/definitions/municipalities.csv names no municipality, so there is nothing to check against.")
    return known


def _received(source: str) -> Received:
    if source.startswith(("http://", "https://")):
        return Received(_downloaded(source), source)
    path = Path(source)
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BoundaryError(f"The boundary file '{path.name}' cannot be read: {error.strerror or error}.") from error
    if len(body) > MAX_BYTES:
        raise _too_large(path.name)
    return Received(body, f"local file {path.name}")


def _downloaded(url: str) -> bytes:
    host = urlsplit(url).hostname or ""
    try:
        with requests.Session() as session:
            # A proxy from the environment would also catch a service on this machine.
            session.trust_env = host not in ("127.0.0.1", "localhost", "::1")
            headers = {"User-Agent": AGENT, "Accept": "application/geo+json, application/json"}
            with session.get(url, headers=headers, stream=True, timeout=(CONNECT_S, READ_S)) as answer:
                if answer.status_code != 200:
                    raise BoundaryError(
                        f"{host} answered with error {answer.status_code} instead of boundaries. Try again later, "
                        f"check the address (by default the edition of {YEAR}), or give a downloaded GeoJSON file."
                    )
                return _body(answer, host)
    except requests.Timeout as error:
        raise _too_slow(host) from error
    except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError) as error:
        raise BoundaryError(f"The answer of {host} broke off before its end. Try again; nothing was changed.") from error
    except requests.ConnectionError as error:
        if "timed out" in str(error):  # requests reports a silence halfway the body as a lost connection
            raise _too_slow(host) from error
        raise BoundaryError(f"No connection with {host}: nobody answers there, or this machine has no network.") from error
    except requests.RequestException as error:
        raise BoundaryError(f"'{url}' cannot be asked for boundaries ({type(error).__name__}); check the address.") from error


def _body(answer: requests.Response, host: str) -> bytes:
    """The whole body, within the byte cap and the deadline: a drip of bytes never trips the read timeout."""
    end = time.monotonic() + DEADLINE_S
    parts, size = [], 0
    for part in answer.iter_content(1 << 10):
        size += len(part)
        if size > MAX_BYTES:
            raise _too_large(host)
        if time.monotonic() > end:
            raise _too_slow(host)
        parts.append(part)
    return b"".join(parts)


def _too_large(origin: str) -> BoundaryError:
    return BoundaryError(
        f"{origin} gives more than {MAX_BYTES // 1_000_000} MB, which generalised municipality boundaries never are; "
        "ask for the layer gemeente_gegeneraliseerd."
    )


def _too_slow(host: str) -> BoundaryError:
    return BoundaryError(f"{host} takes too long ({READ_S:g} seconds of silence or {DEADLINE_S:g} in all). Try again later.")


def _document(received: Received) -> dict[str, Any]:
    """The content as a GeoJSON feature collection; a web page, a cut file and other JSON get a sentence each."""
    origin = received.origin
    if received.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise BoundaryError(
            f"{origin}: a web page or XML came instead of GeoJSON, as during maintenance, behind a login or when the "
            "service reports an error. Open the address in a browser to see what it says."
        )
    try:
        document = json.loads(received.body)
    except (ValueError, RecursionError) as error:
        raise BoundaryError(f"{origin}: the content is no whole JSON; it was probably cut short. Fetch it again.") from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection" or not features:
        raise BoundaryError(f"{origin}: the content is JSON but not a GeoJSON FeatureCollection with features.")
    return dict(document)


def _crs(document: dict[str, Any], origin: str) -> CRS:
    """The named coordinate system; by the GeoJSON standard that is WGS84 when none is named."""
    named = document.get("crs")
    if named is None:
        return CRS.from_epsg(4326)
    try:
        return CRS.from_user_input(named["properties"]["name"])
    except (CRSError, KeyError, TypeError) as error:
        raise BoundaryError(f"{origin}: its coordinate system cannot be understood: {json.dumps(named)[:120]}.") from error


def _shapes(document: dict[str, Any], origin: str) -> dict[str, shapely.Geometry]:
    """Code → polygon as sent; refuses repeated codes, other shapes than polygons and polygons that cross themselves."""
    pairs: list[tuple[str, shapely.Geometry]] = []
    for number, feature in enumerate(document["features"], start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        names = properties if isinstance(properties, dict) else {}
        code = str(next((names[key] for key in CODE_KEYS if names.get(key)), "")).strip()
        if not code:
            raise BoundaryError(f"{origin}: feature {number} has no code; one of {', '.join(CODE_KEYS)} is expected.")
        try:
            geometry = shapely.from_geojson(json.dumps(feature["geometry"]))
        except (KeyError, shapely.GEOSException) as error:
            raise BoundaryError(f"{origin}: the boundary of {code} cannot be read as a polygon.") from error
        if geometry is None or geometry.is_empty or geometry.geom_type not in ("Polygon", "MultiPolygon"):
            raise BoundaryError(f"{origin}: the boundary of {code} is no polygon.")
        pairs.append((code, geometry))
    double = [code for code, count in Counter(code for code, _ in pairs).items() if count > 1]
    if double:
        raise BoundaryError(f"{origin}: {_list(double)} more than once; each municipality must come once (one year, one layer).")
    crossed = [code for code, geometry in pairs if not geometry.is_valid]
    if crossed:
        raise BoundaryError(f"{origin}: the boundary crosses itself in {_list(crossed)}; use the edition as CBS publishes it.")
    return dict(pairs)


def _in_rd(shapes: dict[str, shapely.Geometry], crs: CRS, origin: str) -> dict[str, shapely.Geometry]:
    """The shapes in RD metres (EPSG:28992), each inside the Netherlands."""
    try:
        moved = gpd.GeoSeries(shapes, crs=crs).to_crs(epsg=RD)
    except ProjError as error:
        raise BoundaryError(f"{origin}: there is no way from its coordinate system to RD (EPSG:{RD}).") from error
    bounds = moved.bounds
    west, south, east, north = NETHERLANDS
    # Written so that NaN and infinity, which a wrong system gives, count as outside.
    inside = (bounds.minx >= west) & (bounds.miny >= south) & (bounds.maxx <= east) & (bounds.maxy <= north)
    outside = [str(code) for code in moved.index[~inside]]
    if outside:
        raise BoundaryError(
            f"{origin}: {_list(outside)} outside the Netherlands, read as {crs.to_string()}. The file probably names "
            "the wrong coordinate system, or none while it is not WGS84."
        )
    return {str(code): geometry for code, geometry in moved.items()}


def _check(shapes: Iterable[str], known: dict[str, Municipality], origin: str) -> None:
    """Exactly the municipalities of the definitions, no more and no fewer."""
    found = set(shapes)
    missing = [f"{code} {known[code].name}" for code in sorted(known.keys() - found)]
    unknown = sorted(found - known.keys())
    if missing or unknown:
        parts = [("missing", missing), ("not in the definitions", unknown)]
        words = "; ".join(f"{word}: {_list(codes)}" for word, codes in parts if codes)
        raise BoundaryError(
            f"{origin} does not hold the {len(known)} municipalities of data/definitions/municipalities.csv; {words}. "
            "Take the edition of the same year, or first bring municipalities.csv and mergers.csv up to date."
        )


def _simplified(codes: Sequence[str], shapes: Sequence[shapely.Geometry], origin: str) -> list[shapely.Geometry]:
    """The polygons in whole metres with fewer corners; neighbours keep the same line between them.

    Rounding comes first: it moves a shared corner the same way on both sides, and simplifying only leaves corners out,
    so what is written is still a gapless coverage.
    """
    whole = shapely.transform(np.asarray(shapes, dtype=object), np.round)
    faults = ~shapely.is_valid(whole) | ~shapely.is_empty(shapely.coverage_invalid_edges(whole))
    if faults.any():
        torn = [code for code, fault in zip(codes, faults, strict=True) if fault]
        raise BoundaryError(
            f"{origin}: neighbours overlap or do not share the same line at {_list(torn)}, so simplifying would open "
            "gaps. Use CBS's generalised edition as it is published, not one simplified municipality by municipality."
        )
    simple = shapely.orient_polygons(shapely.coverage_simplify(whole, STORED_M))
    return list(simple)


def _geojson(codes: Sequence[str], shapes: Sequence[shapely.Geometry], known: dict[str, Municipality]) -> bytes:
    """RD has no place in the GeoJSON standard, so the file names its system in the older `crs` member, as PDOK does."""
    head = {"type": "FeatureCollection", "name": "municipalities", "crs": _crs_member()}
    features = []
    for code, shape in zip(codes, shapes, strict=True):
        rings = [[_ring(ring) for ring in (p.exterior, *p.interiors)] for p in polygons(shape)]
        single = len(rings) == 1
        geometry = {"type": "Polygon" if single else "MultiPolygon", "coordinates": rings[0] if single else rings}
        properties = {"code": code, "name": known[code].name}
        features.append(_compact({"type": "Feature", "properties": properties, "geometry": geometry}))
    # One municipality a line: a later change of one border is then one line in the history.
    return _compact(head)[:-1] + b',"features":[\n' + b",\n".join(features) + b"\n]}\n"


def _crs_member() -> dict[str, Any]:
    return {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{RD}"}}


def _ring(ring: shapely.LinearRing) -> list[list[int]]:
    return [[round(x), round(y)] for x, y in ring.coords]


def _list(words: Sequence[str]) -> str:
    """The first few of a list, and how many more there are."""
    return ", ".join(words[:8]) + (f" and {len(words) - 8} more" if len(words) > 8 else "")


def _compact(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _write(path: Path, content: bytes) -> None:
    """Write beside the target and rename, so that a reader sees the old file or the new one, never half of either."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        raise BoundaryError(f"{path.name} could not be written: {error.strerror or error}.") from error
    finally:
        Path(name).unlink(missing_ok=True)


def _readme(received: Received, document: dict[str, Any], drawing: str) -> str:
    remark = document.get("description")
    rows = [
        ("read from", received.origin),
        ("on", datetime.now(UTC).date().isoformat()),
        ("sha256 of what was received", hashlib.sha256(received.body).hexdigest()),
        *([("what it is", remark)] if isinstance(remark, str) else []),
        ("simplified to", f"{STORED_M} metres (stored), {DRAWN_M} metres in units of {UNIT_M} metres (drawing)"),
        ("drawing", f"static/geo/{drawing}"),
    ]
    table = "\n".join(f"| {key} | {' '.join(value.split()).replace('|', '/')} |" for key, value in rows)
    return README.format(table=table)


README = """# Municipality boundaries

`municipalities.geojson` holds the municipalities of `../definitions/municipalities.csv` as polygons in RD
(EPSG:28992), whole metres, properties `code` and `name`. Large waters are left out, as in CBS's generalised edition.
The dashboard draws from the smaller file named below; its name ends in the start of its own sha256, so a browser may
keep it for ever.

| this edition | |
|---|---|
{table}

**Licence.** CBS and Kadaster, *CBS gebiedsindelingen* (published by PDOK), CC BY 4.0; simplified here. Show as source:
"CBS / Kadaster". The lines are for maps of the whole country, not for measuring and not for placing an address.

All three files are written by `etl/sources/boundaries.py` (`refresh`); do not edit them by hand.
"""
