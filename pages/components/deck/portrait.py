"""The profile of a city as slides: who it is, what stands out, and its figures by theme. Nothing that the page does not show."""

from urllib.parse import urlencode

from etl.model import Theme
from etl.store import City, Store
from etl.view import Group, View, make
from pages.components.deck import slides
from pages.components.deck.slide import Slide
from pages.components.pictures import parts
from pages.components.sections import profile, sheet
from pages.components.wording import words, words_city, words_map

_PLACES = "Plaats 1 = hoogste waarde, geen oordeel. Bronnen: in de notities."
_WIDTHS = (3.0, 1.6, 2.9, 4.83)
"""Inches for the columns of a theme: figure, value, place, sentence."""


def deck(held: Store, group: Group, city: City, base: str = "") -> bytes:
    """The profile as a file; see `slides.view_deck`."""
    return slides.packed(held, f"Stadsprofiel {city.name}", of(held, group, city, base))


def of(held: Store, group: Group, city: City, base: str = "") -> tuple[Slide, ...]:
    """The slides: the city and its position, what stands out, and one for each theme."""
    address = f"{base}stad?{urlencode({'gemeente': city.code, 'vergelijk': group.id, 'snapshot': held.id})}" if base else ""
    themes = held.definitions.themes.values()
    made = [_theme(held, theme, group, city, address) for theme in themes]
    return (_who(held, city, address), _outstanding(held, group, city, address), *(slide for slide in made if slide is not None))


def _kicker(city: City) -> str:
    return f"{city.name} · stadsprofiel"


def _who(held: Store, city: City, address: str) -> Slide:
    known = words_city.introduction(held, city, sheet.inhabitants(held, city))
    placed = words_city.position(held, city)
    spec = profile.near_map(held, parts.map_source(), city)
    source = f"Bron: CBS (pendel, kernen); indeling Midsize Monitor. {words_city.COMMUTING} {words_map.BORDERS}"
    return Slide(
        kind="map",
        title=f"{city.name}: {words.SHORT_POSITIONS[city.position or 3]}",
        kicker=_kicker(city),
        unit=" ".join(part for part in (known, placed) if part),
        source=source,
        alt=str(spec["alt"]),
        notes=(
            f"{city.name}: {known}",
            placed,
            words_city.merged(held, city),
            f"{profile.near_key(held, city)}.",
            source,
            *slides.whereabouts(address),
        ),
        spec={**spec, "names": {f"p{n}": name for n, name in held.definitions.rule.labels.items()}},
        link=address,
    )


def _outstanding(held: Store, group: Group, city: City, address: str) -> Slide:
    found, views = profile.outstanding(held, group, city)
    by_id = {one.indicator: one for one in found.distances}
    looked = words_city.looked_at(found)
    far = [f"{view.indicator.title}: {words_city.as_far(by_id[view.indicator.id])}" for view in views]
    return Slide(
        kind="verdict" if views else "list",
        title=f"{city.name}: wat het meest opvalt",
        kicker=_kicker(city),
        unit=f"{city.name} tussen {group.label}." if views else "",
        source=looked if views else "",
        notes=(
            *far,
            looked,
            *(part for view in views for part in slides.meaning(view)),
            *_sources(held, views),
            *slides.whereabouts(address),
        ),
        items=tuple(f"{view.indicator.title}: {words_city.standing_out(view)}" for view in views) or (looked,),
        link=address,
    )


def _theme(held: Store, theme: Theme, group: Group, city: City, address: str) -> Slide | None:
    """The four figures of a theme that the page opens with; None for a theme without any."""
    views = [make(held, indicator, group, city) for indicator in profile.of_theme(held, theme, False)]
    drawn = [profile.row(view) for view in views]
    if not drawn:
        return None
    lines = [
        [
            f"{one['title']}, {one['when']}",
            " ".join(filter(None, (one["value"], one["unit"]))),
            one["caption"].replace(" · ", "\n"),
            one["words"],
        ]
        for one in drawn
    ]
    read = "; ".join(f"{one['title']} {one['value']} {one['unit']}".strip() for one in drawn)
    return Slide(
        kind="table",
        title=theme.title,
        kicker=_kicker(city),
        unit=f"{city.name} tussen {group.label}.",
        source=_PLACES,
        alt=f"Tabel met {len(lines)} cijfers van {city.name} bij {theme.title}: {read}.",
        notes=(
            *(f"{one['title']}, {one['when']}: {one['words']}" for one in drawn),
            *(part for view in views for part in slides.meaning(view)),
            *_sources(held, views),
            *slides.whereabouts(address),
        ),
        spec={
            "kind": "table",
            "head": ["Cijfer", "Waarde", "Plaats", "Tegenover de middelste stad"],
            "rows": lines,
            "widths": list(_WIDTHS),
            "mine": 1,
        },
        link=address,
    )


def _sources(held: Store, views: list[View]) -> list[str]:
    """The source line of some figures together."""
    tables = tuple(dict.fromkeys(table for view in views for table in view.tables))
    return [words.source_line(held, tables)] if tables else []
