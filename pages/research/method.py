"""Verantwoording: how figures, positions and missing values come about, generated from the definitions where it can be."""

import pandas as pd
import streamlit as st

from etl import behind
from pages.components.choice import opened
from pages.components.pictures import parts
from pages.components.research import reports
from pages.components.shell import menu, style
from pages.components.wording import dutch, formula, positionwords, words

HEADS = {
    "posities": "De drie posities",
    "steden": "Welke steden",
    "geen-cijfer": "Als er geen cijfer is",
    "plaats": "Plaats en middelste stad",
    "drempels": "De drempels van de positieregel",
    "trend": "Zo toetsen we een trend",
    "grenzen": "Grenzen, breuken en afronding",
    "berekeningen": "Berekeningen",
    "bewaren": "Wat we van u bewaren",
    "licentie": "Licentie",
}
"""The headings of the page, by the anchor that a link to them names."""


def head(anchor: str) -> None:
    """A heading that the list at the top leads to."""
    st.subheader(HEADS[anchor], anchor=anchor)


held = opened.held()
rule = held.definitions.rule

parts.title("Verantwoording", "Zo komen de cijfers tot stand")
style.text("lead", "Bijna alle cijfers komen van het CBS. Hier staat wat wij ermee doen, en wat u er niet uit mag lezen.")
style.contents(list(HEADS.items()))
style.rule()

left, right = st.columns(2, gap="large")
with left:
    head("posities")
    *steps, cores = positionwords.general(rule.limits, rule.commuting_caution)
    style.bullets(steps, numbered=True)
    style.text("small", cores)
    counted = held.cities()
    firm = sum(not c.borderline for c in counted)
    style.text(
        "small",
        f"Hoe vast is een positie? We verlagen en verhogen elke drempel met {positionwords.percent(rule.spread)}, in alle combinaties. Blijft een stad in minstens "
        f"{positionwords.percent(rule.firm)} daarvan in haar positie, dan staat zij vast: dat geldt voor {firm} van de {len(counted)} steden. De andere noemen we ‘op de grens’, overal waar de positie staat.",
        strong="Hoe vast is een positie?",
    )
    style.text(
        "small",
        "Waarop zijn de drempels gekozen? Alleen op steden met een naam in de bronnen: Zeist, Veenendaal en Winterswijk; de paren Tilburg–Breda, Enschede–Hengelo, Arnhem–Nijmegen en Vlissingen–Middelburg; "
        "en Oldambt, Dronten en Schagen, die een kleine kern hebben. 45 andere steden met een indeling van anderen (CBS-stadsgewesten, Nota Ruimte, Stedendriehoek) hielden we apart. De regel geeft er 38 dezelfde. "
        "De andere zijn Eindhoven, Helmond, Sittard-Geleen, Groningen en Assen, die op de grens liggen, en Kerkrade en Landgraaf, die het CBS bij Heerlen telt en de regel een polycentrische regio noemt.",
        strong="Waarop zijn de drempels gekozen?",
    )
    style.text(
        "small",
        "Afronding: het CBS rondt elk paar van woon- en werkgemeente af op 100 banen. We rekenden de regel honderd keer na met willekeurige banen binnen die afronding. Alleen Waalwijk, Lochem, Hilversum en Raalte "
        "kregen dan soms een andere positie, en die liggen alle vier op de grens. Positie 3 is wat overblijft: ook een gemeente die weinig werk trekt en geen partner heeft, komt er terecht. Haar pagina zegt dat erbij.",
        strong="Afronding:",
    )
    style.text(
        "small",
        "Over de grens: steden in België en Duitsland tellen niet mee, want de tabel kent geen pendel naar het buitenland. Ligt er een stad die door grootte en afstand mee kan tellen, dan staat zij op de pagina van de positie. "
        "Een mens kan de regel overstemmen; dan staan reden, rol en datum erbij, naast het antwoord van de regel.",
        strong="Over de grens:",
    )
    st.page_link(menu.POSITION, label="Positie in de regio: de cijfers van elke stad en de drempels")
    head("steden")
    style.text(
        "small",
        f"{len(held.cities())} middelgrote steden: de leden van de G40 (sinds 1 juli 2022: 41 steden) en van de M50 (april 2023: 61 steden). Alle 342 gemeenten zitten in de gegevens voor de kaart en de posities.",
    )
with right:
    head("geen-cijfer")
    style.text(
        "small", "Nul is een cijfer. Ontbreekt een cijfer, dan staat er waarom. Het wordt nooit getekend, geteld of gerangschikt als nul."
    )
    st.table(
        pd.DataFrame([{"reden": meaning, "in de bestanden": code} for code, meaning in words.REASONS.items()]),
        border="horizontal",
        hide_index=True,
    )
    head("plaats")
    style.bullets(
        [
            "Plaats 1 is de hoogste waarde; dat is geen oordeel. Gelijke cijfers delen een plaats. Onder vijf steden geven we geen plaats.",
            "In de verhalen heet een verschil van minder dan 2 procent (of binnen de ruis van het cijfer) ‘ongeveer gelijk’.",
            "De middelste stad is de mediaan van de steden met een cijfer. Bij minder dan vijf steden tekenen we geen midden en geen vlak.",
            "Een lijn begint in het eerste jaar waarin minstens de helft van de steden een cijfer heeft.",
            "Rondt het CBS grof af, dan rekenen wij de marge mee. Is die te groot, dan noemen we het cijfer onzeker en vergelijken we het niet.",
        ]
    )
style.rule()
head("drempels")
st.table(
    pd.DataFrame(
        [{"drempel": t.name, "waarde": positionwords.threshold(rule, t.key, t.value), "waarom": t.reason} for t in rule.thresholds]
    ),
    border="horizontal",
    hide_index=True,
)
style.rule()
head("trend")
style.bullets(
    [
        "Volgt: alle getoetste cijfers bewegen zoals de trend zegt. Wijkt af: alle bewegen de andere kant op. Gemengd: ze spreken elkaar tegen, "
        "of een richting is niet vast te stellen.",
        "Een richting toetsen we met de Theil–Sen-helling en de Mann–Kendall-toets op 5 procent, vanaf vijf jaren sinds de laatste breuk.",
        "Zijn er minder jaren, dan moet de verandering groter zijn dan de afronding en dan een beweging die hoogstens een op de twintig steden tussen twee "
        "metingen maakt, los van wat alle steden samen doen. Er staat dan bij dat er weinig metingen zijn.",
        "Een verandering die binnen de afronding van het CBS past, of binnen de marges van twee enquêtes, is geen richting. Is een cijfer te grof, dan geven "
        "we geen uitkomst.",
        "Een verschil tussen posities toetsen we met een permutatietoets op de middelste steden, met de correctie van Holm voor alle zulke toetsen van een thema.",
        "Of steden uit elkaar groeien, lezen we af aan de spreiding tussen steden die in elk jaar een cijfer hebben.",
        "Opeenvolgende jaren lijken op elkaar. Daardoor kan een toets iets te snel een richting zien; lees een uitkomst samen met de lijn.",
    ]
)
style.text("small", reports.false_verdicts(held))
head("grenzen")
style.bullets(
    [
        "Sommige reeksen rekent het CBS terug naar de gemeenten van nu. Andere gelden voor de grenzen van het jaar zelf. Zijn gemeenten "
        "sindsdien in hun geheel samengegaan, dan tellen we hun cijfers op of wegen we ze naar hun noemer (in de bestanden: merged). Is een "
        "gemeente verdeeld, of ontbreekt een deel, dan blijft het cijfer zoals het CBS het gaf, met een breuk in de lijn van die stad.",
        "Bestaat een reeks uit twee tabellen, dan staat er een breuk in de lijn, behalve waar beide tabellen over dezelfde steden en jaren hetzelfde "
        "zeggen, op de afronding na: dan loopt de lijn door. Onderaan dit stuk staat per paar hoeveel zij verschillen. De gezondheidsmonitor is elke keer een tabel "
        "voor zich; daar staat geen breuk. Telt een tabel zelf vanaf een jaar anders, dan staat er ook een breuk. Vergelijk jaren voor en na een breuk niet.",
        "Een verandering rekenen we over tien jaar, of over de langste tijd van minstens drie jaar zonder breuk.",
        "Stijgt of daalt de middelste stad, dan zijn het in beide jaren dezelfde steden: met een zeker cijfer, over hetzelfde gebied, vanaf het eerste jaar waarin "
        "dat voor drie kwart van de steden geldt (naast elkaar in drie posities: voor de helft). Wijkt de lijn daarvan af, dan staat het aantal steden erbij.",
        "Een verschil binnen wat wij bij een cijfer geen verschil noemen (de ruis in het codeboek), heet ongeveer gelijk.",
        "Onder- en bovengrens in de bestanden zijn bij de meeste cijfers alleen de afronding bij de bron (bounds: rounding). Bij een schatting uit een enquête zegt "
        "dat niets over de onzekerheid van die schatting; het CBS geeft die er niet bij.",
        "De status (definitief, voorlopig) is wat het CBS bij een jaar vermeldt. Staat er ‘niet vermeld’ (not_stated), dan zegt de tabel, of de opname "
        "ervan, het niet.",
        "De gezondheidsmonitor is een enquête. Het CBS geeft bij elk cijfer een marge van 95 procent; die staat in de bestanden (low en high) en telt mee in "
        "elke vergelijking.",
        "Van elk getal is de herkomst na te gaan: kies een rij op de pagina Tabellen. Daar staan de tabel, de selectie, de gemeenten van toen en wat er is "
        "ontvangen, met regels Python en R die het cijfer bij het CBS opnieuw uitrekenen.",
        "Een prognose heeft een eigen status (forecast), een eigen stippellijn en eigen jaren. Zij telt nooit mee in een plaats, een midden of een toets.",
    ]
)
style.text("small", reports.mergers(held))
if mended := reports.corrections(held):
    style.text("small", "Met de hand verbeterde cijfers, zolang de bron ze niet heeft verbeterd:")
    style.bullets(mended)
else:
    style.text("small", "Er zijn geen met de hand verbeterde cijfers.")
style.text("small", "Reeksen uit twee tabellen: wat de tabellen zeggen over dezelfde stad en hetzelfde jaar.")
joined = reports.joins(held)
style.table(
    "Hoeveel tabellen die samen een reeks vormen van elkaar verschillen",
    [str(name) for name in joined],
    [[str(cell) for cell in row] for row in joined.itertuples(index=False)],
    [22, 14, 9, 9, 13, 18, 9, 6],
)
head("berekeningen")
style.text("small", "Zo maken wij elk cijfer. Wat het betekent, welk jaar het is en waar u op let, staat in het codeboek.")
st.page_link(menu.CODEBOOK, label="Codeboek: de betekenis van elk cijfer")
st.dataframe(
    pd.DataFrame(
        [
            {
                "cijfer": i.title,
                "berekening": " | ".join(dict.fromkeys(formula.of(held.definitions, s) for s in i.sources)),
                "tabellen": dutch.listing(list(behind.defined(held.definitions, i))),
            }
            for i in held.indicators()
        ]
    ),
    hide_index=True,
    row_height=56,
    height=458,
    key="berekeningen",
    column_config={
        "cijfer": st.column_config.TextColumn(width=300),
        "berekening": st.column_config.TextColumn(width=620),
        "tabellen": st.column_config.TextColumn(width=250),
    },
    alt="Tabel met de berekening van elk cijfer",
)
head("bewaren")
style.text(
    "small",
    "Van wie kijkt: niets, en er gaat niets naar anderen. Wie in een zaal meedoet aan de kennisagenda, geeft geen naam; een telefoon is een willekeurig "
    "nummer, alleen voor die ene sessie. De spreker ziet de antwoorden en kiest hoe lang zij blijven: 7, 30 of 90 dagen. Daarna worden antwoorden, keuzes en "
    "stemmen verwijderd. De spreker kan dat ook eerder doen.",
)
head("licentie")
style.text(
    "small",
    "Cijfers en grenzen: CBS en Kadaster, CC BY 4.0. Noem bij gebruik: CBS, bewerking Midsize Monitor. De software is vrij onder de EUPL-1.2. Trends, opgaven en vragen: presentatie van het Platform Middelgrote Gemeenten; posities: Midsize NL (Platform31 en RUIMTEVOLK).",
)
