"""Bronnen en actualiteit: per source table what was received and how old it is, and what is held back."""

from datetime import date

import pandas as pd
import streamlit as st

from pages.components.choice import opened
from pages.components.pictures import parts
from pages.components.research import freshness, revised, snapshots
from pages.components.shell import style
from pages.components.wording import dutch, words

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

if troubled := freshness.held_back(held):
    st.subheader("Niet bijgewerkt", anchor=False)
    style.text("small", freshness.meanwhile(held))
    style.bullets(troubled)
for warning in manifest["warnings"]:
    style.notice(warning)

listed = freshness.tables(held, date.today())
st.dataframe(
    listed,
    hide_index=True,
    height=35 * (len(listed) + 1) + 3,
    column_config={
        # A table of CBS goes by its number, a file of others by the site it is from.
        "tabel": st.column_config.LinkColumn("vindplaats", display_text=r"(?:.*dataset/|https://(?:www\.)?)([^/]+)", width=120),
        "titel": st.column_config.TextColumn(width=330),
        "jaren": st.column_config.TextColumn(width=92),
        "opname": st.column_config.TextColumn(width=120),
        "hoe oud": st.column_config.TextColumn("hoe lang geleden", width=150),
        "bij de bron": st.column_config.TextColumn(width=100),
        "hier": st.column_config.TextColumn(width=120),
        "rijen": st.column_config.TextColumn(width=80, alignment="right"),
    },
    key="bronnen",
    alt=f"Tabel met {len(listed)} brontabellen",
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
    found = snapshots.block(held)
style.rule()
with st.container(key="veranderd"):
    revised.block(found)
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
