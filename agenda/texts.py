"""What people type, made fit to keep: one way of writing, no control signs, no longer than agreed. Pure."""

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

from agenda.problems import Refused

MOST_ANSWER = 600
"""Characters of an answer: what still reads on one slide."""
MOST_TITLE = 80
"""Characters of the name of a meeting and of a heading."""
ALPHABET = "BCDFGHJKMNPQRTVWXY346789"
"""Letters and digits of a code: none that look alike (0 O, 1 I L, 2 Z, 5 S), and no vowels, so that no word appears."""
CODE_LENGTH = 8
"""Long enough that guessing is hopeless: 24 to the eighth, at 60 wrong codes a minute."""

HERE = ZoneInfo("Europe/Amsterdam")
_MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december")
_SUBMISSION = re.compile(r"[A-Za-z0-9_-]{16,64}")
_MARKS = 4
"""Marks that one letter may carry, such as an accent: more make a pillar that covers the lines above."""
# Control signs, signs that turn the direction of text, and what XML (and so DOCX and XLSX) cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")


def clean(text: str, most: int, *, lines: bool = True) -> str:
    """The text as it is kept: composed letters, no control signs, no empty edges, at most one empty line in a row.

    Raises `Refused` where more than `most` characters are left. `lines=False` puts everything on one line.
    """
    whole = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    whole = _few_marks(_FORBIDDEN.sub("", whole))
    whole = re.sub(r"[^\S\n]+", " ", whole)
    whole = re.sub(r" *\n *", "\n", whole).strip()
    if not any(unicodedata.category(sign)[0] in "LNPS" for sign in whole):
        return ""  # joiners and marks with nothing to see
    whole = re.sub(r"\n{3,}", "\n\n", whole) if lines else re.sub(r"\s+", " ", whole)
    if len(whole) > most:
        raise Refused(f"Deze tekst is {len(whole)} tekens lang; er passen er {most}. Maak hem korter en verstuur hem opnieuw.")
    return whole


def _few_marks(text: str) -> str:
    kept, run = [], 0
    for sign in text:
        run = run + 1 if unicodedata.category(sign) in ("Mn", "Me") else 0
        if run <= _MARKS:
            kept.append(sign)
    return "".join(kept)


def code(text: str) -> str:
    """A code as it may have been typed, in capitals and without spaces; empty where it can be no code."""
    plain = re.sub(r"[\s-]", "", text[:40]).upper()
    return plain if len(plain) == CODE_LENGTH and set(plain) <= set(ALPHABET) else ""


def spaced(code: str) -> str:
    """A code as it is read aloud and typed over: in two halves."""
    return f"{code[: CODE_LENGTH // 2]} {code[CODE_LENGTH // 2 :]}"


def submission(text: str) -> str:
    """The mark by which a form is recognised when it comes twice; raises `Refused` where it is none."""
    if not _SUBMISSION.fullmatch(text):
        raise Refused("Dit formulier is niet volledig aangekomen. Ververs de pagina en verstuur het opnieuw.")
    return text


def day(moment: datetime) -> str:
    """`22 november 2026`, as the calendar in the Netherlands has it; the day does not part from its month at the end of a line."""
    here = moment.astimezone(HERE)
    return f"{here.day}\u00a0{_MONTHS[here.month - 1]} {here.year}"
