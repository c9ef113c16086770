"""To how many different regions a municipality belongs, from CBS's yearly tables "Gebieden in Nederland".

*Kinds.* Counted are the kinds of region in which a public task is done and that every table since 2014 has: labour market (AM), court
district (AR), public health (GG), youth care (JZ), province (PV), safety (VR) and long-term care (ZK). Left out: divisions for statistics,
farming and tourism; those in only four or five parts (courts of appeal, chambers of commerce); and what came or went since 2014, such as
energy (RES) and school drop-out (RMC) regions, because a count over other kinds would change by what CBS lists. 2013 has no labour market
and youth care regions.

*Different.* Two regions of the same municipalities count as one: Flevoland is one region, whoever works there.

*Partners.* Municipalities that share at least one region with it; *common* partners share all seven. They are counted as the
municipalities of today in every year: else each merger far away would look like a partner lost.
"""

import re
from collections import Counter
from collections.abc import Mapping

import pandas as pd

from etl.problems import SourceProblem
from etl.sources.cbs import Table
from etl.sources.made import Ask, Made, from_tables

KINDS = ("AM", "AR", "GG", "JZ", "PV", "VR", "ZK")
TABLES = {
    2014: "82496NED",
    2015: "82949NED",
    2016: "83287NED",
    2017: "83553NED",
    2018: "83859NED",
    2019: "84378NED",
    2020: "84721NED",
    2021: "84929NED",
    2022: "85067NED",
    2023: "85385NED",
    2024: "85755NED",
    2025: "86059NED",
}
"""CBS makes a new table every year; add it here."""


def read(ask: Ask) -> Made:
    """The regions of every municipality per year. Measures: `regions`, `partners`, `common_partners`."""
    tables: list[Table] = []
    frames = []
    today = ask.places.today
    for year, table in TABLES.items():
        received, rows = ask.cbs.rows(table)
        tables.append(received)
        frames.append(counted(kinds(rows, table), year, today))
    title = f"Gebieden in Nederland {min(TABLES)}–{max(TABLES)}: regio’s per gemeente"
    return from_tables(pd.concat(frames, ignore_index=True), title, tables, whole=True)


def kinds(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    """Per municipality (index) the code of its region of each kind (columns).

    The columns of CBS are numbered differently every year; a kind is known by the letters its codes begin with.
    """
    found: dict[str, pd.Series] = {}
    for column in rows.columns[rows.columns.str.startswith("Code_")]:
        letters = Counter(re.sub(r"[^A-Z].*", "", str(code)) for code in rows[column])
        letters.pop("", None)
        kind = letters.most_common(1)[0][0] if letters else ""
        if kind in (*KINDS, "GM"):
            if kind in found:
                raise SourceProblem(
                    f"Table {table} has the codes {kind} in two columns. Look which is meant, and mend etl/sources/memberships.py."
                )
            found[kind] = rows[column].astype("str")
    lacking = [kind for kind in ("GM", *KINDS) if kind not in found]
    if lacking:
        raise SourceProblem(f"Table {table} has no column with the codes {', '.join(lacking)}. Look at the table at CBS.")
    whole = pd.DataFrame(found)
    for kind in ("GM", *KINDS):
        strange = whole[~whole[kind].str.fullmatch(rf"{kind}\d+")]
        if len(strange):
            raise SourceProblem(f"Table {table} gives {strange['GM'].iloc[0]} '{strange[kind].iloc[0]}' where a code {kind} belongs.")
    if whole["GM"].duplicated().any():
        raise SourceProblem(f"Table {table} has {whole.loc[whole['GM'].duplicated(), 'GM'].iloc[0]} twice; none of it was used.")
    return whole.set_index("GM")


def counted(regions: pd.DataFrame, year: int, today: Mapping[str, str]) -> pd.DataFrame:
    """The measures of one year, from the region of each kind (columns) per municipality (index)."""
    unknown = sorted(set(regions.index) - set(today))
    if unknown:
        raise SourceProblem(f"Neither municipalities.csv nor mergers.csv knows {unknown[0]}, a municipality of {year}. Add it there.")
    members = {(kind, code): frozenset(group.index) for kind in regions.columns for code, group in regions.groupby(kind)[[]]}
    now = {area: frozenset(today[code] for code in group) for area, group in members.items()}
    rows = []
    for own, codes in zip(regions.index, regions.itertuples(index=False), strict=True):
        areas = list(zip(regions.columns, codes, strict=True))
        rows.append(
            {
                "region": own,
                "year": year,
                "status": "final",
                "regions": float(len({members[area] for area in areas})),
                "partners": float(len(frozenset().union(*(now[area] for area in areas)) - {today[own]})),
                "common_partners": float(len(now[areas[0]].intersection(*(now[area] for area in areas)) - {today[own]})),
            }
        )
    return pd.DataFrame(rows)
