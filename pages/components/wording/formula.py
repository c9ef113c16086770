"""How a figure is worked out, as a sum in words: `koopwoningen ÷ woningen × 100`. Pure."""

import math
from collections.abc import Callable

from etl.model import Definitions, Source, Term
from etl.provenance import Origin
from etl.values import rounded
from pages.components.wording import dutch


def of(definitions: Definitions, source: Source) -> str:
    """The calculation of a source in the words of the definitions: of its measures, and of the other figures in it."""
    return written(source, lambda part: named(definitions, part))


def named(definitions: Definitions, part: str) -> str:
    """What a part of a recipe is called: a measure by `measures.toml`, another figure (`@id`) by its title."""
    if part.startswith("@"):
        title = definitions.indicators[part[1:]].title
        return title if title[:2].isupper() else title[:1].lower() + title[1:]
    return definitions.measures.get(part, part)


def written(source: Source, name: Callable[[str], str], in_words: bool = True) -> str:
    """The calculation of a source with every part written by `name`; `in_words` says in what the source counts, which numbers show themselves."""
    recipe = source.recipe
    # Numerator and denominator of one table are in the same unit, so that it falls away.
    scaled = source.scale != 1 and (recipe.verb == "sum" or not all(term.topics for term in recipe.terms))
    counted = f" (de bron telt per {dutch.number(source.scale, 0)})" if scaled and in_words else ""

    def term(one: Term, brackets: bool) -> str:
        said = f" {dutch.MINUS} ".join([" + ".join(map(name, one.parts)), *map(name, one.minus)])
        return f"({said})" if brackets and len(one.parts) + len(one.minus) > 1 else said

    if recipe.verb == "sum":
        only = len(recipe.terms[0].parts) + len(recipe.terms[0].minus) == 1
        return term(recipe.terms[0], False) + counted + (", zoals de bron het geeft" if only and not scaled else "")
    above, below = (term(one, True) for one in recipe.terms)
    per = f" × {dutch.number(recipe.per, 0)}" if recipe.per != 1 else ""
    return f"{above}{counted} ÷ {below}{per}"


def in_numbers(definitions: Definitions, origin: Origin) -> str:
    """The same with the numbers of one figure: `14,4 + 5,9 = 20,3`; empty where the snapshot does not hold what that takes.

    One number that is no figure of its own may be lacking: it then follows from the others, and the sentence says so.
    """
    source = origin.source
    if source is None or origin.missing or len(origin.codes) > 1:
        return ""
    recipe = source.recipe
    parts = [part for term in recipe.terms for part in (*term.parts, *term.minus)]
    if len(parts) < 2:
        return ""
    found = {part: held for part in parts if (held := _number(origin, part)) is not None}
    lacking = [part for part in parts if part not in found]
    if len(lacking) > 1:
        return ""
    said = ""
    if lacking:
        worked_out = _solved(origin, {part: value for part, (value, _) in found.items()}, lacking[0])
        if not math.isfinite(worked_out):
            return ""
        decimals = origin.indicator.decimals if recipe.verb == "sum" else max(places for _, places in found.values())
        found[lacking[0]] = worked_out, decimals
        said = f"; {dutch.number(worked_out, decimals)} ({named(definitions, lacking[0])}) volgt hier uit de andere getallen"
    worth = _worth(origin, {part: rounded(value, places) for part, (value, places) in found.items()})
    if not math.isclose(worth, origin.value, rel_tol=0.01, abs_tol=2 * 10.0**-origin.indicator.decimals):
        return ""  # the parts of an older snapshot may be of another table
    shown = written(source, lambda part: dutch.number(*found[part]), in_words=False)
    places = origin.indicator.decimals
    equals = "=" if rounded(worth, places) == rounded(origin.value, places) else "≈"
    return f"{shown} {equals} {dutch.number(origin.value, places)}{said}"


def _number(origin: Origin, part: str) -> tuple[float, int] | None:
    """The value of a part and its decimals, where the snapshot holds it."""
    if part.startswith("@"):
        inside = origin.figures.get(part[1:])
        return None if inside is None or math.isnan(inside.value) else (inside.value, inside.indicator.decimals)
    if part not in origin.known:
        return None
    indicator, value = origin.known[part]
    return None if math.isnan(value) else (value, indicator.decimals)


def _worth(origin: Origin, values: dict[str, float]) -> float:
    """What the recipe makes of these values."""
    assert origin.source is not None
    recipe = origin.source.recipe
    terms = [sum(values[p] for p in term.parts) - sum(values[p] for p in term.minus) for term in recipe.terms]
    if recipe.verb == "sum":
        return terms[0]
    return terms[0] / terms[1] * recipe.per if terms[1] else math.nan


def _solved(origin: Origin, values: dict[str, float], part: str) -> float:
    """The value that one part must have for the recipe to give the figure; NaN where it stands in both terms."""
    assert origin.source is not None
    recipe = origin.source.recipe
    inside = [term for term in recipe.terms if part in term.parts or part in term.minus]
    if len(inside) != 1:
        return math.nan
    (term,) = inside
    rest = sum(values[p] for p in term.parts if p != part) - sum(values[p] for p in term.minus if p != part)
    if recipe.verb == "sum":
        whole = origin.value
    else:
        other = next(t for t in recipe.terms if t is not term)
        beside = sum(values[p] for p in other.parts) - sum(values[p] for p in other.minus)
        if term is recipe.terms[0]:
            whole = origin.value * beside / recipe.per
        else:
            whole = beside * recipe.per / origin.value if origin.value else math.nan
    return (whole - rest) if part in term.parts else (rest - whole)
