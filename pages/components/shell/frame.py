"""What stands around every page: the style, the snapshot or a sentence that says it is missing, notices, and the foot."""

import logging

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from etl import store
from etl.problems import Problem
from pages.components.choice import link, opened, proper
from pages.components.pictures import drawing, large, share, travel
from pages.components.research import freshness
from pages.components.shell import kept, menu, style
from pages.components.wording import dutch, words

LOG = logging.getLogger("midsize")


def run(page: StreamlitPage) -> None:
    """Run one page inside its frame. A missing snapshot gives a page that says what to do, never a trace."""
    style.apply()
    link.arrive(page.url_path)
    try:
        held = store.open()
    except Problem as problem:
        LOG.error("%s", problem)
        st.title("Er zijn nog geen cijfers om te tonen")
        style.empty(
            "De opgeslagen cijfers ontbreken of zijn beschadigd",
            "Wie deze monitor beheert, kan ze opnieuw maken met: python -m etl build. Ververs daarna deze pagina.",
        )
        return
    proper.arrive(held, page.url_path)
    if held.troubles:
        LOG.warning("%s", " ".join(held.troubles))
        style.notice(
            f"De nieuwste cijfers zijn beschadigd. U ziet de stand van {dutch.date(held.manifest['built'])}; die is heel, alleen ouder."
        )
    drawing.prepare(kept.recall(held, "places", lambda: places(held)))
    body(page)
    foot(opened.held())


def places(held: store.Store) -> travel.Places:
    """The cities that pictures name, as the browser gets them once: an older snapshot may have others, which then travel by name."""
    cities = held.cities()
    return travel.Places(tuple(c.code for c in cities), tuple(c.name for c in cities), tuple(c.position for c in cities))


@st.fragment
def body(page: StreamlitPage) -> None:
    """The page itself. A fragment, so that a choice leaves menu, style and foot alone: they are a third of a run, here and in the browser."""
    link.begin()
    proper.say(page.url_path)
    large.begin(page.url_path)
    # Before the page, for who goes through it with the Tab key: these two stand at its top.
    if not large.on() and share.bar():
        link.write("beeld", "groot")
        st.rerun()
    slot = st.container(key="meldingen")
    # Streamlit lets a page run once per run of the entry script; a choice runs this fragment and not that script.
    page._can_be_called = True
    try:
        page.run()
    except Problem as problem:
        # What Streamlit itself raises to stop or to run again is no `Exception`, so it passes.
        LOG.error("Page /%s: %s", page.url_path, problem)
        broken()
        return
    large.end()
    with slot:
        for words_ in (opened.note(opened.held()), *link.notices()):
            if words_:
                style.notice(words_)


def broken() -> None:
    """In place of a page that cannot go on, because a file it works with is wrong or gone."""
    style.empty(
        "Deze pagina is nu niet (helemaal) te tonen",
        "Een bestand waar deze pagina mee werkt, klopt niet of is niet te lezen; misschien is daar net iets in veranderd. Er is niets verloren "
        "gegaan, en de andere pagina’s werken gewoon. Wie deze monitor beheert, leest in het logboek van de server welk bestand het is. "
        "Ververs deze pagina zodra dat bestand klopt.",
    )


def foot(held: store.Store) -> None:
    """The line under every page: whose figures these are and how fresh."""
    last = max(about["last"] or 0 for about in held.manifest["indicators"].values())
    with st.container(key="voet", horizontal=True, vertical_alignment="center", gap="medium"):
        style.foot(f"Cijfers: vooral CBS StatLine (CC BY 4.0), {words.stand(held)}")
        style.foot(f"{len(freshness.grouped(held.manifest['tables']))} brontabellen")
        style.foot(f"Nieuwste cijfers: {last}")
        st.space("stretch")
        st.page_link(menu.SOURCES, label="Bronnen en actualiteit")
    style.language()
