"""How much of a city's surroundings lies in another country: the part of the circle of 30 km around its core that is land in Belgium or
Germany.

Sea and estuaries are no other country: the land of the neighbours comes from Natural Earth (1:10 million, public domain), which has no sea
in it, less the municipalities of CBS, so that the border itself is theirs. Natural Earth's lines are half a kilometre off as a rule, so a
share may be a point or two off. `data/sources/README.md` says how the file was made.
"""

import hashlib
import json
from pathlib import Path

import pandas as pd
import shapely

from etl.problems import SourceProblem
from etl.sources.files import SHIPPED
from etl.sources.made import Ask, Made

FILE = SHIPPED / "neighbours.geojson"
COPIED = "2026-11-21"
YEAR = 2025
"""The edition of the municipalities that the border follows; borders do not change, so there is one year."""
RADIUS_M = 30_000


def read(ask: Ask, path: Path = FILE) -> Made:
    """The circle of every municipality. Measure: `abroad`, percent of the circle."""
    try:
        body = path.read_bytes()
        features = json.loads(body)["features"]
        land = shapely.union_all([shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features])
    except (OSError, ValueError, KeyError, TypeError, shapely.GEOSException) as error:
        raise SourceProblem(
            f"File {path.name} cannot be read as GeoJSON ({type(error).__name__}). Take it from the repository again."
        ) from None
    if land.is_empty or shapely.get_dimensions(land) != 2:
        raise SourceProblem(f"File {path.name} holds no land. Take it from the repository again.")
    cores = ask.places.municipalities
    rows = [
        {"region": code, "year": YEAR, "status": "estimated", "abroad": share(float(x), float(y), land)}
        for code, x, y in zip(cores["code"], cores["core_x"], cores["core_y"], strict=True)
    ]
    return Made(
        pd.DataFrame(rows),
        "Ligging aan de grens: land in België en Duitsland binnen 30 kilometer",
        "Natural Earth en CBS/Kadaster",
        "publiek domein; CC BY 4.0",
        "https://www.naturalearthdata.com",
        COPIED,
        f"{COPIED}T00:00:00Z",
        len(body),
        hashlib.sha256(body).hexdigest(),
        whole=True,
    )


def share(x: float, y: float, land: shapely.Geometry) -> float:
    """The percentage of the circle around a point (RD metres) that is `land`."""
    circle = shapely.Point(x, y).buffer(RADIUS_M, quad_segs=64)
    return float(shapely.intersection(circle, land).area / circle.area * 100)
