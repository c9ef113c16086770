"""Reading stories: every mistake is named with its file, step and key, and the nearest name that would have been right."""

from pathlib import Path

import pytest

from etl import definitions, stories
from etl.model import Definitions
from etl.problems import DefinitionProblem
from etl.stories import Guess, Headline, Point, Story, load

HEAD = 'order = 1\ntitle = "Proef"\ntheme = "economy"\ncity = "GM0867"\nminutes = 20\nintro = "Een proef."\n'
STEP = '[[steps]]\nview = "opening"\nheadline = "Waar staat {city}?"\nsay = "Welkom."\n'
LINE = '[[steps]]\nview = "line"\nindicator = "jobs"\nheadline = "Banen in {city}"\nsay = "Kijk."\n'


@pytest.fixture(scope="module")
def defined() -> Definitions:
    return definitions.load()


def read(folder: Path, defined: Definitions, *parts: str, name: str = "proef") -> Story:
    (folder / f"{name}.toml").write_text("\n".join(parts), encoding="utf-8")
    return load(defined, folder)[name]


def test_a_story_is_read_whole(tmp_path: Path, defined: Definitions) -> None:
    step = """[[steps]]
    view = "line"
    indicator = "jobs"
    group = "all"
    first = 2010
    year = 2023
    index = true
    also = ["GM0855"]
    point = { region = "GM0855", year = 2020, text = "{first}" }
    guess = [{ asks = "percent", says = "Hoeveel?" }]
    question = "Waarom?"
    note = "Middelste: {middle}."
    caution = true
    unmerged = true
    headline = [{ says = "Meer: {percent}", when = ["up", "faster"] }, { says = "Anders" }]
    say = "Kijk."
    """
    story = read(
        tmp_path, defined, HEAD, STEP, step, '[[steps]]\nview = "verdict"\ntrend = "jobs"\n'.replace("jobs", "knowledge") + _texts()
    )
    assert (story.id, story.title, story.theme, story.city, story.minutes, story.intro) == (
        "proef",
        "Proef",
        "economy",
        "GM0867",
        20,
        "Een proef.",
    )
    opening, line, verdict = story.steps
    assert (opening.number, opening.kind, opening.headlines) == (1, "opening", (Headline("Waar staat {city}?", ()),))
    assert line.headlines == (Headline("Meer: {percent}", ("up", "faster")), Headline("Anders", ()))
    assert (line.indicator, line.group, line.first, line.year, line.index, line.also) == ("jobs", "all", 2010, 2023, True, ("GM0855",))
    assert (line.point, line.guesses, line.question) == (Point("GM0855", 2020, "{first}"), (Guess("percent", "Hoeveel?"),), "Waarom?")
    assert (line.note, line.caution, line.unmerged) == ("Middelste: {middle}.", True, True)
    assert (verdict.number, verdict.trend) == (3, "knowledge")


def _texts() -> str:
    return 'headline = "Wat"\nsay = "Kijk."\n'


def test_what_is_left_out_has_its_default(tmp_path: Path, defined: Definitions) -> None:
    step = read(tmp_path, defined, HEAD, LINE).steps[0]
    assert (step.group, step.first, step.year, step.index, step.also, step.point) == ("position", None, None, False, (), None)
    assert (step.guesses, step.question, step.note, step.caution, step.unmerged) == ((), "", "", False, False)


def test_a_guess_in_one_sentence_is_about_the_figure_of_the_city(tmp_path: Path, defined: Definitions) -> None:
    line = LINE.replace("Banen in {city}", "{value_number} banen in {city}") + 'guess = "Hoeveel?"\n'
    assert read(tmp_path, defined, HEAD, line).steps[0].guesses == (Guess("value", "Hoeveel?"),)


def test_stories_stand_in_their_own_order_whatever_their_files_are_called(tmp_path: Path, defined: Definitions) -> None:
    for name, order in (("a", 3), ("b", 1), ("c", 3)):
        (tmp_path / f"{name}.toml").write_text(HEAD.replace("order = 1", f"order = {order}") + STEP, encoding="utf-8")
    assert list(load(defined, tmp_path)) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (
            [HEAD.replace("minutes = 20", "minuts = 20"), STEP],
            r"proef\.toml, \[proef\]: key 'minutes' is missing\. Did you mean 'minuts'\?",
        ),
        ([HEAD, 'extra = "x"\n', STEP], r"key 'extra' is not known here"),
        ([HEAD.replace("economy", "economie"), STEP], r"'economie' is no known theme\. Did you mean 'economy'\?"),
        ([HEAD.replace("GM0867", "Waalwijk"), STEP], r"city must be the code of a municipality, such as GM0867, not 'Waalwijk'"),
        ([HEAD.replace("minutes = 20", "minutes = 0"), STEP], r"minutes must lie between 1 and 240, not 0"),
        ([HEAD.replace('"Een proef."', '" "'), STEP], r"key 'intro' is empty; it needs a text"),
        ([HEAD, "steps = []\n"], r"a story needs at least one step"),
        ([HEAD], r"key 'steps' is missing"),
        ([HEAD, STEP, STEP.replace("opening", "openning")], r"\[step 2\]: 'openning' is no known view\. Did you mean 'opening'\?"),
        ([HEAD, STEP.replace("say =", "sey =")], r"\[step 1\]: key 'say' is missing\. Did you mean 'sey'\?"),
        ([HEAD, STEP.replace('"Welkom."', '""')], r"\[step 1\]: key 'say' is empty"),
        ([HEAD, STEP.replace("headline", "headlines")], r"\[step 1\]: key 'headline' is missing\. Did you mean 'headlines'\?"),
        ([HEAD, STEP.replace('"Waar staat {city}?"', "[]")], r"\[step 1\]: headline is empty; a step says one thing"),
        ([HEAD, STEP.replace("{city}", "{cty}")], r"\[step 1\]: '\{cty\}' in headline stands for nothing\. Did you mean '\{?city\}?'\?"),
        ([HEAD, STEP.replace("Welkom.", "Welkom, {cities en zo.")], r"say has a brace that does not belong to a placeholder"),
        (
            [HEAD, LINE.replace('"Banen in {city}"', '[{ says = "Meer", when = ["uppp"] }]')],
            r"\[step 1, headline 1\]: 'uppp' is nothing a headline can claim\. Did you mean 'up'\?",
        ),
        (
            [HEAD, LINE.replace('"Banen in {city}"', '[{ say = "Meer" }]')],
            r"\[step 1, headline 1\]: key 'says' is missing\. Did you mean 'say'\?",
        ),
        ([HEAD, LINE.replace('"Banen in {city}"', '[{ says = "Meer", whn = [] }]')], r"headline 1\]: key 'whn' is not known here"),
        ([HEAD, LINE.replace('"jobs"', '"jbos"')], r"\[step 1\]: 'jbos' is no known indicator\. Did you mean 'jobs'\?"),
        ([HEAD, LINE + 'group = "al"\n'], r"\[step 1\]: 'al' is no known group\. Did you mean 'all'\?"),
        ([HEAD, LINE + "index = true\n"], r"\[step 1\]: index is for a line, and needs the year that is set to 100: first"),
        ([HEAD, LINE.replace('"line"', '"bars"') + "index = true\nfirst = 2010\n"], r"index is for a line"),
        ([HEAD, LINE + 'first = "2010"\n'], r"key 'first' must be a whole number"),
        ([HEAD, LINE + 'point = { text = "Hier" }\n'], r"\[step 1\.point\]: key 'year' is missing"),
        ([HEAD, LINE + 'trend = "knowledge"\n'], r"\[step 1\]: key 'trend' is not known here"),
        ([HEAD, STEP + 'guess = "Hoeveel?"\n'], r"\[step 1\]: key 'guess' is not known here"),
        ([HEAD, LINE + 'guess = "Hoeveel?"\n'], r"\[step 1\]: no headline answers the guess 'Hoeveel\?': it needs \{value\}"),
        (
            [HEAD, LINE + 'guess = [{ asks = "procent", says = "Hoeveel?" }]\n'],
            r"\[step 1, guess 1\]: 'procent' is no known asks\. Did you mean 'percent'\?",
        ),
        ([HEAD, LINE + "unmerged = true\n"], r"unmerged leaves out the cities that were put together after a year: year"),
        (
            [HEAD, LINE.replace('"line"', '"map"').replace("Banen in", "{middle}:")],
            r"\[step 1\]: '\{middle\}' in headline is not drawn in a map",
        ),
        (
            [HEAD, LINE.replace('"line"', '"strip"').replace("Banen in", "{middle_number}:") + 'group = "all"\n'],
            r"'\{middle_number\}' in headline is not drawn in a strip of all cities",
        ),
        (
            [HEAD, '[[steps]]\nview = "verdict"\ntrend = "knowledg"\n' + _texts()],
            r"'knowledg' is no known trend\. Did you mean 'knowledge'\?",
        ),
        ([HEAD, '[[steps]]\nview = "list"\nof = "trend"\n' + _texts()], r"'trend' is no known of\. Did you mean 'trends'\?"),
        (
            [HEAD.replace('theme = "economy"\n', ""), '[[steps]]\nview = "list"\nof = "tasks"\n' + _texts()],
            r"a list of tasks belongs to a theme, and this story has none",
        ),
        (
            [HEAD, LINE.replace("Banen in {city}", "{city} heeft 99.999 banen")],
            r"\[step 1\]: headline 1, '\{city\} heeft 99\.999 banen': the number 99\.999 comes from no figure",
        ),
        (
            [HEAD, LINE.replace('"Banen in {city}"', '[{ says = "Banen" }, { says = "De meeste banen", when = ["up"] }]')],
            r"headline 2, 'De meeste banen': 'meeste' compares, and 'when' has no claim that covers it; add what is so, one of .*highest",
        ),
        ([HEAD, "[[steps]\n"], r"proef\.toml cannot be read as TOML"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, defined: Definitions, parts: list[str], words: str) -> None:
    with pytest.raises(DefinitionProblem, match=words) as raised:
        read(tmp_path, defined, *parts)
    assert str(raised.value).startswith("stories/proef.toml")


def test_what_needs_no_theme_may_stand_in_a_story_without_one(tmp_path: Path, defined: Definitions) -> None:
    head = HEAD.replace('theme = "economy"\ncity = "GM0867"\n', "")
    steps = [f'[[steps]]\nview = "list"\nof = "{of}"\n' + _texts() for of in ("strengths", "weaknesses", "positions", "themes")]
    story = read(tmp_path, defined, head, *steps, '[[steps]]\nview = "questions"\n' + _texts())
    assert (story.theme, story.city) == ("", "")
    assert [step.of for step in story.steps] == ["strengths", "weaknesses", "positions", "themes", ""]


def test_every_placeholder_and_claim_is_read(tmp_path: Path, defined: Definitions) -> None:
    says = " ".join(f"{{{name}}}" for name in stories.PLACEHOLDERS)
    when = ", ".join(f'"{name}"' for name in stories.CLAIMS)
    step = read(tmp_path, defined, HEAD, LINE.replace('"Banen in {city}"', f'[{{ says = "{says}", when = [{when}] }}]')).steps[0]
    assert step.headlines[0].claims == tuple(stories.CLAIMS)
    assert stories.named(step.headlines[0].says) == list(stories.PLACEHOLDERS)


def test_a_first_year_that_is_not_the_first_is_refused(tmp_path: Path, defined: Definitions) -> None:
    with pytest.raises(DefinitionProblem, match=r"step 1\]: first \(2020\) must lie before year \(2015\)"):
        read(tmp_path, defined, HEAD, LINE + "first = 2020\nyear = 2015\n")
