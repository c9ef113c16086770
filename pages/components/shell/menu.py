"""The menu: sections are the users' words, paths are short and never change because links hold them."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

HOME = "pages/explore/home.py"
CITY = "pages/explore/city.py"
SCENARIO = "pages/explore/scenario.py"
COMPARE = "pages/explore/compare.py"
POSITION = "pages/explore/position.py"
THEMES = {
    "economy": "pages/themes/economy.py",
    "governance": "pages/themes/governance.py",
    "resilience": "pages/themes/resilience.py",
    "environment": "pages/themes/environment.py",
}
MASTERCLASS = "pages/present/masterclass.py"
AGENDA = "pages/present/agenda.py"
TABLES = "pages/research/tables.py"
CODEBOOK = "pages/research/codebook.py"
METHOD = "pages/research/method.py"
SOURCES = "pages/research/sources.py"
PATHS = frozenset(
    {
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
    }
)
"""The paths below, for the server: it sends any other one to the overview."""

SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
"""What the browser does about the menu of a narrow screen; `serve.py` sends it along."""


def sections() -> dict[str, list[StreamlitPage]]:
    """All pages by section, with their paths."""
    return {
        "Verkennen": [
            st.Page(HOME, title="Overzicht", default=True),
            st.Page(CITY, title="Stadsprofiel", url_path="stad"),
            st.Page(COMPARE, title="Vergelijken", url_path="vergelijk"),
            st.Page(SCENARIO, title="Scenario’s", url_path="scenario"),
            st.Page(POSITION, title="Positie in de regio", url_path="positie"),
        ],
        "Thema’s": [
            st.Page(THEMES["economy"], title="Economie & arbeidsmarkt", url_path="economie"),
            st.Page(THEMES["governance"], title="Democratie & samenwerking", url_path="samenwerking"),
            st.Page(THEMES["resilience"], title="Sociale veerkracht", url_path="veerkracht"),
            st.Page(THEMES["environment"], title="Energie & leefomgeving", url_path="leefomgeving"),
        ],
        "Presenteren": [
            st.Page(MASTERCLASS, title="Masterclass", url_path="masterclass"),
            st.Page(AGENDA, title="Kennisagenda", url_path="kennisagenda"),
        ],
        "Onderzoek": [
            st.Page(TABLES, title="Tabellen", url_path="tabellen"),
            st.Page(CODEBOOK, title="Codeboek", url_path="codeboek"),
            st.Page(METHOD, title="Verantwoording", url_path="verantwoording"),
            st.Page(SOURCES, title="Bronnen en actualiteit", url_path="bronnen"),
        ],
    }
