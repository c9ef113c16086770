"""The few English words in Streamlit's own scripts that a visitor of this monitor can meet, in Dutch.

Streamlit has no translations. The server (`serve.py`) hands its scripts out anyway, so it can say them in Dutch on the way: each entry is a piece of
script around a text, exact to the last sign, for the version that is pinned. A test names the entries that an upgrade no longer holds; what is
not found stays as it is.
"""

AWAY = "Wat u ziet, blijft staan; de pagina zoekt zelf opnieuw verbinding."

WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "Selectbox.": (
        ("children:`No results`", "children:`Niets gevonden`"),
        ('"aria-label":`Clear value`', '"aria-label":`Keuze wissen`'),
        ('"aria-label":`Open`', '"aria-label":`Keuzes tonen`'),
        ("`Selectbox options`", "`Keuzes`"),
    ),
    "Multiselect.": (
        # What is chosen already is not among the choices.
        ("return`No results`", "return`Niets gevonden, of al gekozen`"),
        (
            "`You can only select up to ${t.maxSelections} ${e}. Remove an option first.`",
            "`Meer dan ${t.maxSelections} kan niet. Haal er eerst een weg.`",
        ),
        ('"aria-label":`Selected values`', '"aria-label":`Gekozen`'),
        ('"aria-label":`Clear all`', '"aria-label":`Alles wissen`'),
        ('"aria-label":`Open`', '"aria-label":`Keuzes tonen`'),
        ('"aria-label":`Remove ${e}`', '"aria-label":`${e} weghalen`'),
    ),
    "DataFrame.": (
        ("label:`Download as CSV`", "label:`Ophalen als CSV`"),
        ("label:`Show/hide columns`", "label:`Kolommen tonen of verbergen`"),
        ("},`Type to search`)", "},`Zoek in de tabel`)"),
        ("label:`Search`", "label:`Zoeken`"),
        ('"aria-label":`Close Search`', '"aria-label":`Zoeken sluiten`'),
        ("title:`Copy column name`", "title:`Naam van de kolom kopiëren`"),
        ('"aria-label":`Copy column name`', '"aria-label":`Naam van de kolom kopiëren`'),
        ("}),`Sort ascending`]", "}),`Van laag naar hoog`]"),
        ("}),`Sort descending`]", "}),`Van hoog naar laag`]"),
        ("}),`Format`]", "}),`Schrijfwijze`]"),
        ("}),`Autosize`]", "}),`Passende breedte`]"),
        ("}),`Pin column`]", "}),`Kolom vastzetten`]"),
        ("}),`Unpin column`]", "}),`Kolom losmaken`]"),
        ("}),`Hide column`]", "}),`Kolom verbergen`]"),
        ("}),`Statistics`]", "}),`Kerncijfers`]"),
        ("label:`Values`", "label:`Waarden`"),
        ("label:`Empty`", "label:`Leeg`"),
        ("label:`Distinct`", "label:`Verschillende`"),
        ("label:`Average`", "label:`Gemiddelde`"),
        ("label:`Standard deviation`", "label:`Standaardafwijking`"),
        ("label:`Minimum`", "label:`Laagste`"),
        ("label:`25th percentile`", "label:`25e percentiel`"),
        ("label:`Median`", "label:`Middelste`"),
        ("label:`75th percentile`", "label:`75e percentiel`"),
        ("label:`Maximum`", "label:`Hoogste`"),
        ("label:`Sum`", "label:`Som`"),
        ("label:`Minimum length`", "label:`Kortste`"),
        ("label:`Maximum length`", "label:`Langste`"),
        ("label:`Average length`", "label:`Gemiddelde lengte`"),
        ("label:`Select all`", "label:`Alles kiezen`"),
    ),
    "Toolbar.": (
        ("label:`Fullscreen`", "label:`Groot beeld`"),
        ("label:`Close fullscreen`", "label:`Groot beeld sluiten`"),
    ),
    "Slider.": (("i===0?`start`:`end`", "i===0?`begin`:`eind`"),),
    "useFloatingOverlay.": (("?f:`Dismiss`", "?f:`Sluiten`"),),
    "useCopyToClipboard.": (("label:t?`Copied`:`Copy to clipboard`", "label:t?`Gekopieerd`:`Kopiëren`"),),
    "index.": (
        ("children:`Skip to main content`", "children:`Naar de inhoud`"),
        ("this.showError(`Connection error`", "this.showError(`Geen verbinding`"),
        (
            "message:`Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:`,codeBlock:`streamlit run yourscript.py`",
            f"message:`De monitor antwoordt niet. {AWAY} Draait hij op uw eigen computer? Start hem dan opnieuw:`,codeBlock:`make run`",
        ),
        (
            "message:`Streamlit server is not responding. Are you connected to the internet?`",
            f"message:`De monitor antwoordt niet. Is er nog internet? {AWAY}`",
        ),
        ("message:`Connection timed out.`", f"message:`De monitor antwoordt niet op tijd. {AWAY}`"),
        ('"aria-label":`Navigate to home page`', '"aria-label":`Naar het overzicht`'),
        ('"aria-label":`Main menu`', '"aria-label":`Menu`'),
        ('"aria-label":`App pages`', '"aria-label":`Pagina’s`'),
        ('"aria-label":`Running...`', '"aria-label":`Bezig`'),
        ('"aria-label":`Close`,type:`button`', '"aria-label":`Sluiten`,type:`button`'),
    ),
}
"""Per script, by the beginning of its name: what stands there, and what we say."""

HOOKS: dict[str, tuple[tuple[str, str], ...]] = {
    "useSyncComboBoxEnterTargetFocus.": (
        (
            "FILTER_MODE_CONTAINS?e.filter(e=>yn(e.label).includes(r)):",
            "FILTER_MODE_CONTAINS?globalThis.midsizeFind?globalThis.midsizeFind(e,t):e.filter(e=>yn(e.label).includes(r)):",
        ),
    ),
}
"""The same for the one place where more than words changes: what a box of choices finds (`choice/finding.py`)."""


def dutch(name: str, script: str) -> str:
    """A script of Streamlit's bundle with our words; `name` is its file name. A script that holds none comes back as it is."""
    for begins, pairs in (*WORDS.items(), *HOOKS.items()):
        if name.startswith(begins):
            for english, ours in pairs:
                script = script.replace(english, ours)
    return script


def holds(name: str) -> bool:
    """Whether a script of this name is one that `dutch` may change."""
    return name.endswith(".js") and name.startswith((*WORDS, *HOOKS))
