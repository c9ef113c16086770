"""Bronnen en actualiteit: per source table what was received and how old it is, and what is held back."""

from datetime import date

import pandas as pd
import streamlit as st

from etl import snapshot
from pages.components.choice import opened
from pages.components.pictures import parts
from pages.components.research import freshness, revised, snapshots
from pages.components.shell import style
from pages.components.wording import dutch, words

held = opened.held()
manifest = held.manifest
recorded = manifest["origin"]["kind"] == "recorded"

listed = freshness.tables(held, date.today())
parts.title("Bronnen en actualiteit", f"{len(listed)} tabellen, de meeste van het CBS")
if recorded:
    style.text(
        "lead",
        f"Deze cijfers zijn {words.stand(held)}. Het zijn opnamen van CBS-tabellen, niet de stand van vandaag: bij het CBS staan nieuwere en herziene cijfers.",
    )
else:
    style.text("lead", f"Deze cijfers zijn {words.stand(held)} bij het CBS.")
style.contents(
    [
        ("tabellen", "Tabellen"),
        ("momentopname", "Deze momentopname"),
        ("veranderd", "Wat is er veranderd?"),
        ("cijfers", "Wat is er per cijfer?"),
    ]
)
style.rule()

if troubled := freshness.held_back(held):
    st.subheader("Niet bijgewerkt", anchor=False)
    style.text("small", freshness.meanwhile(held))
    style.bullets(troubled)
for warning in manifest["warnings"]:
    style.notice(warning)

st.subheader("Tabellen", anchor="tabellen")
columns = [str(name) for name in listed if name not in ("tabel", "naam", "rijen", "van wie")]
shares: dict[str, int] = {"titel": 28, "jaren": 9, "opname": 12, "hoe lang geleden": 11, "gebruikt voor": 30, "laatste fout": 24}
style.table(
    f"{len(listed)} brontabellen: wat zij zijn, hoe oud, en waarvoor wij ze gebruiken",
    ["tabel", *columns],
    [[(row["naam"], row["tabel"]), *(row[name] for name in columns)] for row in listed.to_dict("records")],
    [12, *(shares.get(name, 12) for name in columns)],
)
with st.expander("Voor beheerders"):
    style.text("small", "Nieuwe cijfers ophalen bij het CBS: python -m etl build. Nakijken of alles heel is: python -m etl check.")
    style.text(
        "small",
        "Elke tabel is helemaal ontvangen of niet gebruikt. Van elk bestand staat een controlegetal (sha256) in het manifest van de momentopname.",
    )
    st.dataframe(
        listed[["naam", "titel", "rijen", "van wie"]],
        hide_index=True,
        height=320,
        key="bronnen",
        column_config={
            "naam": st.column_config.TextColumn("tabel", width=170),
            "titel": st.column_config.TextColumn(width=560),
            "rijen": st.column_config.TextColumn("rijen in de bron", width=120, alignment="right"),
            "van wie": st.column_config.TextColumn(width=280),
        },
        alt=f"Tabel met het aantal rijen en de licentie van {len(listed)} brontabellen",
    )

style.rule()
ahead = len(manifest.get("forecasts", {}))
foretold = f" en {dutch.count(ahead, 'prognose', 'prognoses')}" if ahead else ""
days = sorted(
    {
        dutch.date(str(entry["retrieved"]))
        for entry in manifest["tables"]
        if entry.get("retrieved") and entry.get("publisher", "CBS") == "CBS"
    }
)
read_on = f"; uit het archief gelezen op {dutch.listing(days)}" if recorded and days else ""
left, right = st.columns(2, gap="large")
with left:
    st.subheader("Deze momentopname", anchor="momentopname")
    style.bullets(
        [
            f"Naam: {held.id}",
            f"Samengesteld op {dutch.date(manifest['built'])}; dat is niet de dag waarop de cijfers bij het CBS zijn opgehaald."
            if recorded
            else f"Samengesteld op {dutch.date(manifest['built'])}",
            f"Herkomst: {words.stand(held)}{read_on}",
            f"{len(held.indicators())} cijfers{foretold}, {manifest['years'][0]} tot en met {manifest['years'][1]}",
            *([f"Vorige momentopname: {manifest['previous']}"] if manifest["previous"] in snapshot.ids() else []),
        ]
    )
with right:
    snapshots.block(held)
style.rule()
with st.container(key="veranderd"):
    revised.block()
style.rule()
with st.container():
    st.subheader("Wat is er per cijfer?", anchor="cijfers")
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
        column_config={
            "cijfer": st.column_config.TextColumn(width=420),
            "van": st.column_config.TextColumn(width=90),
            "tot": st.column_config.TextColumn(width=90),
            "steden in laatste jaar": st.column_config.TextColumn(width=200),
        },
        key="dekking",
        alt="Tabel met de jaren en het aantal steden per cijfer",
    )
