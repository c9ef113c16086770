"""The continuations of a figure as a slide: the picture of the page, what each line assumes, and how far off such lines were before."""

from pages.components.deck import slides
from pages.components.deck.slide import Slide, empty
from pages.components.pictures import scenario
from pages.components.pictures.scenario import Shown
from pages.components.wording import words


def deck(found: Shown, base: str = "") -> bytes:
    """One slide with the picture on screen; see `slides.view_deck`."""
    return slides.packed(found.view.store, scenario.headline(found), (of(found, base),))


def of(found: Shown, base: str = "") -> Slide:
    """The slide. Its unit line says in short what the lines assume; the notes have it in full, with the record of such lines."""
    view = found.view
    address = slides.address_of(view, base, "scenario", year=False)
    refused = scenario.REFUSED[found.outlook.refused] if found.outlook.refused else ""
    drawn = "Gestreept en gestippeld: doorgedacht." if found.lines else ""
    spec = scenario.spec(found)
    nothing = empty(spec)
    assumed = [f"{name}: {said}" for name, said in (scenario.assumption(found, one) for one in found.lines)]
    source = scenario.sources(found, "Doorgedacht")
    return Slide(
        kind="scenario",
        title=scenario.headline(found),
        kicker=f"Doordenker, geen voorspelling · {view.city.name if view.city else view.group.label}",
        unit=" ".join(part for part in (words.unit_line(view), drawn, scenario.brief(found), "" if nothing else refused) if part),
        source=source,
        alt=scenario.alt(found),
        notes=(
            scenario.alt(found),
            *assumed,
            refused or scenario.track(found),
            scenario.PACE if any(one.pace for one in found.lines) else "",
            *slides.meaning(view),
            source,
            *slides.whereabouts(address),
        ),
        items=(refused,) if nothing else (),
        spec=spec,
        link=address,
    )
