"""A short mark of what a figure is made of, kept in the manifest: two snapshots with another mark made the figure in another way.

What is only said of a figure (its title, definition, cautions) is not in it, and neither is the code that makes a dataset of our own: a change there
is declared in the definition, under `changes`.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from etl.model import Indicator, Source

DIGITS = 12


def of(indicator: Indicator, known: Mapping[str, Indicator]) -> str:
    """The mark of a figure: tables, slices, measures, recipe, unit and rounding, of the figure itself and of those it is worked out from.

    `known` holds the figures that it may need, by id; KeyError where one is not among them.
    """
    made = {
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "borders": indicator.borders,
        "sources": [_source(source) for source in indicator.sources],
        "needs": {name: of(known[name], known) for name in indicator.needs},
    }
    text = json.dumps(made, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _source(source: Source) -> dict[str, Any]:
    """Named one by one: a record that gets a further field must not change the mark of every figure."""
    return {
        "table": source.table.lower(),
        "where": [list(pair) for pair in source.where],
        "margins": [[list(pair) for pair in bound] for bound in source.margins],
        "suffix": source.suffix,
        "years": [source.first, source.last, source.year],
        "recipe": [source.recipe.verb, [[list(term.parts), list(term.minus)] for term in source.recipe.terms], source.recipe.per],
        "topics": [[topic.key, topic.group, topic.occurrence, topic.unit] for topic in source.topics],
        "scale": source.scale,
        "rounds_to": source.rounds_to,
        "merge": None if source.merge is None else [source.merge.weight, source.merge.rounds_to],
        "borders_of": source.borders_of,
    }
