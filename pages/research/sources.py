"""Bronnen en actualiteit: per source table what was received and how old it is, and what is held back."""

import pandas as pd
import streamlit as st

from pages.components import dutch, opened, parts, snapshots, style, words

held = opened.held()
manifest = held.manifest
recorded = manifest["origin"]["kind"] == "recorded"

parts.title("Bronnen en actualiteit", f"{len(manifest['tables'])} tabellen, de meeste van het CBS")
if recorded:
    style.text(
        "lead",
        f"Deze cijfers zijn {words.stand(held)}. Het zijn opnamen van CBS-tabellen, niet de stand van vandaag: bij het CBS staan nieuwere en herziene cijfers. "
        "Ververs ze met: python -m etl build.",
    )
else:
    style.text("lead", f"Deze cijfers zijn {words.stand(held)} bij het CBS. Ververs ze met: python -m etl build.")
style.rule()

entries = {**manifest["indicators"], **manifest.get("forecasts", {})}
troubled = {name: entry["held"] for name, entry in entries.items() if entry["held"]}
if troubled:
    st.subheader("Niet bijgewerkt", anchor=False)
    titles = {i.id: i.title for i in held.definitions.everything.values()}
    style.bullets([f"{titles.get(name, name)}: overgenomen uit de vorige stand. {reason}" for name, reason in troubled.items()])
for warning in manifest["warnings"]:
    style.notice(warning)

used: dict[str, list[str]] = {}
for indicator in (*held.indicators(), *held.definitions.forecasts.values()):
    for table in indicator.tables:
        used.setdefault(table, []).append(indicator.title)
used.setdefault(held.definitions.rule.commuting_table, []).append("Posities in de regio (pendel)")

st.dataframe(
    pd.DataFrame(
        [
            {
                "tabel": entry.get("address")
                or f"https://opendata.cbs.nl/statline/#/CBS/nl/dataset/{(entry.get('parts') or [entry['id']])[0]}",
                "titel": entry["title"] + (f" ({', '.join(entry['parts'])})" if len(entry.get("parts", [])) > 1 else ""),
                "van wie": f"{entry.get('publisher', 'CBS')}, {entry.get('licence', 'CC BY 4.0')}",
                "jaren": f"{entry['first']}–{entry['last']}" if entry.get("first") else "",
                "opname" if recorded else "gewijzigd bij CBS": dutch.month(entry.get("modified", "")),
                **({} if recorded else {"opgehaald": dutch.date(entry.get("retrieved", ""))}),
                "rijen": dutch.number(entry.get("rows", 0), 0),
                "gebruikt voor": ", ".join(dict.fromkeys(used.get(entry["id"], []))),
                "stand": "niet bijgewerkt" if entry["held"] else "door CBS gestopt" if entry.get("discontinued") else "heel ontvangen",
            }
            for entry in manifest["tables"]
        ]
    ),
    hide_index=True,
    height=35 * (len(manifest["tables"]) + 1) + 3,
    column_config={
        "tabel": st.column_config.LinkColumn("vindplaats", display_text=r"dataset/(.*)$", width=110),
        "titel": st.column_config.TextColumn(width="large"),
        "jaren": st.column_config.TextColumn(width=100),
        "rijen": st.column_config.TextColumn(width=80, alignment="right"),
    },
    key="bronnen",
    alt=f"Tabel met {len(manifest['tables'])} brontabellen",
)
style.text("source", "Ontvangen bestanden zijn vastgelegd met een controlegetal (sha256) in het manifest van de momentopname.")

style.rule()
left, right = st.columns(2, gap="large")
with left:
    st.subheader("Deze momentopname", anchor=False)
    style.bullets(
        [
            f"Naam: {held.id}",
            f"Samengesteld op {dutch.date(manifest['built'])}; dat is niet de dag waarop de cijfers bij het CBS zijn opgehaald."
            if recorded
            else f"Samengesteld op {dutch.date(manifest['built'])}",
            f"Herkomst: {words.stand(held)}",
            f"{len(held.indicators())} cijfers, {manifest['years'][0]} tot en met {manifest['years'][1]}",
            f"Vorige momentopname: {manifest['previous'] or 'geen'}",
        ]
    )
with right:
    snapshots.block(held)
style.rule()
with st.container():
    st.subheader("Wat is er per cijfer?", anchor=False)
    st.dataframe(
        pd.DataFrame(
            [
                {
                    "cijfer": i.title,
                    "van": str(manifest["indicators"][i.id]["first"]),
                    "tot": str(manifest["indicators"][i.id]["last"]),
                    "steden in laatste jaar": f"{manifest['indicators'][i.id]['cities']} van {manifest['midsize']}",
                }
                for i in held.indicators()
            ]
        ),
        hide_index=True,
        height=320,
        key="dekking",
        alt="Tabel met de jaren en het aantal steden per cijfer",
    )
