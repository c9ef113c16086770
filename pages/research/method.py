"""Verantwoording: how figures, positions and missing values come about, generated from the definitions where it can be."""

import pandas as pd
import streamlit as st

from etl import store
from pages.components import dutch, parts, reports, style, words

held = store.open()
rule = held.definitions.rule

parts.title("Verantwoording", "Zo komen de cijfers tot stand")
style.text("lead", "Alle cijfers komen van het CBS. Hier staat wat wij ermee doen, en wat u er niet uit mag lezen.")
style.rule()

left, right = st.columns(2, gap="large")
with left:
    st.subheader("De drie posities", anchor=False)
    limits = rule.limits
    style.bullets(
        [
            f"Positie 1, {rule.labels[1]}: een gemeente met minstens {dutch.number(limits.larger_inhabitants, 0)} inwoners en een kern van minstens {dutch.number(limits.larger_core_ratio, 0)} keer de eigen kern trekt "
            f"minstens {dutch.number(limits.commuting_share * 100, 0)} % van de werkende inwoners. Liggen de kernen binnen {dutch.number(limits.near_km, 0)} km, dan is {dutch.number(limits.near_commuting_share * 100, 0)} % genoeg.",
            f"Positie 2, {rule.labels[2]}: anders, als er binnen {dutch.number(limits.peer_km, 1)} km een andere kern ligt van minstens {dutch.number(limits.peer_core_ratio, 2)} keer de eigen kern.",
            f"Positie 3, {rule.labels[3]}: anders.",
            "De kern is de plaats met de meeste inwoners van de gemeente. Afstanden lopen van kern tot kern, hemelsbreed.",
        ]
    )
    style.text(
        "small",
        f"Let op: {rule.commuting_caution} Steden over de grens tellen nog niet mee. Een stad dicht bij een drempel kan met een andere drempel anders uitvallen.",
        strong="Let op:",
    )
    st.subheader("Welke steden", anchor=False)
    style.text(
        "small",
        f"{len(held.cities())} middelgrote steden: de leden van de G40 (sinds 1 juli 2022: 41 steden) en van de M50 (april 2023: 61 steden). Alle 342 gemeenten zitten in de gegevens voor de kaart en de posities.",
    )
with right:
    st.subheader("Als er geen cijfer is", anchor=False)
    style.text(
        "small", "Nul is een cijfer. Ontbreekt een cijfer, dan staat er waarom. Het wordt nooit getekend, geteld of gerangschikt als nul."
    )
    st.table(
        pd.DataFrame([{"reden": code, "betekenis": meaning} for code, meaning in words.REASONS.items()]),
        border="horizontal",
        hide_index=True,
    )
    st.subheader("Plaats en middelste stad", anchor=False)
    style.bullets(
        [
            "Plaats 1 is de hoogste waarde; dat is geen oordeel. Gelijke cijfers delen een plaats. Onder vijf steden geven we geen plaats.",
            "De middelste stad is de mediaan van de steden met een cijfer. Bij minder dan vijf steden tekenen we geen midden en geen vlak.",
            "Een lijn begint in het eerste jaar waarin minstens de helft van de steden een cijfer heeft.",
            "Rondt het CBS grof af, dan rekenen wij de marge mee. Is die te groot, dan noemen we het cijfer onzeker en vergelijken we het niet.",
        ]
    )
style.rule()
st.subheader("Zo toetsen we een trend", anchor=False)
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
st.subheader("Grenzen, breuken en afronding", anchor=False)
style.bullets(
    [
        "Sommige reeksen rekent het CBS terug naar de gemeenten van nu. Andere gelden voor de grenzen van het jaar zelf. Zijn gemeenten "
        "sindsdien in hun geheel samengegaan, dan tellen we hun cijfers op of wegen we ze naar hun noemer (in de bestanden: merged). Is een "
        "gemeente verdeeld, of ontbreekt een deel, dan blijft het cijfer zoals het CBS het gaf, met een breuk in de lijn van die stad.",
        "Waar een reeks uit twee tabellen bestaat, staat er een breuk in de lijn. Vergelijk jaren voor en na een breuk niet.",
        "Een verandering rekenen we over tien jaar, of over de langste tijd van minstens drie jaar zonder breuk.",
        "De gezondheidsmonitor is een enquête. Het CBS geeft bij elk cijfer een marge van 95 procent; die staat in de bestanden (low en high) en telt mee in "
        "elke vergelijking.",
        "Een prognose heeft een eigen status (forecast), een eigen stippellijn en eigen jaren. Zij telt nooit mee in een plaats, een midden of een toets.",
    ]
)
style.text("small", reports.mergers(held))
style.text("small", "Reeksen uit twee tabellen: wat de tabellen zeggen over dezelfde stad en hetzelfde jaar.")
st.dataframe(
    reports.joins(held),
    hide_index=True,
    height="content",
    key="aansluitingen",
    alt="Tabel met de verschillen tussen tabellen die samen een reeks vormen",
)
st.subheader("Berekeningen", anchor=False)
st.dataframe(
    pd.DataFrame(
        [
            {
                "cijfer": i.title,
                "betekenis": i.definition,
                "berekening": " | ".join(dict.fromkeys(str(s.recipe) for s in i.sources)),
                "tabellen": ", ".join(i.tables),
                "het jaar is": i.means,
                "let op": i.caution,
            }
            for i in held.indicators()
        ]
    ),
    hide_index=True,
    key="berekeningen",
    alt="Tabel met de berekening van elk cijfer",
)
st.subheader("Licentie", anchor=False)
style.text(
    "small",
    "Cijfers en grenzen: CBS en Kadaster, CC BY 4.0. Noem bij gebruik: CBS, bewerking Midsize Monitor. De software is vrij onder de EUPL-1.2. Trends, opgaven en vragen: presentatie van het Platform Middelgrote Gemeenten; posities: Midsize NL (Platform31 en RUIMTEVOLK).",
)
