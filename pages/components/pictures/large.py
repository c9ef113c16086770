"""Groot beeld (`beeld=groot`): any view on a beamer. One picture fills the screen; keys go to the next one and back to the page.

`figuur` says which picture of the page, counted from the top. A page without pictures only loses its menus.
"""

import streamlit as st

from pages.components.choice import link
from pages.components.shell import style

_ON, _WANTED, _SEEN = "_large", "_large_wanted", "_large_seen"
MOST = 40
OTHER = {"masterclass": ("notities",)}
"""Pages whose `beeld` may be something else as well: they draw that themselves."""
TEXT = 28
"""Letters in a picture, in pixels; the browser takes smaller ones where the picture would not fit."""


def begin(page: str = "") -> None:
    """To be called at the start of every run of the page with this path: it counts the pictures anew."""
    st.session_state[_ON] = link.read("beeld", ("groot", *OTHER.get(page, ())), None) == "groot"
    st.session_state[_SEEN] = 0
    if on():
        wanted = link.read("figuur", [str(n) for n in range(1, MOST + 1)], "1")
        st.session_state[_WANTED] = int(wanted or 1)
        style.large()


def on() -> bool:
    """Whether this run draws a large picture."""
    return bool(st.session_state.get(_ON))


def turn() -> bool:
    """To be called once for every picture of the page: whether this is the one to draw."""
    st.session_state[_SEEN] += 1
    return bool(st.session_state[_SEEN] == st.session_state[_WANTED])


def end() -> None:
    """The way to the next picture and out; goes back to the first picture where the page has fewer than asked for."""
    if not on():
        return
    seen, wanted = st.session_state[_SEEN], st.session_state[_WANTED]
    if seen and wanted > seen:
        link.write("figuur", None)
        st.rerun()
    with st.container(key="groot", horizontal=True, gap="medium", width="content"):
        if seen > 1:
            before = st.button("Vorige", type="tertiary", shortcut="Left", disabled=wanted == 1, key="groot_vorige")
            after = st.button("Volgende", type="tertiary", shortcut="Right", disabled=wanted == seen, key="groot_volgende")
            # A button has one key, and a clicker sends others: a second pair, that no one sees or tabs to.
            with st.container(key="groot_klikker"):
                before |= st.button("Vorige", shortcut="PageUp", disabled=wanted == 1, key="groot_klikker_vorige")
                after |= st.button("Volgende", shortcut="PageDown", disabled=wanted == seen, key="groot_klikker_volgende")
            if before or after:
                link.write("figuur", str(wanted + (1 if after else -1)), "1")
                st.rerun()
        if st.button("Sluiten", type="tertiary", shortcut="Esc", key="groot_uit"):
            link.write("beeld", None)
            link.write("figuur", None)
            st.rerun()
