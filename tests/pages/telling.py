"""A story with a step of every kind, for tests: its figures come from the snapshot, like those of any story."""

from pathlib import Path

from etl import stories
from etl.store import Store
from etl.stories import Story

EVERY_KIND = """
order   = 1
title   = "Proefverhaal"
theme   = "resilience"
city    = "GM0307"
minutes = 20
intro   = "Alle soorten stappen bij elkaar."

[[steps]]
view     = "opening"
headline = "Waar staat {city}?"
say      = "Welkom."

[[steps]]
view     = "list"
of       = "trends"
headline = "De trends, en wat de cijfers van {city} zeggen"
say      = "Loop ze na."

[[steps]]
view     = "list"
of       = "strengths"
headline = "Wat middelgrote steden sterk maakt"
say      = "Loop ze na."

[[steps]]
view     = "position"
headline = "{city} ligt {position_name}"
say      = "Zo komt dat."

[[steps]]
view      = "line"
indicator = "share_65_plus"
also      = ["GM0294"]
point     = { year = 2015, text = "In 2015" }
guess     = "Wat denkt u: hoeveel procent van {city} is 65 jaar of ouder?"
headline  = "In {city} is {value} 65 jaar of ouder; in de middelste stad {middle}"
say       = "Laat de zaal eerst raden."
question  = "Wie ziet dit in de eigen straat?"

[[steps]]
view      = "strip"
indicator = "share_65_plus"
group     = "all"
guess     = "Hoeveel van de 100 inwoners van {city} zijn 65 jaar of ouder?"
headline  = [{ says = "In centrumsteden is het aandeel 65-plussers het hoogst: {middle_3}; in {city} is het {value}", when = ["third_highest"] }]
say       = "Elk teken is een stad."

[[steps]]
view      = "bars"
indicator = "share_65_plus"
guess     = [{ asks = "place", says = "Op welke plaats staat {city}?" }]
headline  = "{city} staat op plaats {place} van {of}"
say       = "Plaats 1 is de hoogste waarde."

[[steps]]
view      = "map"
indicator = "share_65_plus"
group     = "all"
guess     = "Welke kleur heeft {city}?"
headline  = "Vergrijzing van {low_city} tot {high_city}; in {city} is {value} 65 jaar of ouder"
say       = "Kijk naar de randen."

[[steps]]
view     = "verdict"
trend    = "ageing"
headline = "Vergrijzing: in {follow} steden volgen de cijfers de trend"
say      = "De toets."

[[steps]]
view     = "list"
of       = "positions"
headline = [ { says = "{city} is de enige stad in haar positie", when = ["position_3"] }, { says = "Drie posities" } ]
say      = "De posities."

[[steps]]
view     = "questions"
headline = "Nu u: wat betekent dit voor {city}?"
say      = "Vijf minuten per vraag."
"""
UNTRUE = 10
"""The step that claims what is not so: Amersfoort is no centre of a region of its own."""


def story(held: Store, folder: Path, text: str = EVERY_KIND) -> Story:
    """The story of a text, read like those of the repository."""
    (folder / "proef.toml").write_text(text, encoding="utf-8")
    return stories.load(held.definitions, folder)["proef"]
