"""Two figures against each other as a slide: the same cities, words and line as on the page."""

from typing import Any

from etl.view import View
from pages.components.deck import slides
from pages.components.deck.slide import Slide
from pages.components.wording import dutch, missing, words

_LINK = "Samenhang is geen oorzaak."


def deck(view: View, other: View, spec: dict[str, Any], title: str, base: str = "") -> bytes:
    """One slide with the scatter on screen (`spec`: see `scatter.spec`); see `slides.view_deck`."""
    return slides.packed(view.store, title, (of(view, other, spec, title, base),))


def of(view: View, other: View, spec: dict[str, Any], title: str, base: str = "") -> Slide:
    """The slide: `view` is what stands on the upright axis, `other` on the level one. Cities without one of the figures stand in the notes."""
    address = slides.address_of(view, base, more={"tegen": other.indicator.id, **({"lijn": "aan"} if spec["fit"] else {})})
    both = tuple(dict.fromkeys([*view.tables, *other.tables]))
    source = f"{_LINK} {words.source_line(view.store, both)}"
    drawn = sum(len(row["marks"]) for row in spec["rows"])
    lacking = [part for part in (missing.lacking(view), missing.lacking(other)) if part]
    return Slide(
        kind="scatter",
        title=title,
        kicker=f"{view.city.name}, {view.group.label}" if view.city else dutch.sentence_case(view.group.label),
        unit=f"Omhoog: {spec['y']['title']}. Naar rechts: {spec['x']['title']}. Elk teken is een stad.",
        source=source,
        alt=str(spec["alt"]),
        notes=(
            str(spec["alt"]),
            _mine(view, other) if spec["city"] else "",
            f"De figuur toont de {drawn} van de {len(view.group.codes)} steden die beide cijfers hebben." if lacking else "",
            *lacking,
            _soft(spec),
            *slides.meaning(view),
            *slides.meaning(other),
            source,
            *slides.whereabouts(address),
        ),
        spec=spec,
        link=address,
    )


def _soft(spec: dict[str, Any]) -> str:
    """Which cities have a provisional figure."""
    marks = [mark for row in spec["rows"] for mark in row["marks"]]
    soft = sorted(mark["name"] for mark in marks if mark["provisional"])
    if not soft:
        return ""
    return f"Voorlopig: {dutch.listing(soft) if len(soft) < len(marks) else 'alle steden'}."


def _mine(view: View, other: View) -> str:
    """The two figures of my city."""
    assert view.city is not None
    told = [f"{one.indicator.phrase} {dutch.figure(one.value(view.city.code) or 0.0, one.indicator)} ({one.year})" for one in (view, other)]
    return f"{view.city.name}: {dutch.listing(told)}."
