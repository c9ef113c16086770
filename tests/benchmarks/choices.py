"""The choices that all benchmarks make: real cities and indicators of the snapshot in use, always in the same order."""

from dataclasses import dataclass
from urllib.parse import urlencode

from etl import store
from etl.model import Indicator
from etl.store import City

CITIES = ("GM0345", "GM0355", "GM0294", "GM0505", "GM0307", "GM0867")
"""Veenendaal first: the city of the view that is measured."""


@dataclass(frozen=True)
class Choices:
    """Cities and indicators to choose between."""

    cities: tuple[City, ...]
    indicators: tuple[Indicator, ...]

    def links(self) -> list[str]:
        """Links of the comparing page: another indicator every time, another city every few."""
        return [
            urlencode(
                {"gemeente": self.cities[(i // 3) % len(self.cities)].code, "indicator": self.indicators[i % len(self.indicators)].id}
            )
            for i in range(len(self.indicators) * len(self.cities))
        ]


def load(indicators: int = 8) -> Choices:
    """The fixed cities, and indicators that most cities have a figure for, spread over the definitions."""
    held = store.open()
    known = {c.code: c for c in held.cities()}
    cities = tuple(known[code] for code in CITIES if code in known)
    everyone = tuple(known)
    whole = [i for i in held.indicators() if (held.panel(i.id, everyone).missing == 0).any(axis=1).mean() > 0.95]
    step = max(1, len(whole) // indicators)
    return Choices(cities, tuple(whole[::step][:indicators]))


def trends(theme: str) -> list[str]:
    """The trends of a theme that have a figure, in the order of the page."""
    held = store.open()
    known = {i.id for i in held.indicators()}
    return [t.id for t in held.definitions.trends_of(theme) if known.intersection(t.indicators)]
