"""Leaves a heavy picture for after the others: the browser says when it has drawn them, and only then the heavy one is made.

Without this, the pictures of a choice wait in the same frame for Plotly, and those of a first visit for its 4 MB of script.
"""

import streamlit as st

# Two frames, so that the other pictures are on the screen; then the first idle moment, or half a second. In few letters: it goes along
# every time.
_SCRIPT = """export default ({ data: { of }, parentElement: place, setStateValue }) => {
if (place.of === of) return;
place.of = of;
const ask = () => place.of === of && setStateValue("drawn", of);
const frame = requestAnimationFrame;
frame(() => frame(() => requestIdleCallback(ask, { timeout: 500 })));
}"""
_gate = st.components.v2.component("midsize_later", html='<i class="mm-later"></i>', js=_SCRIPT, isolate_styles=False)


def drawn(of: str, key: str) -> str:
    """What the browser last asked to be drawn here: `of` itself once it is ready for it, else an earlier one, or nothing on a first visit.

    To be called in a fragment, which runs again when the browser is ready. `of` names all that the heavy picture depends on.
    """
    found = _gate(key=key, data={"of": of}, on_drawn_change=lambda: None).drawn
    return found if isinstance(found, str) else ""
