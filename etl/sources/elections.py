"""Council elections (Kiesraad): over how many parties the seats lie, and which seats are of local parties.

*Year.* The figure of 2018, 2022 and 2026 is the council as it was last elected by the end of that year, since the regular elections
before. A municipality that merged votes in a November instead: Groningen in 2018, Purmerend in 2021 for the term from 2022. One that skips
the regular elections because it will merge (Hilversum and Wijdemeren in 2026) has no figure.

*Effective number of parties.* 1 divided by the sum of the squared shares of seats (Laakso and Taagepera): n parties of equal size give n.

*Local.* A list is local when its name holds no name of a party in national_parties.toml. So a joint list with a national party in its name
(`VVD-Leefbaar Uden`) is national, and a local union of national parties under a name of its own (`Progressief Ermelo`) is local.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from etl.blocks import read as read_blocks
from etl.geography import COUNTRY
from etl.problems import SourceProblem
from etl.sources.made import Ask, Made

NAME = "council_elections"
COLUMNS = ("Datum", "Code", "Partij", "AantalZetels")
REGULAR = 0.5
"""A day on which at least this part of the largest number of municipalities voted was a regular election; a dozen did after mergers."""
SEATS = range(9, 46, 2)
"""The sizes a council may have: odd, 9 to 45 (Gemeentewet, article 8)."""


def read(ask: Ask) -> Made:
    """The councils of each election year. Measures: `seats`, `local_seats`, `parties`, `effective_parties`."""
    received = ask.files.read(NAME, COLUMNS)
    entry = received.entry
    frame = councils(_checked(received.frame, entry.file), Parties.read(ask.folder / "national_parties.toml"))
    return Made(
        frame,
        entry.title,
        entry.publisher,
        entry.licence,
        entry.address,
        received.modified,
        received.retrieved,
        received.bytes,
        received.sha256,
        whole=True,
    )


def effective(seats: Sequence[float]) -> float:
    """The effective number of parties of one council; lists without a seat do not count."""
    held = np.array([s for s in seats if s > 0], np.float64)
    return float(held.sum() ** 2 / (held**2).sum()) if len(held) else float("nan")


class Parties:
    """The national parties and how they spell themselves on ballot papers.

    `anywhere` are names that make a list national wherever they stand in its name, `whole` those that must be all of it, because
    local parties use the same letters.
    """

    def __init__(self, anywhere: Sequence[str], whole: Sequence[str]):
        self.whole = {plain(name) for name in whole}
        self.anywhere = re.compile("|".join(rf"\b{re.escape(plain(name))}\b" for name in anywhere))

    @classmethod
    def read(cls, path: Path) -> "Parties":
        anywhere: list[str] = []
        whole: list[str] = []
        for block in read_blocks(path):
            anywhere += block.texts("anywhere", [])
            whole += block.texts("whole", [])
            if not block.content:
                raise block.problem("name the party under 'anywhere' or 'whole'.")
            block.finish()
        return cls(anywhere, whole)

    def national(self, name: str) -> bool:
        """Whether a list with this name counts as national."""
        return plain(name) in self.whole or self.anywhere.search(plain(name)) is not None


def plain(name: str) -> str:
    """A party's name without case, full stops and other signs: `P.v.d.A./GROENLINKS` and `PvdA - GroenLinks` become `pvda groenlinks`."""
    return " ".join(re.sub(r"[^0-9a-zà-ÿ]+", " ", name.casefold().replace(".", "")).split())


def councils(lists: pd.DataFrame, parties: Parties) -> pd.DataFrame:
    """Per municipality and election year its council; for the country all seats together and the mean numbers of parties."""
    local = {name: not parties.national(name) for name in lists["party"].unique()}
    lists = lists.assign(local=lists["party"].map(local))
    voted = lists.groupby("date")["region"].nunique()
    regular = [str(date) for date in sorted(voted[voted >= REGULAR * voted.max()].index)]
    rows: list[dict[str, Any]] = []
    for before, date in zip(["", *regular], regular, strict=False):
        term = lists[(lists["date"] > before) & (lists["date"] <= f"{date[:4]}-12-31") & (lists["seats"] > 0)]
        term = term[term["date"] == term.groupby("region")["date"].transform("max")]
        held = [_council(str(region), int(date[:4]), council) for region, council in term.groupby("region")]
        means = {key: float(np.mean([row[key] for row in held])) for key in ("parties", "effective_parties")}
        rows += [{**_council(COUNTRY, int(date[:4]), term), **means}, *held]
    return pd.DataFrame(rows)


def _council(region: str, year: int, lists: pd.DataFrame) -> dict[str, Any]:
    return {
        "region": region,
        "year": year,
        "status": "final",
        "seats": float(lists["seats"].sum()),
        "local_seats": float(lists.loc[lists["local"], "seats"].sum()),
        "parties": float(len(lists)),
        "effective_parties": effective(lists["seats"].tolist()),
    }


def _checked(sent: pd.DataFrame, file: str) -> pd.DataFrame:
    """The lists with their seats, refused where a date, code or number is none, or where a council has no possible size."""
    forms = {"Datum": r"\d{4}-\d\d-\d\d", "Code": r"GM\d{4}", "Partij": r"(?s).*\S.*", "AantalZetels": r"\d*"}
    for column, form in forms.items():
        wrong = ~sent[column].str.fullmatch(form)
        if wrong.any():
            at = int(wrong.to_numpy().argmax())
            raise SourceProblem(f"File {file}, line {at + 2}: '{sent[column].iloc[at]}' is no {column}. Look whether its layout changed.")
    lists = pd.DataFrame(
        {
            "date": sent["Datum"],
            "region": sent["Code"],
            "party": sent["Partij"],
            "seats": pd.to_numeric(sent["AantalZetels"].replace("", "0")).astype("float64"),
        }
    )
    double = lists.duplicated(["date", "region", "party"])
    if double.any():
        first = lists[double].iloc[0]
        raise SourceProblem(f"File {file} has '{first['party']}' twice in {first['region']} on {first['date']}; none of it was used.")
    sizes = lists.groupby(["date", "region"])["seats"].sum()
    odd = sizes[~sizes.isin(SEATS)]
    if len(odd):
        date, region = odd.index[0]
        raise SourceProblem(
            f"File {file} gives {region} {odd.iloc[0]:.0f} seats on {date}, which no council can have; it was probably cut short. "
            "Fetch it again."
        )
    return lists
