"""Region codes and names: what a code stands for, and the order a Dutch reader expects."""

import re
import unicodedata

# GM municipality, PV province, NL the country. Other prefixes (CR, LD, AM, ...) are left at the source.
CODE = re.compile(r"(?:GM|PV)\d{2,4}|NL01")
NOWHERE = frozenset({"GM0000"})
"""Codes that look like a municipality and are none: CBS uses GM0000 for what could not be assigned."""

LEVELS = {"GM": "municipality", "PV": "province", "NL": "country"}


def clean(code: str) -> str:
    """A region key as CBS sends it (padded to 6, 8 or 10) without its padding."""
    return code.strip()


def level(code: str) -> str | None:
    """`municipality`, `province`, `country`, or None for a code the monitor does not keep."""
    if code in NOWHERE or CODE.fullmatch(code) is None:
        return None
    return LEVELS[code[:2]]


def sort_key(name: str) -> str:
    """The key that puts Dutch names in the order of a Dutch register.

    Accents and case do not count, and a leading `'s-` or `'t ` is skipped: 's-Hertogenbosch stands under H.
    """
    folded = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return re.sub(r"^['’](s-|t )", "", folded).replace("'", "").replace("’", "")


def folded(text: str) -> str:
    """A text as it is searched: no accents or capitals, and a space for every sign."""
    return re.sub(r"[^a-z0-9_]+", " ", sort_key(text)).strip()
