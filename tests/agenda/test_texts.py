"""What people type is kept as they meant it, and never as something that breaks a page or a file."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda import texts
from agenda.problems import Refused


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Jongeren  houden \r\n\r\n\r\n\r\nen werk ", "Jongeren houden\n\nen werk"),
        ("cafe\u0301", "café"),
        ("a\x00b\x1bc\u202ed\u200be\ufeff", "abcde"),
        ("een\ttab", "een tab"),
        ("\u00a0", ""),
        ("\u200d", ""),
        ("\u0301\u0301", ""),
        ("…?!", "…?!"),
        ("👍🏽", "👍🏽"),
        ("e" + "\u0323" * 500 + "n", "ẹ" + "\u0323" * 4 + "n"),
    ],
)
def test_clean_keeps_the_words_and_drops_what_is_no_text(typed: str, kept: str) -> None:
    assert texts.clean(typed, 100) == kept


@given(st.text(max_size=200))
def test_clean_text_fits_in_xml_and_cleaning_again_changes_nothing(typed: str) -> None:
    once = texts.clean(typed, 1000)
    assert texts.clean(once, 1000) == once
    element = ElementTree.Element("a")
    element.text = once
    assert (ElementTree.fromstring(ElementTree.tostring(element, encoding="utf-8")).text or "") == once
    once.encode("utf-8")


def test_too_long_is_refused_with_both_lengths_and_counted_after_cleaning() -> None:
    assert texts.clean("x" * 10 + " " * 500, 10) == "x" * 10
    with pytest.raises(Refused, match="11 tekens lang; er passen er 10"):
        texts.clean("x" * 11, 10)


def test_one_line_stays_one_line() -> None:
    assert texts.clean("een\n\ntwee", 20, lines=False) == "een twee"


@pytest.mark.parametrize(
    ("typed", "code"), [("bcdf ghjk", "BCDFGHJK"), (" BCDF-GHJK ", "BCDFGHJK"), ("bcdfghj", ""), ("bcdfghja", ""), ("' OR 1=1", "")]
)
def test_a_code_may_be_typed_in_any_way_but_must_be_one(typed: str, code: str) -> None:
    assert texts.code(typed) == code


def test_a_code_is_shown_as_it_may_be_typed() -> None:
    assert texts.spaced("BCDFGHJK") == "BCDF GHJK"
    assert texts.code(texts.spaced("BCDFGHJK")) == "BCDFGHJK"


@pytest.mark.parametrize("mark", ["", "kort", "a" * 65, "a" * 16 + "\n", "é" * 16, "a b" * 8])
def test_what_is_no_mark_of_a_form_is_refused(mark: str) -> None:
    with pytest.raises(Refused):
        texts.submission(mark)


def test_a_day_is_that_of_the_netherlands() -> None:
    assert texts.day(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "1\u00a0januari 2027"
