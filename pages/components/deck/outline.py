"""Outlines of municipalities as points: read from the drawing file of the map, made simpler, cut to a frame. Pure but for the reading of the file."""

import functools
import json
import re
from pathlib import Path

Point = tuple[float, float]
Ring = list[Point]
Frame = tuple[float, float, float, float]
"""Left, top, right, bottom in the units of the drawing file."""

_FOLDER = Path(__file__).resolve().parents[3] / "static" / "geo"


@functools.lru_cache(maxsize=2)
def read(name: str) -> tuple[Frame, dict[str, list[Ring]], dict[str, Point]]:
    """The frame, the rings per municipality and the point of each, from a drawing file by its name.

    Raises ValueError for a name with a folder in it, and OSError where there is no such file.
    """
    if Path(name).name != name:
        raise ValueError(f"The drawing file is named without a folder, not {name!r}.")
    held = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    left, top, wide, high = held["viewBox"]
    points = {code: (float(x), float(y)) for code, (x, y) in held["points"].items()}
    return (left, top, left + wide, top + high), {code: rings(path) for code, path in held["paths"].items()}, points


def rings(path: str) -> list[Ring]:
    """The rings of a path that is written as `M x y l dx dy … z`, the only commands of the drawing file."""
    found: list[Ring] = []
    for piece in path.split("M")[1:]:
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", piece)]
        x, y = numbers[:2]
        ring = [(x, y)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        found.append(ring)
    return found


def simple(ring: Ring, near: float) -> Ring:
    """The ring without points that lie closer than `near` to the line between those that stay (Douglas and Peucker)."""
    if len(ring) < 5:
        return ring
    kept = {0, len(ring) - 1}
    todo = [(0, len(ring) - 1)]
    while todo:
        first, last = todo.pop()
        (ax, ay), (bx, by) = ring[first], ring[last]
        dx, dy = bx - ax, by - ay
        length = (dx * dx + dy * dy) ** 0.5
        far, at = near, None
        for n in range(first + 1, last):
            x, y = ring[n]
            away = abs(dx * (y - ay) - dy * (x - ax)) / length if length else ((x - ax) ** 2 + (y - ay) ** 2) ** 0.5
            if away > far:
                far, at = away, n
        if at is not None:
            kept.add(at)
            todo += [(first, at), (at, last)]
    return [ring[n] for n in sorted(kept)]


def cut(ring: Ring, frame: Frame) -> Ring:
    """The part of a ring that lies within a frame (Sutherland and Hodgman); empty where nothing does."""
    for axis, limit, sign in ((0, frame[0], 1), (0, frame[2], -1), (1, frame[1], 1), (1, frame[3], -1)):
        out: Ring = []
        for before, point in zip([ring[-1], *ring[:-1]] if ring else [], ring, strict=True):
            was, now = sign * (before[axis] - limit) >= 0, sign * (point[axis] - limit) >= 0
            if was != now:
                part = (limit - before[axis]) / (point[axis] - before[axis])
                out.append((before[0] + part * (point[0] - before[0]), before[1] + part * (point[1] - before[1])))
            if now:
                out.append(point)
        ring = out
    return ring


def around(codes: list[str], outlines: dict[str, list[Ring]], room: float) -> Frame | None:
    """The frame around some municipalities, with a part `room` of its size free on every side."""
    points = [point for code in codes for ring in outlines.get(code, []) for point in ring]
    if not points:
        return None
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    wide, high = right - left, bottom - top
    return left - wide * room, top - high * room, right + wide * room, bottom + high * room
