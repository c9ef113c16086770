"""From polygons to the small drawing that a page shows: SVG paths in whole numbers with north up."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely

DRAWN_M = 150
"""Detail of the drawing: at 600 pixels for the whole country a pixel is about 450 metres wide."""
UNIT_M = 100
"""Metres in one unit of the drawing."""
MARGIN = 20
"""Free space around the drawing, in its units, so that an outline on the edge is not cut off."""

Place = Callable[[float, float], tuple[int, int]]
"""From RD metres to drawing units."""


def polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    """The polygons that a shape is made of; lines and points that simplifying may leave do not count."""
    return [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]


def drawing(codes: Sequence[str], shapes: Sequence[shapely.Geometry], cores: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """Everything a page needs to draw the map, in small whole numbers with north up."""
    rough = shapely.orient_polygons(shapely.coverage_simplify(np.asarray(shapes, dtype=object), DRAWN_M))
    west, south, east, north = shapely.total_bounds(rough)
    left, top = math.floor(west / UNIT_M) - MARGIN, math.ceil(north / UNIT_M) + MARGIN
    size = [math.ceil(east / UNIT_M) + MARGIN - left, top - math.floor(south / UNIT_M) + MARGIN]

    def place(x: float, y: float) -> tuple[int, int]:
        return round(x / UNIT_M) - left, top - round(y / UNIT_M)

    paths = {code: _path(shape, place) for code, shape in zip(codes, rough, strict=True)}
    points = {code: list(place(*core)) for code, core in zip(codes, cores, strict=True)}
    return {"viewBox": [0, 0, *size], "paths": paths, "points": points}


def _path(shape: shapely.Geometry, place: Place) -> str:
    """An SVG path: an absolute start per ring, then relative steps without needless spaces.

    Rings that shrink to a line at this scale are left out, except that the largest part is always drawn.
    """
    rings: list[list[tuple[int, int]]] = []
    for polygon in sorted(polygons(shape), key=lambda p: -p.area):
        outer = _corners(polygon.exterior, place)
        if len(outer) < 3 and rings:
            continue
        rings.append(outer)
        rings.extend(hole for hole in (_corners(ring, place) for ring in polygon.interiors) if len(hole) >= 3)
    return "".join(_steps(ring) for ring in rings)


def _corners(ring: shapely.LinearRing, place: Place) -> list[tuple[int, int]]:
    """The corners of a ring in drawing units, without repeats and without the closing one."""
    corners: list[tuple[int, int]] = []
    for x, y in ring.coords:
        corner = place(x, y)
        if not corners or corner != corners[-1]:
            corners.append(corner)
    while len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    return corners


def _steps(ring: list[tuple[int, int]]) -> str:
    (x, y), text = ring[0], f"M{ring[0][0]} {ring[0][1]}l"
    for next_x, next_y in ring[1:]:
        pair = f"{next_x - x}{'' if next_y < y else ' '}{next_y - y}"
        text += pair if text.endswith("l") or pair.startswith("-") else f" {pair}"
        x, y = next_x, next_y
    return text + "z"
