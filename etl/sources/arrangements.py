"""Joint arrangements (gemeenschappelijke regelingen) of 2015–2016, from the lists that Open State Foundation asked of the provinces
(OpenGR).

Per municipality of today: in how many arrangements it (or a municipality it was made of) takes part, and with how many other
municipalities of today together. The lists hold names, not codes; provinces, water boards, other bodies and German municipalities are no
partners here.

Not complete: provinces answered in different ways, and an arrangement that two provinces know under different names counts twice.
"""

import re
import unicodedata
from contextlib import suppress

import pandas as pd

from etl.geography import Geography
from etl.problems import SourceProblem
from etl.sources.made import Ask, Made

NAME = "joint_arrangements"
COLUMNS = ("Deelnemer", "Gemeenschappelijke regeling", "Provincie")
YEAR = 2015
SMALLEST_MATCH = 0.8
"""Less than this share of the rows being of municipalities means that the names are not understood."""

ALIASES = {
    "nuenen": "Nuenen, Gerwen en Nederwetten",
    "gedrop mierlo": "Geldrop-Mierlo",
    "haasbergen": "Haaksbergen",
    "neusden": "Heusden",
    "hoogezand": "Hoogezand-Sappemeer",
    "grave en mill": "Grave",
    "sint hubert": "Mill en Sint Hubert",
}
"""What the lists call a municipality, where neither its name nor a dissolved name looks like it. The last two are one name cut in two."""


def read(ask: Ask) -> Made:
    """The arrangements per municipality. Measures: `arrangements`, `partners`."""
    received = ask.files.read(NAME, COLUMNS)
    entry = received.entry
    return Made(
        joint(received.frame, Names(ask.places), entry.file),
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


def plain(name: str) -> str:
    """A name without accents, case and signs; text that was read in the wrong encoding (`SÃºdwest`) is put right first."""
    with suppress(UnicodeError):
        name = name.encode("cp1252").decode("utf-8")
    folded = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^0-9a-z()]+", " ", folded).replace("(", " (").split())


class Names:
    """From the name of a municipality, today's or a dissolved one, to the code of today; None for what is no municipality.

    CBS sets namesakes apart by a suffix (`Bergen (L.)`) that the lists leave out. Then what exists today goes before what was dissolved,
    and between two of today the province decides.
    """

    def __init__(self, places: Geography):
        today = places.today
        dissolved = places.mergers.sort_values("date", ascending=False, kind="stable")
        self.province = dict(zip(places.municipalities["code"], places.municipalities["province"].map(plain), strict=True))
        self.whole: dict[str, str] = {}
        self.bare: tuple[dict[str, set[str]], dict[str, set[str]]] = {}, {}
        pairs = (
            zip(places.municipalities["name"], places.municipalities["code"], strict=True),
            zip(dissolved["old_name"], dissolved["old_code"], strict=True),
        )
        for known, bare in zip(pairs, self.bare, strict=True):
            for name, code in known:
                self.whole.setdefault(plain(name), today[code])
                bare.setdefault(plain(name).split(" (")[0], set()).add(today[code])

    def code(self, name: str, province: str = "") -> str | None:
        """The municipality of today; `province` is that of the arrangement (`Provincie Limburg`)."""
        word = plain(name)
        word = plain(ALIASES.get(word, word))
        if word in self.whole:
            return self.whole[word]
        found = self.bare[0].get(word) or self.bare[1].get(word, set())
        if len(found) > 1:
            found = {code for code in found if self.province[code] == plain(province).removeprefix("provincie ")}
        return next(iter(found)) if len(found) == 1 else None


def arrangement(name: str) -> str:
    """What tells arrangements apart: the name without what stands in brackets, often an abbreviation or a former name."""
    return " ".join(re.sub(r"\([^)]*\)?", " ", plain(name)).split()) or plain(name)


def joint(pairs: pd.DataFrame, names: Names, file: str) -> pd.DataFrame:
    """Arrangements and partners per municipality; one that is in none has no row."""
    codes = [names.code(n, p) for n, p in zip(pairs["Deelnemer"], pairs["Provincie"], strict=True)]
    members = pd.DataFrame({"region": codes, "arrangement": pairs["Gemeenschappelijke regeling"].map(arrangement)}).dropna()
    if len(members) < SMALLEST_MATCH * len(pairs):
        raise SourceProblem(
            f"File {file}: only {len(members)} of {len(pairs)} participants are known municipalities. Look whether names changed."
        )
    members = members.drop_duplicates()
    together = members.merge(members, on="arrangement", suffixes=("", "_other"))
    together = together[together["region"] != together["region_other"]]
    partners = together.groupby("region")["region_other"].nunique()
    frame = members.groupby("region")["arrangement"].nunique().rename("arrangements").reset_index()
    frame["partners"] = frame["region"].map(partners).fillna(0).astype("float64")
    frame["arrangements"] = frame["arrangements"].astype("float64")
    return frame.assign(year=YEAR, status="not_stated")[["region", "year", "status", "arrangements", "partners"]]
