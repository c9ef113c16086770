"""The list of stories: what each is about, for which city, and the ways to open it."""

import functools
import logging
from urllib.parse import urlencode

import streamlit as st

from etl import claims, stories
from etl.store import City, Store
from etl.stories import FIGURES, Story
from pages.components.choice import link, reach
from pages.components.deck import slides
from pages.components.files import downloads
from pages.components.masterclass import stage
from pages.components.masterclass.story import frames, lost, own_city
from pages.components.shell import kept, menu, style
from pages.components.wording import dutch

LOG = logging.getLogger("midsize")


def told(held: Store) -> tuple[dict[str, Story], list[str]]:
    """The stories that can be told, by id, and a sentence for those of which the file is wrong. Read again when a file changes."""
    stamp = tuple((path.name, path.stat().st_mtime_ns) for path in sorted(stories.FOLDER.glob("*.toml")))
    known, wrong = kept.recall(held, ("stories", stamp), lambda: _read(held))
    return known, [
        f"Het verhaal uit {name}.toml is weggelaten, want dat bestand klopt niet. De andere verhalen werken gewoon. "
        "Wie deze monitor beheert, ziet wat er niet klopt met: python -m etl check."
        for name in wrong
    ]


def _read(held: Store) -> tuple[dict[str, Story], tuple[str, ...]]:
    known, troubles = stories.readable(held.definitions)
    for trouble in troubles.values():
        LOG.error("%s", trouble)
    return known, tuple(troubles)


def title(count: int) -> str:
    """The title of the list."""
    return dutch.sentence_case(f"{dutch.count(count, 'verhaal', 'verhalen')} om met een zaal te bespreken")


def entry(held: Store, story: Story, city: City | None) -> None:
    """One story: its subject, its first finding for the city, what no longer holds, and the ways to open it."""
    shown = stage.about(held, story, city)
    name = shown.name if shown is not None else "alle middelgrote steden"
    asked = stage.choice(held, story, city)
    with st.container(key=f"verhaal_{story.id}", gap="xsmall"):
        style.rule()
        left, right = st.columns([54, 46], gap="large")
        with left, st.container(gap="xxsmall"):
            theme = held.definitions.themes.get(story.theme)
            style.text("kicker", theme.title if theme is not None else "Alle thema’s")
            st.header(story.title, anchor=False)
            style.text("lead", story.intro)
            style.text("small", facts(held, story))
            if said := broken(held, story):
                style.notice(said)
        with right, st.container(gap="small"):
            if finding := teaser(held, story, city):
                style.text("position", finding)
            with st.container(key=f"start_{story.id}", horizontal=True, gap="medium", vertical_alignment="center"):
                # A link to the page one is on already would leave the address as it was.
                st.button(f"Start met {name}", type="primary", key=f"begin_{story.id}", on_click=link.write_all, args=(asked,))
                style.window("Spreektekst", f"{stage.PATH}?{urlencode({**asked, 'beeld': stage.NOTES})}")
                with st.container(key=f"acties_verhaal_{story.id}", width="content"):
                    st.download_button(
                        "Dia’s (PowerPoint)",
                        data=functools.partial(slides.story_deck, held, story, frames(held, story, city), link.base()),
                        file_name=f"{downloads.slug(f'{story.title} {name}')}_{held.id.lower()}.pptx",
                        mime=slides.MIME,
                        on_click="ignore",
                        type="tertiary",
                        key=f"dias_{story.id}",
                    )


def facts(held: Store, story: Story) -> str:
    """Whose story it is, and how long it takes."""
    city = own_city(held, story)
    own = f"Gemaakt voor {city.name}; werkt voor elke middelgrote stad" if city is not None else "Over alle middelgrote steden"
    return f"{own}. {dutch.sentence_case(dutch.count(len(story.steps), 'stap', 'stappen'))}, ongeveer {story.minutes} minuten."


def teaser(held: Store, story: Story, city: City | None) -> str:
    """The headline of the first figure of a story that the city has, or what the room is asked there."""
    shown = stage.about(held, story, city)
    drawn = [f for f in frames(held, story, city) if f.kind in FIGURES and f.view is not None]
    return next((f.guess or f.headline for f in drawn if shown is None or f.view is not None and f.view.value(shown.code) is not None), "")


def broken(held: Store, story: Story) -> str:
    """Which steps no longer say of the story's own city what the story claims; empty where all hold."""
    if lost(held, story):
        return (
            f"Dit verhaal is gemaakt voor een stad ({story.city}) die in deze momentopname geen middelgrote stad is. "
            "Het gaat nu over alle middelgrote steden; kies een stad om het over die stad te laten gaan."
        )
    own = own_city(held, story)
    steps = [step.number for step in story.steps if claims.look(held, story, step, own).troubles]
    if not steps:
        return ""
    which = f"Stap {steps[0]} klopt" if len(steps) == 1 else f"De stappen {dutch.listing([str(n) for n in steps])} kloppen"
    return f"{which} niet meer met de cijfers van nu. De kop volgt daar de cijfers; kijk de spreektekst na."


def phones() -> None:
    """What a presenter must do first where no phone in the room can open the monitor."""
    if reach.alone():
        style.notice(
            "Deze monitor staat open op een adres dat alleen op deze computer werkt. Presenteren kan gewoon, maar telefoons in de zaal kunnen "
            f"niet meekijken, en ook de links in de dia’s werken alleen hier. {reach.advice()}"
        )


def keys() -> None:
    """How to present."""
    style.rule()
    st.subheader("Zo presenteert u", anchor=False)
    style.bullets(
        [
            "Start het verhaal op het scherm van de zaal. Met F11 vult het het hele scherm.",
            "Een klikker werkt vanzelf. Op het toetsenbord: pijlen of PageDown en PageUp, Home en End, een nummer en Enter, Esc om te stoppen.",
            "De toets b, of die knop op uw klikker, maakt het scherm zwart. Elke toets brengt dezelfde stap terug; de volgende druk gaat pas verder.",
            "Druk op s voor een tweede venster met uw spreektekst en een klok. Beide vensters lopen gelijk op.",
            "De QR-code opent de stap van dat moment op een telefoon. De telefoon loopt daarna niet met u mee: deelnemers bladeren zelf. Een cijfer dat "
            "de zaal moet raden, staat er pas als zij op ‘Toon het cijfer’ tikken.",
            "Afdrukken (Ctrl+P) geeft een hand-out: elke stap op een eigen blad.",
        ]
    )
    st.page_link(menu.AGENDA, label="Laat de zaal zelf antwoorden: de kennisagenda")
