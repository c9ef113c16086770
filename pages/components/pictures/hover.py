"""What Plotly says of a point when one hovers over it: the figures as the words write them, by Plotly itself where it can. Pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from etl.model import Indicator
from pages.components.wording import dutch


def plain(words_: str) -> str:
    """Text for Plotly, which reads a small part of HTML."""
    return words_.replace("&", "&amp;").replace("<", "&lt;")


@dataclass(frozen=True)
class Hover:
    """How the figures of one axis are written when one hovers over a point: by Plotly, from the point itself, where that gives the same digits."""

    indicator: Indicator
    words: str
    plotly: bool

    @classmethod
    def of(cls, indicator: Indicator, values: list[float], axis: str) -> "Hover":
        # Plotly cannot round to thousands, and writes a hyphen for a minus.
        plotly = indicator.decimals >= 0 and min(values, default=0.0) >= 0
        before, after = map(plain, dutch.around(indicator))
        shown = f"%{{{axis}:,.{indicator.decimals}f}}" if plotly else f"%{{customdata[{'yx'.index(axis)}]}}"
        return cls(indicator, f"{before}{shown}{after}", plotly)

    def texts(self, values: list[float]) -> list[str]:
        """The figures as written here; empty where Plotly writes them."""
        return ["" if self.plotly else dutch.number(v, self.indicator.decimals) for v in values]

    def drawn(self, value: float) -> float:
        """Where a point is drawn: at its figure, in as many digits as can be seen, and on the side of a half to which `dutch` rounds it."""
        places = max(self.indicator.decimals, 0)
        near = round(value, places + 3)
        if near == int(near):
            return int(near)
        if not self.plotly:
            return near
        shown = Decimal(dutch.number(value, places).replace(".", "").replace(",", "."))
        for nudge in (0.0, 10.0 ** -(places + 4), -(10.0 ** -(places + 4))):
            if Decimal(near + nudge).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == shown:
                return near + nudge
        return value
