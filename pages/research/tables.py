"""Tabellen: choose cities, figures and years; look at the rows; download exactly those."""

import functools
from datetime import date

import streamlit as st

from pages.components.choice import link, opened
from pages.components.files import about, downloads, workbook
from pages.components.pictures import parts, share
from pages.components.research import revised, rows, tablechoice, tracing
from pages.components.shell import style
from pages.components.wording import dutch, words

held = opened.held()
with st.container(key="naast_elkaar"):
    left, right = st.columns([22, 78], gap="medium")
with left:
    st.subheader("Kies rijen", anchor=False)
    picked = tablechoice.draw(held)

codes, chosen, first, last, count = picked.codes, picked.indicators, picked.first, picked.last, picked.count
known = picked.offer.known
frame = rows.select(held, chosen if count <= rows.MOST_ROWS else [], codes, first, last)
with right:
    if count > rows.MOST_ROWS:
        parts.title("Tabellen", f"{dutch.number(count, 0)} rijen is te veel voor één bestand")
        style.empty(
            f"De grens is {dutch.number(rows.MOST_ROWS, 0)} rijen",
            "Kies minder cijfers, minder steden of minder jaren, en haal de rest in een tweede bestand op.",
        )
    elif len(frame) == 0:
        parts.title("Tabellen", "Nog geen rijen gekozen")
        style.text("lead", rows.lacking(codes, chosen))
    else:
        parts.title(
            "Tabellen", f"{dutch.counted(len(frame), 'rij', 'rijen')}, {dutch.number(int(frame['value'].isna().sum()), 0)} zonder waarde"
        )
        style.text("unit", rows.describe(frame, len(codes), chosen, first, last))
        preview = frame.head(rows.PREVIEW)
        st.dataframe(
            rows.shown(preview),
            hide_index=True,
            height=500,
            column_config=rows.columns(),
            alt=f"Tabel met {dutch.counted(len(preview), 'rij', 'rijen')}",
            **tracing.picking(held, preview),
        )
        if len(preview) < len(frame):
            style.text(
                "source",
                f"Hier staan de eerste {dutch.number(len(preview), 0)} rijen; elk bestand heeft ze alle {dutch.number(len(frame), 0)}.",
            )
        tracing.block(held)
        said = about.make(
            held,
            rows.title([known[i] for i in chosen], first, last),
            picked.words(),
            [known[i] for i in chosen],
            rows.tables(held, frame),
            link.address(
                {"steden": ".".join(picked.lasting), "cijfers": ".".join(chosen), "van": str(first), "tot": str(last), "snapshot": held.id}
            ),
            date.today().isoformat(),
        )
        rows.files(
            {
                "csv": (f"CSV, {rows.size(frame)}", functools.partial(downloads.csv_of, frame), "text/csv"),
                "xlsx": (
                    "Excel",
                    functools.partial(downloads.excel_of, frame, said) if len(frame) <= workbook.MOST_ROWS else None,
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                ),
                "parquet": ("Parquet", functools.partial(downloads.parquet_of, frame, said), "application/vnd.apache.parquet"),
                "zip": (
                    "CSV met beschrijving (CSVW)",
                    functools.partial(downloads.described_of, frame, said, rows.file_name(held, chosen, first, last, "csv")),
                    "application/zip",
                ),
            },
            lambda ending: rows.file_name(held, chosen, first, last, ending),
        )
        tracing.selection_again(held, picked.lasting, chosen, codes, first, last, len(frame))
        style.text("small", f"Zo verwijst u: {said.citation}", strong="Zo verwijst u:")
        share.reference_buttons(said.work, rows.file_name(held, chosen, first, last, "x").removesuffix(".x"))
        style.text("source", words.source_line(held, rows.tables(held, frame)))
        revised.since(held, chosen, codes, first, last)
