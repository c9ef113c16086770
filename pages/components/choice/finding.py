"""What the boxes find as somebody types, beyond the name of a choice: other names, a theme, the number of a table.

The search itself (`find.js`) runs in the browser: the shell that `serve.py` sends holds it, and `shell/bundle.py` makes Streamlit's boxes ask it.
Without `serve.py` the boxes find a choice by its name alone.
"""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from etl.regions import folded

_FOLDER = Path(__file__).with_suffix("")
SCRIPT = (_FOLDER / "find.js").read_text(encoding="utf-8")
_mount = st.components.v2.component(
    "midsize_finding",
    html='<i class="mm-later"></i>',
    js=(_FOLDER / "main.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def teach(words: Mapping[str, str]) -> None:
    """Tell the browser by which more words every choice, by the name it is shown with, can be found on this page."""
    _mount(key="vindwoorden", data={"words": {label: folded(more) for label, more in words.items() if more}})
