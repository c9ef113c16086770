"""A citation as programs for references read it, BibTeX and RIS: the same facts as in the sentence beside it. Pure."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

LICENCE = "CC BY 4.0"
NAME = "Midsize Monitor"
_SPECIAL = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True)
class Work:
    """What is cited: `makers` of the figures, `version` the snapshot, `note` the tables and their stand, `year` of the snapshot.

    `link` and `day` (ISO, on which it was looked at) are empty where there is none.
    """

    title: str
    makers: tuple[str, ...]
    year: int
    version: str
    note: str
    link: str = ""
    day: str = ""


def makers(publishers: Sequence[str]) -> tuple[str, ...]:
    """Who made the figures: their publishers, each once, and this monitor, that worked on them."""
    return (*dict.fromkeys(publishers), NAME)


def bibtex(work: Work) -> str:
    """An entry for LaTeX and most programs for references; every text is made harmless for LaTeX."""
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in work.makers),
        "title": f"{{{_tex(work.title)}}}",
        "year": str(work.year),
        "publisher": _tex(NAME),
        "version": _tex(work.version),
        "type": "Gegevensbestand",
        "note": _tex(_note(work)),
        "language": "dutch",
        # An address is read as it stands.
        "url": re.sub(r"[{}\\\s]", "", work.link),
        "urldate": work.day,
    }
    lines = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
    return f"@misc{{{_key(work)},\n" + ",\n".join(lines) + "\n}\n"


def ris(work: Work) -> str:
    """An entry for Zotero, EndNote and Mendeley: a line per fact, each on one line whatever a text holds."""
    fields = [
        ("TY", "DATA"),
        *(("AU", name) for name in work.makers),
        ("TI", work.title),
        ("PY", str(work.year)),
        ("PB", NAME),
        ("ET", work.version),
        ("N1", _note(work)),
        ("LA", "nl"),
        ("UR", work.link),
        ("Y2", work.day.replace("-", "/")),
    ]
    return "".join(f"{tag}  - {' '.join(text.split())}\r\n" for tag, text in fields if text) + "ER  - \r\n"


def _key(work: Work) -> str:
    """What the entry is called in a text: other figures get another name, and so does the same one of another snapshot."""
    told = unicodedata.normalize("NFKD", work.title.casefold())
    words = re.findall(r"[a-z0-9]+", "".join(c for c in told if not unicodedata.combining(c)))
    sum_ = hashlib.sha256(f"{work.title} {work.version} {work.link}".encode()).hexdigest()[:6]
    return "-".join(["midsize", *words[:4], str(work.year), sum_])


def _note(work: Work) -> str:
    return f"{work.note} Licentie: {LICENCE}."


def _tex(text: str) -> str:
    plain = " ".join(text.split())
    return "".join(_SPECIAL.get(c, f"\\{c}" if c in "&%$#_" else c) for c in plain)
