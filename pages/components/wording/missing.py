"""Which cities have no figure, and why: every one of them by name, for whoever must get it. Pure."""

from etl.view import View
from pages.components.wording import dutch
from pages.components.wording.dutch import sentence_case
from pages.components.wording.words import REASONS


def lacking(view: View) -> str:
    """Every city of the group without a figure in the year, by reason, after how many do have one; empty where all have."""
    reasons: dict[str, list[str]] = {}
    for code in view.group.codes:
        if view.value(code) is None:
            reasons.setdefault(REASONS[view.missing(code)], []).append(view.store.name(code))
        elif view.uncertain(code):
            reasons.setdefault("onzeker door afronding bij het CBS", []).append(view.store.name(code))
    if not reasons:
        return ""
    total = len(view.group.codes)
    count = total - sum(len(names) for names in reasons.values())
    said = ". ".join(f"{sentence_case(reason)}: {dutch.listing(names)}" for reason, names in reasons.items())
    return f"{view.indicator.title} ({view.year}): {count} van de {total} steden hebben een zeker cijfer. {said}."
