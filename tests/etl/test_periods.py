"""Period keys: read whole or refused, never guessed."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl.periods import STATUSES, Period, parse, status
from etl.problems import SourceProblem
from tests.etl.service import recorded_tables, recording

PARTS = {"JJ": (0, 0), "SJ": (0, 0), "HJ": (1, 2), "KW": (1, 4), "MM": (1, 12), "W1": (0, 99), "X0": (0, 99), "G": (0, 999)}
periods = st.sampled_from(sorted(PARTS)).flatmap(lambda g: st.builds(Period, st.integers(0, 9999), st.just(g), st.integers(*PARTS[g])))


@given(periods)
def test_what_is_written_is_read_back(period: Period) -> None:
    assert parse(period.key) == period
    assert parse(f" {period.key}  ") == period
    assert f"{period.year:04d}{period.suffix}" == period.key


@given(st.text() | st.from_regex(r"\A[0-9]{4}[A-Z0-9]{1,3}[0-9]{0,3}\s?\Z"))
@example("2024JJ01")
@example("2024MM13")
@example("2024MM00")
@example("2024KW05")
@example("2024HJ03")
@example("2024jj00")
@example("２０２４JJ00")
@example("2024JJ00\n2025JJ00")
@example("2024")
@example("2024JJ000")
@example("")
def test_any_text_is_a_period_or_a_sentence(text: str) -> None:
    sentence = text
    try:
        period = parse(text)
    except SourceProblem as problem:
        sentence = str(problem)
    else:
        assert period.key == text.strip()
        assert PARTS[period.grain][0] <= period.part <= PARTS[period.grain][1]
    assert text in sentence


@pytest.mark.parametrize(
    ("key", "year", "grain", "part", "suffix"),
    [
        ("2024JJ00", 2024, "JJ", 0, "JJ00"),
        ("2014MM12", 2014, "MM", 12, "MM12"),
        ("2024HJ01", 2024, "HJ", 1, "HJ01"),
        ("2012SJ00 ", 2012, "SJ", 0, "SJ00"),
        ("2003KW04", 2003, "KW", 4, "KW04"),
        ("2015G005", 2015, "G", 5, "G005"),
    ],
)
def test_the_kinds_cbs_uses(key: str, year: int, grain: str, part: int, suffix: str) -> None:
    period = parse(key)
    assert (period.year, period.grain, period.part, period.suffix) == (year, grain, part, suffix)


def test_a_refused_part_is_named() -> None:
    with pytest.raises(SourceProblem, match=re.escape("Period key '2024MM13' has part 13; MM runs from 1 to 12.")):
        parse("2024MM13")


@pytest.mark.parametrize("table", recorded_tables())
def test_every_recorded_period_is_known(table: str) -> None:
    lists = recording(table)
    time = next((p["Key"] for p in lists["DataProperties"] if p["Type"] == "TimeDimension"), None)
    for item in lists[time] if time else []:
        assert parse(item["Key"]).key == item["Key"].strip()
        assert status(item["Status"], item["Title"]) in STATUSES


@pytest.mark.parametrize(
    ("word", "title", "expected"),
    [
        ("Definitief", "2020", "final"),
        ("definitief ", "2020*", "final"),
        ("Voorlopig", "2020", "provisional"),
        ("NaderVoorlopig", "2020", "revised"),
        ("Nader voorlopig", "2020", "revised"),
        ("Onbekend", "2020", "not_stated"),
        ("Onbekend", "2020* ", "provisional"),
        (None, "2020", "not_stated"),
        ("", "2024*", "provisional"),
        ("Iets nieuws", "2020", "not_stated"),
    ],
)
def test_the_words_for_a_status(word: str | None, title: str, expected: str) -> None:
    assert status(word, title) == expected


@given(st.none() | st.text(), st.text())
def test_a_word_that_is_not_known_is_never_final(word: str | None, title: str) -> None:
    found = status(word, title)
    assert found in STATUSES
    assert found != "final" or (word or "").replace(" ", "").casefold() == "definitief"


def test_from_firm_to_soft() -> None:
    order = [STATUSES.index(s) for s in ("final", "not_stated", "revised", "provisional")]
    assert order == sorted(order)
