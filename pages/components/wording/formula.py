"""How a figure is worked out, as a sum in words: `koopwoningen ÷ woningen × 100`. Pure."""

from collections.abc import Callable

from etl.model import Definitions, Source, Term
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


def written(source: Source, name: Callable[[str], str]) -> str:
    """The calculation of a source with every part written by `name`."""
    recipe = source.recipe
    # Numerator and denominator of one table are in the same unit, so that it falls away.
    scaled = source.scale != 1 and (recipe.verb == "sum" or not all(term.topics for term in recipe.terms))
    thousands = f" (de bron telt per {dutch.number(source.scale, 0)})" if scaled else ""

    def term(one: Term, brackets: bool) -> str:
        said = f" {dutch.MINUS} ".join([" + ".join(map(name, one.parts)), *map(name, one.minus)])
        return f"({said})" if brackets and len(one.parts) + len(one.minus) > 1 else said

    if recipe.verb == "sum":
        only = len(recipe.terms[0].parts) + len(recipe.terms[0].minus) == 1
        return term(recipe.terms[0], False) + thousands + (", zoals de bron het geeft" if only and not scaled else "")
    above, below = (term(one, True) for one in recipe.terms)
    per = f" × {dutch.number(recipe.per, 0)}" if recipe.per != 1 else ""
    return f"{above}{thousands} ÷ {below}{per}"
