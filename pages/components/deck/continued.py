"""Continuations of a figure as a native line chart: what was measured as a solid line, what is carried on dashed, each margin as two thin lines."""

from dataclasses import replace
from typing import Any

from pages.components.deck import line
from pages.components.deck.slide import Slide

Spec = dict[str, Any]


def draw(slide: Slide, place: Any, size: tuple[float, float], stamp: str) -> None:
    """Put the chart into a placeholder of `size` inches."""
    line.draw(replace(slide, spec=along(slide.spec or {})), place, size, stamp)


def along(spec: Spec) -> Spec:
    """The specification of a scenario as that of a line: every value beside its year, from the first measured one to the furthest ahead."""
    last = max([*spec["years"], *(year for one in spec["lines"] for year in one["years"])])
    years = [*spec["years"], *range(spec["years"][-1] + 1, last + 1)]

    def spread(own: list[int], values: list[float | None]) -> list[float | None]:
        held = dict(zip(own, values, strict=True))
        return [held.get(year) for year in years]

    def carried(one: Spec) -> Spec:
        return {**one, **{key: spread(one["years"], one[key]) for key in ("values", "low", "high")}}

    # Where a line goes on, its end carries the words; a figure alone is named as on any line.
    city = {**spec["city"], "values": spread(spec["years"], spec["city"]["values"]), "unsaid": bool(spec["lines"])}
    return {**spec, "kind": "line", "years": years, "city": city, "carried": [carried(one) for one in spec["lines"]]}
