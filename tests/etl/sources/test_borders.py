"""The part of a city's surroundings that is land in another country."""

from pathlib import Path

import pytest
import shapely

from etl.problems import SourceProblem
from etl.sources import borders
from tests.etl.sources.standin import ask, cell


class TestShare:
    def test_half_a_circle(self) -> None:
        east = shapely.box(100_000, 300_000, 200_000, 600_000)
        assert borders.share(100_000, 450_000, east) == pytest.approx(50, abs=1e-6)
        assert borders.share(150_000, 450_000, east) == pytest.approx(100)
        assert borders.share(60_000, 450_000, east) == 0

    def test_more_land_is_never_less(self) -> None:
        small, large = shapely.box(0, 0, 10_000, 10_000), shapely.box(-5_000, 0, 10_000, 10_000)
        assert borders.share(0, 0, small) < borders.share(0, 0, large)


class TestCities:
    def test_as_the_map_shows(self) -> None:
        made = borders.read(ask())
        frame = made.frame
        # South Limburg is nearly surrounded; Winterswijk has about half a circle; the middle of the country has none.
        assert cell(frame, "GM0935", 2025, "abroad") == pytest.approx(73, abs=2)
        assert cell(frame, "GM0294", 2025, "abroad") == pytest.approx(54, abs=2)
        assert cell(frame, "GM0715", 2025, "abroad") == pytest.approx(35, abs=2)
        for inland in ("GM0307", "GM0355", "GM0363", "GM0400"):
            assert cell(frame, inland, 2025, "abroad") == 0
        assert frame["abroad"].between(0, 100).all()
        assert len(frame) == 342

    def test_the_sea_is_no_country(self) -> None:
        # Vlissingen looks out on the sea and on Dutch land; only the edge of Belgium is within 30 km.
        assert cell(borders.read(ask()).frame, "GM0718", 2025, "abroad") < 20


@pytest.mark.parametrize("body", ["", "{}", '{"features": [{"geometry": {"type": "Polygon"}}]}', '{"features": []}'])
def test_a_damaged_map(tmp_path: Path, body: str) -> None:
    path = tmp_path / "neighbours.geojson"
    path.write_text(body, encoding="utf-8")
    with pytest.raises(SourceProblem, match="neighbours.geojson"):
        borders.read(ask(), path)


def test_no_map(tmp_path: Path) -> None:
    with pytest.raises(SourceProblem, match="neighbours.geojson"):
        borders.read(ask(), tmp_path / "neighbours.geojson")
