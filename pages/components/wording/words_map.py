"""The words of a map: its headline, and the unit of its classes. Pure."""

from typing import Any

from etl.view import View

BORDERS = "Grenzen: CBS/Kadaster (CC BY 4.0)."


def in_thousands(view: View) -> bool:
    """Whether the classes of a map are told in thousands: from ten thousand on, five of them would not fit below it."""
    return any(abs(value) >= 10_000 for _, value in view.ranked)


def map_unit(view: View) -> str:
    """The unit of a map's classes."""
    if not in_thousands(view):
        return view.indicator.unit
    return "× € 1.000" if view.indicator.unit == "euro" else f"× 1.000 {view.indicator.unit}"


def map_headline(view: View) -> str:
    """The highest and the lowest city of the map."""
    if len(view.ranked) < 2:
        return "Te weinig cijfers voor een kaart"
    return f"Het {'hoogst' if view.indicator.words[0] == 'hoger' else 'grootst'} in {view.store.name(view.ranked[0][0])}, het {'laagst' if view.indicator.words[0] == 'hoger' else 'kleinst'} in {view.store.name(view.ranked[-1][0])}"


def positions_key(labels: dict[int, str]) -> str:
    """What the colours of a map of positions mean: `Blauw: nabij een grotere stad; groen: …; oker: …`."""
    return "; ".join(f"{colour}: {labels[p]}" for p, colour in ((1, "Blauw"), (2, "groen"), (3, "oker")))


def credited(source: str, spec: dict[str, Any]) -> str:
    """A source line with whose borders are drawn, for the drawing of a map; that of another drawing stays as it is."""
    return f"{source} {BORDERS}" if spec["kind"] == "map" and BORDERS not in source else source
