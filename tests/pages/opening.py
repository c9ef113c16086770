"""Opens a page of the dashboard as a visitor with a link does: in a new session, through the entry script."""

import json
import re
from collections.abc import Mapping, Sequence
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

ENTRY = Path(__file__).resolve().parents[2] / "dashboard.py"

PATHS = (
    "",
    "stad",
    "vergelijk",
    "positie",
    "scenario",
    "economie",
    "samenwerking",
    "veerkracht",
    "leefomgeving",
    "masterclass",
    "kennisagenda",
    "tabellen",
    "codeboek",
    "verantwoording",
    "bronnen",
)
THEMES = {"economie": "economy", "samenwerking": "governance", "veerkracht": "resilience", "leefomgeving": "environment"}


def visit(path: str = "", query: str | Mapping[str, str | Sequence[str]] = "") -> AppTest:
    """The page at `path` with a query, as text or as parameters, after its first run."""
    app = AppTest.from_file(ENTRY, default_timeout=60)
    # A browser sends the hash of the address; `AppTest.switch_page` would need a run of the home page in the same session first.
    app._page_hash = calc_hash(path) if path else ""
    app.query_params = parse_qs(query, keep_blank_values=True) if isinstance(query, str) else dict(query)
    return app.run()


def texts(app: AppTest, kind: str = "") -> list[str]:
    """The texts written with `style`, all of them or those of one kind: notice, lead, unit, source, sentence, small, empty.

    The words that pictures carry count too: their head, unit and source.
    """
    bodies = [element.proto.body for element in app.get("html")]
    datas = [json.loads(element.proto.json or "{}") for element in app.get("bidi_component")]
    carried = [said for data in datas for part, said in (data.get("words") or {}).items() if said and kind in ("", part)]
    return [*(unescape(re.sub(r"<[^>]+>", " ", b)).strip() for b in bodies if f'class="mm-{kind}' in b), *carried]


def figures(app: AppTest) -> int:
    """How many pictures, tables and stories stand on the page."""
    drawn = [
        e
        for e in app.get("bidi_component")
        if e.proto.component_name in ("midsize_figure", "midsize_figure_light", "midsize_trendlist", "midsize_profile", "midsize_stage")
    ]
    offered = [b for b in app.button if str(b.key).startswith("begin_")]
    return len(drawn) + len(offered) + len(app.dataframe) + len(app.table) + len(app.get("plotly_chart"))


def working(app: AppTest) -> None:
    """The page stands: one title, no exception, no error."""
    assert not app.exception, app.exception[0].stack_trace
    assert not app.error
    assert len(app.title) == 1
    assert app.title[0].value
