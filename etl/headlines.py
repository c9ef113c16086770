"""What a headline may not say unproven: a number that comes from no figure, and a comparison that none of its claims covers. Pure.

The words are Dutch: they are those of the headlines. A list can never know every way to compare; it knows those that writers reach for first.
"""

import re
from collections.abc import Iterable, Sequence

_NUMBERS = (
    r"65-plus\w*",
    r"65 jaar (?:of|en) ouder",
    r"25 (?:tot|en) 45(?: jaar)?",
    r"(?:elke|de|per|op) 1\.000 inwoners",
    r"(?:elke|de|per) 100 inwoners",
    r"binnen \d{1,2} km\b",
    r"\b(?:G4|G40|M50)\b",
    r"\bmbo [1-4](?:, [1-4])*(?: (?:en|of) [1-4])?\b",
    r"\bCO2\b",
)
"""Numbers that are part of a name: of an age, a unit, a network, a kind of school. Every other number comes from a placeholder or is a year of the step."""

_VERDICTS = frozenset(
    f"{whole}{name}" for whole in ("", "midsize_") for name in ("follows", "departs", "mixed", "no_data")
) | {"most_follow"}  # fmt: skip
_MORE = frozenset({"more", "more_than_country", "up", "faster", "middle_up", "highest", "top_half", "apart", "twice"})
_LESS = frozenset({"less", "less_than_country", "down", "slower", "middle_down", "lowest", "bottom_half", "together"})
_TOP = frozenset({"highest", "first_highest", "second_highest", "third_highest"})
_BOTTOM = frozenset({"lowest", "first_lowest", "second_lowest", "third_lowest"})
_UP = frozenset({"up", "faster", "middle_up", "apart"})
_DOWN = frozenset({"down", "middle_down", "together"})
_PLACES = frozenset({"position_1", "position_2", "position_3"})

COVERS: tuple[tuple[str, frozenset[str]], ...] = (
    # The names of two positions hold a comparison of their own.
    (r"grotere stad|grotere steden", _PLACES | _TOP | _BOTTOM),
    (r"meer centra", _PLACES | _TOP | _BOTTOM),
    (r"(?:meest|meeste|hoogst|hoogste|grootst|grootste|sterkst|sterkste|grijst|grijste|duurst|duurste|snelst|snelste)", _TOP),
    (r"(?:minst|minste|laagst|laagste|kleinst|kleinste|zwakst|zwakste|jongst|jongste|goedkoopst|goedkoopste)", _BOTTOM),
    (r"boven (?:de|die van de|het)", frozenset({"more", "more_than_country", "highest", "top_half"})),
    (r"onder (?:de|die van de|het) (?:middelste|rest|land)", frozenset({"less", "less_than_country", "lowest", "bottom_half"})),
    (r"sneller", frozenset({"faster"})),
    (r"(?:langzamer|trager)", frozenset({"slower"})),
    (r"(?:twee keer|dubbel\w*|verdubbel\w*)", frozenset({"twice"})),
    (r"(?:meer|groter|grotere|hoger|hogere|sterker|sterkere|verder|vaker|langer|grijzer|ouder|duurder)", _MORE | _TOP | _VERDICTS),
    (r"(?:minder|kleiner|kleinere|lager|lagere|zwakker|zwakkere|jonger|korter|goedkoper)", _LESS | _BOTTOM | _VERDICTS),
    (
        r"(?:groei\w*|gegroeid|steeg|stegen|stijg\w*|gestegen|nam\w* toe|toenam\w*|toegenomen|vergrijs\w*|kwam(?:en)? er\b.*\bbij)",
        _UP | _VERDICTS,
    ),
    (r"(?:krimp\w*|kromp\w*|gekrompen|daal\w*|gedaald|verdween|verdwenen|nam\w* af|afnam\w*|afgenomen)", _DOWN | _VERDICTS),
    (r"(?:evenveel|even \w+ als|net als|net zoveel|gelijk|hetzelfde)", frozenset({"same", "flat", "little", "alongside"}) | _VERDICTS),
)
"""Words that compare, and the claims of which at least one must stand with them, the narrowest first: a word is judged once."""

_NAMES = (r"hoogste diploma",)
"""Names that hold a word that compares."""
_DIFFER = re.compile(r"\bde ene\b.*\bde andere\b|\bniet elke\b", re.IGNORECASE)
"""That places differ, without saying which way."""
_DENIED = re.compile(r"^[^,;:]*\b(?:niet|nauwelijks)\b", re.IGNORECASE)
"""Behind a word of movement: it did not go that way."""


def unproven(says: str, claims: Iterable[str], years: Sequence[int | None] = ()) -> list[str]:
    """What a headline says that nothing bears out, a sentence each: numbers first, then words. Empty where all is borne out.

    `says` is the template, `claims` what stands in its `when`, `years` those that the step names.
    """
    given = set(claims)
    # A placeholder leaves a mark, so that the words around it do not grow together.
    text = re.sub(r"\{\w+\}", "…", says)
    for pattern in (*_NUMBERS, *_NAMES):
        text = re.sub(pattern, "…", text, flags=re.IGNORECASE)
    for year in filter(None, years):
        text = re.sub(rf"\b{year}\b", "…", text)
    wrong = [
        f"the number {number} comes from no figure; write a placeholder such as {{value}}, or leave it out."
        for number in re.findall(r"\d[\d.,]*\d|\d", text)
    ]
    if _DIFFER.search(text):
        return wrong
    for pattern, covering in COVERS:
        for found in list(re.finditer(rf"\b{pattern}(?!\w)", text, flags=re.IGNORECASE)):
            allowed = covering
            if covering >= _DOWN or covering >= _UP:
                allowed |= (_UP | _DOWN | {"flat", "little"}) if _DENIED.match(text[found.end() :]) else frozenset()
            if not allowed & given:
                wrong.append(
                    f"'{found[0]}' compares, and 'when' has no claim that covers it; add what is so, one of {', '.join(sorted(allowed))}."
                )
        # Told by this rule: a wider one need not look at it again.
        text = re.sub(rf"\b{pattern}(?!\w)", "…", text, flags=re.IGNORECASE)
    return wrong
