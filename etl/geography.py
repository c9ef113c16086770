"""Municipalities, memberships and mergers, read from the definition files and checked against each other.

Everything a build needs to know about places that does not come with the figures: who exists since when, in which networks a city
is or was, and which municipality of today a dissolved code belongs to.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from etl.blocks import nearest
from etl.definitions import DEFINITIONS
from etl.problems import DefinitionProblem
from etl.regions import sort_key

COUNTRY = "NL01"
MIDSIZE_NETWORKS = ("G40", "M50")

_COLUMNS = {
    "municipalities.csv": [
        "code",
        "name",
        "valid_from",
        "province_code",
        "province",
        "corop_code",
        "corop",
        "labour_region",
        "core",
        "core_inhabitants",
        "core_x",
        "core_y",
    ],
    "cities.csv": ["code", "network", "valid_from", "valid_to", "source", "complete", "code_then"],
    "cities_abroad.csv": ["name", "country", "inhabitants", "latitude", "longitude", "x", "y", "source"],
    "classes.csv": ["code", "size_class", "size", "urbanity_class", "urbanity", "addresses_per_km2"],
    "other_names.csv": ["name", "code"],
    "mergers.csv": ["old_code", "old_name", "old_from", "date", "new_code", "current_code", "split", "share", "inhabitants"],
}
# Columns with a closed form, and what that is in words. What is none of it would silently count as something else.
_FORMS = {
    "valid_from": (r"\d{4}-\d\d-\d\d", "a date such as 2018-01-01"),
    "valid_to": (r"(\d{4}-\d\d-\d\d)?", "a date such as 2018-01-01, or empty"),
    "old_from": (r"\d{4}-\d\d-\d\d", "a date such as 2018-01-01"),
    "date": (r"\d{4}-\d\d-\d\d", "a date such as 2018-01-01"),
    "complete": (r"true|false", "true or false"),
    "split": (r"true|false", "true or false"),
    "inhabitants": (r"\d*", "a whole number, or empty"),
    "x": (r"-?\d+", "RD metres"),
    "y": (r"-?\d+", "RD metres"),
    "size_class": (r"[1-8]", "1 to 8"),
    "urbanity_class": (r"[1-5]", "1 to 5"),
    "network": (r"G4|G32|G40|M50|PMG", "G4, G32, G40, M50 or PMG"),
}


@dataclass(frozen=True)
class Geography:
    """The places of the monitor.

    `municipalities`: today's municipalities, one row each; `memberships`: one row per membership with dates; `mergers`: one row per
    dissolved code and successor.
    """

    municipalities: pd.DataFrame
    memberships: pd.DataFrame
    mergers: pd.DataFrame

    @property
    def midsize(self) -> tuple[str, ...]:
        """Codes of the cities that are in G40 or M50 now, sorted."""
        now = self.memberships[
            self.memberships["network"].isin(MIDSIZE_NETWORKS)
            & (self.memberships["valid_to"] == "")
            & (self.memberships["complete"] == "true")
        ]
        return tuple(sorted(set(now["code"])))

    @property
    def born(self) -> dict[str, int]:
        """The first year on whose 1 January (or in which, from that day) a municipality exists."""
        return {
            code: int(date[:4]) + (date[4:] > "-01-01")
            for code, date in zip(self.municipalities["code"], self.municipalities["valid_from"], strict=True)
        }

    @property
    def today(self) -> dict[str, str]:
        """Municipality of today for every code since 1995; a code that was split goes to the successor that took most inhabitants."""
        ordered = self.mergers.assign(weight=pd.to_numeric(self.mergers["inhabitants"], errors="coerce").fillna(0.0)).sort_values(
            "weight", kind="stable"
        )
        return {**dict(zip(ordered["old_code"], ordered["current_code"], strict=True)), **{c: c for c in self.municipalities["code"]}}

    def regions(self) -> pd.DataFrame:
        """The table of regions of a snapshot: country, provinces, municipalities.

        Columns: code, name, level, province, corop, labour_region, networks (`G40 2018–; M50 2023–` …), midsize, core, core_x, core_y (RD
        metres), valid_from, valid_to, predecessors (`code name date; …`).
        """
        known = self.municipalities
        members = {
            code: "; ".join(f"{n} {a}–{b}" for n, a, b in zip(g["network"], g["valid_from"], g["valid_to"], strict=True))
            for code, g in self.memberships.groupby("code", sort=True)
        }
        before = {
            code: "; ".join(f"{c} {n} {d}" for c, n, d in zip(g["old_code"], g["old_name"], g["date"], strict=True))
            for code, g in self.mergers.groupby("current_code", sort=True)
        }
        midsize = set(self.midsize)
        gemeenten = pd.DataFrame(
            {
                "code": known["code"],
                "name": known["name"],
                "level": "municipality",
                "province": known["province"],
                "corop": known["corop"],
                "labour_region": known["labour_region"],
                "networks": known["code"].map(members).fillna(""),
                "midsize": known["code"].isin(midsize),
                "core": known["core"],
                "core_x": known["core_x"].astype("float64"),
                "core_y": known["core_y"].astype("float64"),
                "valid_from": known["valid_from"],
                "valid_to": "",
                "predecessors": known["code"].map(before).fillna(""),
            }
        )
        blank = {
            "corop": "",
            "labour_region": "",
            "networks": "",
            "midsize": False,
            "core": "",
            "core_x": float("nan"),
            "core_y": float("nan"),
            "valid_from": "",
            "valid_to": "",
            "predecessors": "",
        }
        provinces = known[["province_code", "province"]].drop_duplicates().sort_values("province_code")
        above = [{"code": COUNTRY, "name": "Nederland", "level": "country", "province": "", **blank}]
        above += [{"code": c, "name": n, "level": "province", "province": n, **blank} for c, n in provinces.itertuples(index=False)]
        return pd.concat([pd.DataFrame(above), gemeenten], ignore_index=True)


def load(folder: Path = DEFINITIONS) -> Geography:
    """Read the three files. Raises `DefinitionProblem` naming the file, the column or the code that does not fit."""
    municipalities = _read(folder / "municipalities.csv")
    memberships = _read(folder / "cities.csv")
    mergers = _read(folder / "mergers.csv")
    doubles = municipalities["code"][municipalities["code"].duplicated()]
    if len(doubles):
        raise DefinitionProblem(f"municipalities.csv has {doubles.iloc[0]} twice.")
    known = set(municipalities["code"])
    for name, codes in (("cities.csv", memberships["code"]), ("mergers.csv", mergers["current_code"])):
        strange = sorted(set(codes) - known)
        if strange:
            raise DefinitionProblem(
                f"{name} names {strange[0]}, which municipalities.csv does not know; a merger may have come into force."
            )
    for column in ("core_inhabitants", "core_x", "core_y"):
        try:
            municipalities[column] = municipalities[column].astype("int64")
        except ValueError as error:
            raise DefinitionProblem(f"municipalities.csv, column {column}: {error}.") from None
    order = municipalities["name"].map(sort_key).sort_values(kind="stable").index
    return Geography(municipalities.loc[order].reset_index(drop=True), memberships, mergers)


def abroad(folder: Path = DEFINITIONS) -> pd.DataFrame:
    """The larger cities within 40 km of the border: name, country, inhabitants, latitude, longitude, x, y (RD metres), source.

    Raises `DefinitionProblem` as `load` does.
    """
    frame = _read(folder / "cities_abroad.csv")
    try:
        return frame.astype({"inhabitants": "int64", "x": "int64", "y": "int64", "latitude": "float64", "longitude": "float64"})
    except ValueError as error:
        raise DefinitionProblem(f"cities_abroad.csv: {error}.") from None


def classes(folder: Path = DEFINITIONS) -> dict[str, tuple[str, str]]:
    """How many inhabitants (in words) and how urban every municipality is, by CBS's own classes: code → (size, urbanity).

    Raises `DefinitionProblem` as `load` does.
    """
    frame = _read(folder / "classes.csv")
    return {code: (size, urban) for code, size, urban in zip(frame["code"], frame["size"], frame["urbanity"], strict=True)}


def other_names(folder: Path = DEFINITIONS) -> dict[str, str]:
    """What people call a municipality, a province or the country where the register writes it otherwise: name → code.

    Raises `DefinitionProblem` as `load` does; also for a code that does not exist, and for a name that stands there twice.
    """
    frame = _read(folder / "other_names.csv")
    known = _read(folder / "municipalities.csv")
    strange = sorted(set(frame["code"]) - {*known["code"], *known["province_code"], COUNTRY})
    if strange:
        raise DefinitionProblem(
            f"other_names.csv names {strange[0]}, which municipalities.csv does not know; a merger may have come into force."
        )
    keys = frame["name"].map(sort_key)
    if keys.duplicated().any():
        raise DefinitionProblem(f"other_names.csv has '{frame['name'][keys.duplicated()].iloc[0]}' twice.")
    return dict(zip(frame["name"], frame["code"], strict=True))


def _read(path: Path) -> pd.DataFrame:
    try:
        frame = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")
    except FileNotFoundError:
        raise DefinitionProblem(f"{path.name} is missing from data/definitions.") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise DefinitionProblem(f"{path.name} cannot be read as CSV: {error}.") from None
    missing = [c for c in _COLUMNS[path.name] if c not in frame]
    if missing:
        raise DefinitionProblem(f"{path.name} has no column '{missing[0]}'.{nearest(missing[0], frame.columns)}")
    for column in _COLUMNS[path.name]:
        form, words = _FORMS.get(column, (r"(?s).*", "text"))
        wrong = ~frame[column].fillna("\0").str.fullmatch(form) | frame[column].isna()
        if wrong.any():
            at = int(wrong.to_numpy().argmax())
            found = "nothing" if pd.isna(frame[column].iloc[at]) else f"'{frame[column].iloc[at]}'"
            raise DefinitionProblem(f"{path.name}, line {at + 2}, column {column}: {found} where {words} belongs.")
    return frame
