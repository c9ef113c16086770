"""A forecast on the page: drawn apart, named as one, never ranked or averaged where cities lack it."""

import pytest

from pages.components.files import downloads
from pages.components.pictures import charts, parts
from pages.components.wording import missing, words
from tests.pages.making import Figure, source, view

NB = "\u00a0"
CITIES = {n: [10.0, 12.0] for n in "ABCDE"}
AHEAD = {n: [13.0, 14.0, 15.0] for n in "ABCDE"}


def test_the_line_runs_on_behind_a_mark_and_the_figures_stay_apart() -> None:
    spec = charts.line(view(CITIES, city="A", ahead=AHEAD))
    assert spec["years"] == [2020, 2021, 2022, 2023]
    assert spec["city"]["values"] == [10.0, 12.0, None, None]
    assert spec["city"]["ahead"]["values"] == [None, None, 14.0, 15.0]
    assert spec["median"]["ahead"]["values"] == [None, None, 14.0, 15.0]
    assert {"year": 2022, "label": "daarna: prognose"} in spec["breaks"]
    assert spec["y"]["max"] >= 15


def test_without_a_forecast_of_every_city_there_is_no_middle_of_it() -> None:
    """The cities without one are the small ones: the middle of the rest would jump."""
    spec = charts.line(view(CITIES, city="A", ahead={n: AHEAD[n] for n in "ABCD"}))
    assert "ahead" not in spec["median"]
    assert spec["city"]["ahead"]["value_label"] == "15,0"
    assert spec["median"]["value_label"].endswith("(2021)")


def test_a_city_without_one_is_told_so_and_its_axis_ends_where_it_ended() -> None:
    made = view(CITIES, city="E", ahead={n: AHEAD[n] for n in "ABCD"})
    assert charts.line(made)["years"] == [2020, 2021]
    assert "Voor E staat er geen prognose in de gebruikte tabellen." in words.sentence(made)


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        ([12.0, 14.0, 15.0], f"Volgens de prognose is het in 2023 15,0{NB}%, 3,0 procentpunt meer dan in 2021."),
        ([12.0, 11.0, 10.0], f"Volgens de prognose is het in 2023 10,0{NB}%, 2,0 procentpunt minder dan in 2021."),
        ([12.0, 12.0, 12.0], f"Volgens de prognose is het in 2023 12,0{NB}%, evenveel als in 2021."),
        ([13.5, 12.0, 12.0], "Voor 2021 lag de prognose 1,5 procentpunt hoger dan wat er is geteld."),
    ],
)
def test_words_are_those_of_the_forecast(ahead: list[float], said: str) -> None:
    assert said.replace(NB, " ") in words.sentence(view(CITIES, city="A", ahead={**AHEAD, "A": ahead})).replace(NB, " ")


def test_table_file_and_source_hold_the_same() -> None:
    made = view(CITIES, city="A", ahead=AHEAD)
    table = parts.table_of(made).set_index("gemeente")
    assert list(table.columns) == [parts.EMPTY, "2020", "2021", "2022 (prognose)", "2023 (prognose)"]
    assert table.loc["A", "2023 (prognose)"] == "15,0"
    later = made.rows[made.rows["status"] == "forecast"]
    assert set(later["year"]) == {2022, 2023}
    assert set(later["indicator"]) == {"later"}
    assert downloads.csv(made).decode().count("forecast") == 10
    assert made.later_tables == ("00009NED",)
    assert made.tables == ("00001NED",)


def test_a_survey_says_its_margin_and_compares_within_it() -> None:
    figures = {n: [Figure(v, low=v - 3, high=v + 3)] for n, v in zip("ABCDE", (70, 71, 72, 73, 80), strict=True)}
    surveyed = {"sources": (_with_margins(),), "decimals": 0}
    near, far = view(figures, city="A", **surveyed), view(figures, city="E", **surveyed)
    assert words.headline(near) == "In A is het aandeel proeven niet zeker anders dan in de middelste stad"
    assert f"met 95 procent zekerheid ligt het tussen 67 en 73{NB}%" in words.sentence(near)
    assert "plaats" not in words.sentence(near)
    assert words.headline(far) == "In E is het aandeel proeven hoger dan in de middelste stad"


@pytest.mark.parametrize(
    ("then", "said"), [(72.0, "Of het in vier jaar veranderde, is niet zeker."), (60.0, "In vier jaar steeg het met 10 procentpunt")]
)
def test_a_change_between_surveys_must_exceed_both_margins(then: float, said: str) -> None:
    own = [Figure(v, low=v - 3, high=v + 3) for v in (then, 70, 70, 70, 70)]
    figures = {**{n: [Figure(70, low=67, high=73)] * 5 for n in "BCDEF"}, "A": own}
    found = words.sentence(view(figures, city="A", sources=(_with_margins(),), decimals=0))
    assert said in found.replace("4 jaar", "vier jaar").replace(NB, " ")


def _with_margins() -> object:
    from dataclasses import replace

    return replace(source(), margins=((("Marges", "Ondergrens"),), (("Marges", "Bovengrens"),)))


def test_every_city_without_a_figure_is_named_with_its_reason() -> None:
    rows = {**{n: [1.0] for n in "ABCDE"}, "Goes": ["unknown"], "Tiel": ["not_in_snapshot"], "Ede": ["unknown"]}
    assert missing.lacking(view(rows)) == (
        "Aandeel proeven (2020): 5 van de 8 steden hebben een zeker cijfer. Onbekend bij het CBS: Goes en Ede. Niet in deze momentopname: Tiel."
    )
    assert missing.lacking(view({n: [1.0] for n in "ABCDE"})) == ""
