"""What a meeting asks is what the source asks."""

from pathlib import Path

import pytest

from agenda import script
from agenda.script import Script
from etl import definitions
from etl.problems import DefinitionProblem

FORMS = ["Praktijkonderzoek", "Experimenten", "Excursies en netwerkbijeenkomsten", "Werkgroepen", "Leerkringen"]


def test_every_question_of_every_theme_is_asked_and_then_the_wrap_up(asked: Script) -> None:
    themes = sorted(definitions.load().themes.values(), key=lambda t: t.number)
    assert [part.title for part in asked.parts] == [t.title for t in themes]
    assert [tuple(q.text for q in part.questions) for part in asked.parts] == [t.questions for t in themes]
    assert [label for _, label in asked.wrapup.forms] == FORMS
    assert (asked.wrapup.themes, asked.wrapup.forms_question) == ("Aan de slag met welke thema’s?", "In welke vorm?")
    ids = [q.id for q in asked.questions()]
    assert len(ids) == len(set(ids)) == 13


def test_only_the_chosen_themes_are_asked_in_the_order_of_the_source() -> None:
    themes = definitions.load().themes
    made = script.make([themes["environment"], themes["economy"]])
    assert [part.id for part in made.parts] == ["economy", "environment"]


def test_a_script_survives_being_kept(asked: Script) -> None:
    assert script.from_plain(asked.plain()) == asked
    import json

    assert script.from_plain(json.loads(json.dumps(asked.plain()))) == asked


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[wrapup]\ntitle = "x"\nthemes = "y"\nforms_question = "z"\ntopic = "t"\nforms = {}\n', "at least one form"),
        ('[wrapup]\ntitle = "x"\nthemas = "y"\nforms = { a = "b" }\n', "key 'themes' is missing"),
        (
            '[wrapup]\ntitle = "x"\nthemes = "y"\nforms_question = "z"\ntopic = "t"\nforms = { a = "b" }\nextra = 1\n',
            "'extra' is not known",
        ),
    ],
)
def test_a_wrong_definition_names_its_place(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "agenda.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(DefinitionProblem, match=said) as found:
        script.wrapup(file)
    assert "agenda.toml, [wrapup]" in str(found.value)
