"""Boundaries: what is refused and in which words, and what is written when all is well."""

import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from etl.sources import boundaries
from etl.sources.boundaries import BoundaryError, refresh
from etl.sources.drawing import MARGIN

# Two neighbours in RD whose border has a small wiggle (left out when simplifying) and a large one (kept); an island.
BORDER = [[110_000, 450_000], [110_010, 450_020], [110_000, 450_040], [113_000, 455_000], [110_000, 460_000]]
WEST = [[100_000, 450_000], *BORDER, [100_000, 460_000], [100_000, 450_000]]
EAST = [[120_000, 450_000], [120_000, 460_000], *BORDER[::-1], [120_000, 450_000]]
ISLAND = [[130_000, 470_000], [132_000, 470_000], [132_000, 472_000], [130_000, 472_000], [130_000, 470_000]]
RD = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}

MUNICIPALITIES = """code,name,core_x,core_y
GM0001,Westerdam,105000,455000
GM0002,'s-Oosterdam,115000,456000
"""


def feature(code: str, *rings: list[list[int]]) -> dict[str, Any]:
    """A municipality as PDOK sends it, one polygon per ring."""
    geometry = {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}
    return {"type": "Feature", "properties": {"statcode": code, "statnaam": "?"}, "geometry": geometry}


def collection(*features: dict[str, Any], crs: Any = RD) -> bytes:
    """A feature collection as bytes; without `crs` it counts as WGS84."""
    return json.dumps({"type": "FeatureCollection", **({"crs": crs} if crs else {}), "features": features}).encode()


GOOD = collection(feature("GM0001", WEST), feature("GM0002", EAST, ISLAND))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project folder with the definitions of two municipalities."""
    folder = tmp_path / "project" / "data" / "definitions"
    folder.mkdir(parents=True)
    (folder / "municipalities.csv").write_text(MUNICIPALITIES, encoding="utf-8")
    return tmp_path / "project"


@pytest.fixture
def told(root: Path, tmp_path: Path) -> Callable[[bytes], str]:
    """The sentence with which a file is refused; checks that nothing was written."""

    def tell(body: bytes) -> str:
        (tmp_path / "received.geojson").write_bytes(body)
        return refused(str(tmp_path / "received.geojson"), root)

    return tell


def refused(source: str | None, root: Path) -> str:
    """The sentence with which `source` is refused: one a person can read, without a path, and no file written."""
    with pytest.raises(BoundaryError) as caught:
        refresh(source, root)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert str(root.parent) not in sentence
    assert not (root / "static").exists()
    assert not (root / "data" / "geo").exists()
    return sentence


@contextmanager
def served(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """The address of a service on this machine that gives `answer` to every question."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *args: Any) -> None:
            """Keep the test output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/wfs"
    finally:
        server.shutdown()
        server.server_close()


def reply(body: bytes, status: int = 200, length: int | None = None) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer with `body`; a `length` that is larger than the body makes it a cut one."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def rings(path: str) -> list[list[tuple[int, int]]]:
    """The corners of an SVG path, worked out as a browser does."""
    found = []
    for start, steps in re.findall(r"M(-?\d+ -?\d+)l([^z]*)z", path):
        x, y = map(int, start.split())
        corners, numbers = [(x, y)], [int(n) for n in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            corners.append((x, y))
        found.append(corners)
    return found


def test_writes_polygons_drawing_and_provenance(root: Path, tmp_path: Path) -> None:
    (tmp_path / "received.geojson").write_bytes(GOOD)
    target = refresh(str(tmp_path / "received.geojson"), root)

    stored = json.loads((root / "data/geo/municipalities.geojson").read_text(encoding="utf-8"))
    assert stored["crs"] == RD
    names = {"GM0001": "Westerdam", "GM0002": "'s-Oosterdam"}
    assert {f["properties"]["code"]: f["properties"]["name"] for f in stored["features"]} == names
    assert all(type(n) is int for n in json_numbers([f["geometry"]["coordinates"] for f in stored["features"]]))

    readme = (root / "data/geo/README.md").read_text(encoding="utf-8")
    assert "local file received.geojson" in readme
    assert hashlib.sha256(GOOD).hexdigest() in readme
    assert target.name in readme
    assert "CC BY 4.0" in readme
    assert str(tmp_path) not in readme

    assert target.parent == root / "static" / "geo"
    assert target.name == f"municipalities-{hashlib.sha256(target.read_bytes()).hexdigest()[:8]}.json"
    assert not list(root.rglob(".*")), "a temporary file was left behind"


def json_numbers(nested: Any) -> Iterator[Any]:
    """All numbers in nested lists."""
    if isinstance(nested, list):
        for item in nested:
            yield from json_numbers(item)
    else:
        yield nested


def test_neighbours_keep_one_shared_line(root: Path, tmp_path: Path) -> None:
    (tmp_path / "received.geojson").write_bytes(GOOD)
    drawing = json.loads(refresh(str(tmp_path / "received.geojson"), root).read_bytes())

    stored = gpd.read_file(root / "data/geo/municipalities.geojson")
    assert stored.crs.to_epsg() == 28992
    assert shapely.coverage_is_valid(stored.geometry.to_numpy())
    corners = set(stored.get_coordinates().itertuples(index=False, name=None))
    assert (110_010, 450_020) not in corners, "the ten-metre wiggle should be gone"
    assert (113_000, 455_000) in corners, "the three-kilometre one should not"

    [west], [east, _island] = rings(drawing["paths"]["GM0001"]), rings(drawing["paths"]["GM0002"])
    assert len(set(west) & set(east)) >= 3, "both ends and the large corner"


def test_drawing_has_north_up_and_everything_inside(root: Path, tmp_path: Path) -> None:
    (tmp_path / "received.geojson").write_bytes(GOOD)
    drawing = json.loads(refresh(str(tmp_path / "received.geojson"), root).read_bytes())
    left, top, width, height = drawing["viewBox"]
    assert (width, height) == (320 + 2 * MARGIN, 220 + 2 * MARGIN)
    corners = [c for path in drawing["paths"].values() for ring in rings(path) for c in ring]
    for x, y in [*corners, *drawing["points"].values()]:
        assert left < x < left + width
        assert top < y < top + height
    island = rings(drawing["paths"]["GM0002"])[1]
    assert max(y for _, y in island) < drawing["points"]["GM0002"][1], "the island lies to the north, so higher up"
    [west_x, west_y], [east_x, east_y] = drawing["points"]["GM0001"], drawing["points"]["GM0002"]
    assert (east_x - west_x, east_y - west_y) == (100, -10)


def test_same_boundaries_give_the_same_file_and_old_drawings_go(root: Path, tmp_path: Path) -> None:
    (tmp_path / "received.geojson").write_bytes(GOOD)
    folder = root / "static" / "geo"
    folder.mkdir(parents=True)
    (folder / "municipalities-00000000.json").write_text("{}")
    (folder / "other.json").write_text("{}")
    first = refresh(str(tmp_path / "received.geojson"), root)
    stored = root / "data" / "geo" / "municipalities.geojson"
    before = stored.read_bytes()
    assert refresh(str(stored), root) == first, "what was written must be readable as a source, without change"
    assert stored.read_bytes() == before
    assert sorted(p.name for p in folder.iterdir()) == sorted([first.name, "other.json"])


def test_a_refused_file_leaves_the_old_one(root: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.geojson", tmp_path / "bad.geojson"
    good.write_bytes(GOOD)
    bad.write_bytes(GOOD[:-20])
    target = refresh(str(good), root)
    before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
    with pytest.raises(BoundaryError, match="cut short"):
        refresh(str(bad), root)
    assert target.exists()
    assert {p: p.read_bytes() for p in root.rglob("*") if p.is_file()} == before


def test_reads_wgs84_when_no_system_is_named(root: Path, tmp_path: Path) -> None:
    frame = gpd.read_file(GOOD.decode()).set_crs(28992, allow_override=True).to_crs(4326)
    document = json.loads(frame.to_json(drop_id=True))
    document.pop("crs", None)
    (tmp_path / "degrees.geojson").write_text(json.dumps(document))
    refresh(str(tmp_path / "degrees.geojson"), root)
    stored = gpd.read_file(root / "data/geo/municipalities.geojson")
    assert list(stored.total_bounds) == pytest.approx([100_000, 450_000, 132_000, 472_000], abs=2)


def test_missing_and_unknown_codes_are_named(told: Callable[[bytes], str]) -> None:
    sentence = told(collection(feature("GM0001", WEST), feature("GM0457", EAST)))
    assert "missing: GM0002 's-Oosterdam" in sentence
    assert "not in the definitions: GM0457" in sentence


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (collection(feature("GM0001", WEST), feature("GM0001", EAST)), "GM0001 more than once"),
        (collection(feature("GM0001", WEST), feature(" ", EAST)), "feature 2 has no code"),
        (collection(feature("GM0001", WEST), {"type": "Feature", "properties": ["GM0002"]}), "feature 2 has no code"),
        (collection({**feature("GM0001", WEST), "geometry": None}, feature("GM0002", EAST)), "GM0001"),
        (
            collection({**feature("GM0001"), "geometry": {"type": "Point", "coordinates": [1, 2]}}),
            "GM0001 is no polygon",
        ),
        (collection(feature("GM0001", WEST[:2])), "GM0001 cannot be read"),
        (collection(feature("GM0001", [WEST[i] for i in (0, 4, 1, 6, 0)]), feature("GM0002", EAST)), "crosses itself"),
        (collection(feature("GM0001", WEST), feature("GM0002", EAST), crs=None), "outside the Netherlands"),
        (collection(feature("GM0001", WEST), crs={"type": "name", "properties": {"name": "EPSG:0"}}), "EPSG:0"),
        (collection(feature("GM0001", WEST), feature("GM0002", [[x - 500, y] for x, y in EAST])), "overlap"),
        (collection(), "not a GeoJSON FeatureCollection"),
        (b'{"type": "Topology", "objects": {}}', "not a GeoJSON FeatureCollection"),
        (b"[1, 2]", "not a GeoJSON FeatureCollection"),
        (b"[" * 100_000, "no whole JSON"),
        (b"", "no whole JSON"),
        (b"\xff\xfe\x00", "no whole JSON"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><title>Storing</title>", "web page"),
        (b'<?xml version="1.0"?><ows:ExceptionReport/>', "web page or XML"),
    ],
)
def test_wrong_content_is_refused(told: Callable[[bytes], str], body: bytes, words: str) -> None:
    assert words in told(body)


def test_an_unreadable_file_is_named_without_its_folder(root: Path, tmp_path: Path) -> None:
    assert "'nowhere.geojson' cannot be read" in refused(str(tmp_path / "nowhere.geojson"), root)


@pytest.mark.parametrize("text", [None, "code,name\nGM0001,Westerdam\n", "code,name,core_x,core_y\n"])
def test_definitions_must_be_there(root: Path, tmp_path: Path, text: str | None) -> None:
    definitions = root / "data" / "definitions" / "municipalities.csv"
    if text is None:
        definitions.unlink()
    else:
        definitions.write_text(text)
    (tmp_path / "received.geojson").write_bytes(GOOD)
    with pytest.raises(BoundaryError, match=r"data/definitions/municipalities\.csv"):
        refresh(str(tmp_path / "received.geojson"), root)


def test_reads_from_an_address(root: Path) -> None:
    with served(reply(GOOD)) as url:
        refresh(url, root)
    assert url in (root / "data/geo/README.md").read_text(encoding="utf-8")


def test_default_is_pdok(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"service.pdok.nl/cbs/gebiedsindelingen/{boundaries.YEAR}/" in boundaries.LIVE
    with served(reply(GOOD)) as url:
        monkeypatch.setattr(boundaries, "LIVE", url)
        assert refresh(None, root).exists()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (reply(b"<html>onderhoud</html>"), "web page"),
        (reply(GOOD, length=len(GOOD) + 1000), "broke off"),
        (reply(GOOD[:-20]), "cut short"),
        (reply(b"", status=404), "error 404"),
        (reply(b"", status=503), "error 503"),
    ],
)
def test_faults_of_a_service(root: Path, answer: Callable[[BaseHTTPRequestHandler], None], words: str) -> None:
    with served(answer) as url:
        assert words in refused(url, root)


@pytest.mark.parametrize("headers_first", [True, False])
def test_a_silent_service_is_not_waited_for(root: Path, monkeypatch: pytest.MonkeyPatch, headers_first: bool) -> None:
    monkeypatch.setattr(boundaries, "READ_S", 0.1)
    done = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if headers_first:
            reply(GOOD[:50], length=len(GOOD))(handler)
            handler.wfile.flush()
        done.wait(5)

    with served(answer) as url:
        try:
            assert "takes too long" in refused(url, root)
        finally:
            done.set()


def test_a_dripping_service_meets_the_deadline(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundaries, "DEADLINE_S", 0.1)
    done = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        try:
            while not done.wait(0.02):
                handler.wfile.write(b"1\r\n \r\n")
        except OSError:
            pass  # the reader has gone, as it should

    with served(answer) as url:
        try:
            assert "takes too long" in refused(url, root)
        finally:
            done.set()


def test_too_many_bytes(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundaries, "MAX_BYTES", 100)
    with served(reply(GOOD)) as url:
        assert "gemeente_gegeneraliseerd" in refused(url, root)
    (tmp_path / "received.geojson").write_bytes(GOOD)
    assert "received.geojson gives more than" in refused(str(tmp_path / "received.geojson"), root)


def test_nobody_answers(root: Path) -> None:
    with served(reply(GOOD)) as url:
        pass
    assert "nobody answers" in refused(url, root)


def test_an_impossible_address(root: Path) -> None:
    assert "check the address" in refused("http://", root)
