"""Numbers, dates and counts are written as a Dutch reader writes them."""

import math
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.values import rounded
from pages.components.wording import dutch
from tests.pages.making import indicator

FINITE = st.floats(-1e9, 1e9, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234.5, 1, "1.234,5"),
        (0, 0, "0"),
        (0.0, 1, "0,0"),
        (-0.0, 1, "0,0"),
        (-0.04, 1, "0,0"),
        (-0.06, 1, "−0,1"),
        (-1234567.891, 2, "−1.234.567,89"),
        (999.96, 1, "1.000,0"),
        (376000, 0, "376.000"),
        (375512, -3, "376.000"),
        (-499, -3, "0"),
        (-500, -3, "−1.000"),
        (22.45, 1, "22,5"),
        (22.44, 1, "22,4"),
        (-22.45, 1, "−22,5"),
        (2.5, 0, "3"),
        (0.125, 2, "0,13"),
        (1.005, 2, "1,01"),
        (0.15, 1, "0,2"),
        (150, -2, "200"),
    ],
)
def test_number_has_points_for_thousands_a_comma_and_a_real_minus(value: float, decimals: int, text: str) -> None:
    assert dutch.number(value, decimals) == text


@given(FINITE, st.integers(-3, 3))
def test_number_reads_back_as_the_rounded_value_and_is_never_minus_zero(value: float, decimals: int) -> None:
    text = dutch.number(value, decimals)
    back = float(text.replace(".", "").replace(",", ".").replace(dutch.MINUS, "-"))
    assert back == pytest.approx(rounded(value, decimals), abs=1e-9)
    assert "-" not in text
    assert not (back == 0 and text.startswith(dutch.MINUS))


@given(st.decimals(-1_000_000, 1_000_000, places=2), st.integers(-3, 2))
def test_halves_go_away_from_zero_as_written(value: Decimal, decimals: int) -> None:
    assert rounded(float(value), decimals) == float(value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)) + 0.0


@given(st.decimals(-10_000, 10_000, places=1), st.decimals(-10_000, 10_000, places=1))
def test_the_middle_of_two_figures_is_rounded_as_one_would_by_hand(one: Decimal, other: Decimal) -> None:
    """A median of an even number of cities often ends in a five."""
    by_hand = ((one + other) / 2).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert rounded((float(one) + float(other)) / 2, 1) == float(by_hand) + 0.0


def test_what_is_no_number_stays_what_it_is() -> None:
    assert math.isnan(rounded(float("nan"), 1))
    assert rounded(float("-inf"), 1) == float("-inf")
    assert rounded(1e300, 2) == 1e300


@pytest.mark.parametrize(("value", "text"), [(1.25, "+1,3"), (0.04, "0,0"), (-0.04, "0,0"), (-2.0, "−2,0"), (0.0, "0,0")])
def test_signed_has_a_plus_only_above_zero_as_shown(value: float, text: str) -> None:
    assert dutch.signed(value, 1) == text


@pytest.mark.parametrize(
    ("unit", "decimals", "figure", "label", "difference"),
    [
        ("%", 1, "22,0\u00a0%", "22,0\u00a0%", "22,0\u00a0procentpunt"),
        ("euro", 0, "€\u00a022", "€\u00a022", "€\u00a022"),
        ("km", 1, "22,0\u00a0km", "22,0\u00a0km", "22,0\u00a0km"),
        ("per 1.000 inwoners", 0, "22\u00a0per 1.000 inwoners", "22", "22"),
        ("inwoners", 0, "22\u00a0inwoners", "22", "22"),
    ],
)
def test_unit_stands_where_a_reader_expects_it(unit: str, decimals: int, figure: str, label: str, difference: str) -> None:
    shown = indicator(unit=unit, decimals=decimals)
    assert dutch.figure(22, shown) == figure
    assert dutch.label(22, shown) == label
    assert dutch.difference(-22, shown) == difference


def test_a_unit_that_stands_in_the_title_is_not_said_twice() -> None:
    assert dutch.titled(indicator(title="Gasverbruik", unit="m³")) == "Gasverbruik, m³"
    assert dutch.titled(indicator(title="Inwoners", unit="inwoners")) == "Inwoners"


@pytest.mark.parametrize(
    ("n", "text"),
    [(0, "geen steden"), (1, "één stad"), (2, "twee steden"), (12, "twaalf steden"), (13, "13 steden"), (1300, "1.300 steden")],
)
def test_small_counts_are_words(n: int, text: str) -> None:
    assert dutch.count(n, "stad", "steden") == text


@pytest.mark.parametrize(
    ("stamp", "date", "month"),
    [
        ("2026-11-20", "20 november 2026", "november 2026"),
        ("2026-11-20T23:59:00Z", "21 november 2026", "november 2026"),
        ("2025-03-01T00:00:00+01:00", "1 maart 2025", "maart 2025"),
        ("", "", ""),
    ],
)
def test_dates_are_written_out(stamp: str, date: str, month: str) -> None:
    assert dutch.date(stamp) == date
    assert dutch.month(stamp) == month


def test_text_that_is_no_date_stays_as_it_is() -> None:
    assert dutch.date("onbekend") == "onbekend"


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["Goes"], "Goes"), (["Goes", "Venlo"], "Goes en Venlo"), (["a", "b", "c"], "a, b en c")]
)
def test_listing_has_en_before_the_last(words: list[str], text: str) -> None:
    assert dutch.listing(words) == text


@given(FINITE, st.floats(0, 1e9), st.integers(2, 8))
def test_ticks_cover_the_range_in_even_steps(low: float, size: float, wanted: int) -> None:
    high = low + size
    ticks = dutch.ticks(low, high, wanted)
    steps = [b - a for a, b in zip(ticks, ticks[1:], strict=False)]
    room = 1e-6 * max(1.0, abs(low), abs(high), size)
    assert ticks[0] <= low + room
    assert ticks[-1] >= high - room
    assert len(ticks) >= 2
    assert min(steps) > 0
    assert max(steps) - min(steps) <= room
    assert len(ticks) <= 2 * wanted + 3, "no crowd of ticks"


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_are_round_numbers(low: float, size: float) -> None:
    ticks = dutch.ticks(low, low + size, 5)
    step = ticks[1] - ticks[0]
    lead = step / 10 ** math.floor(math.log10(step) + 1e-9)
    assert min(abs(lead - nice) for nice in (1, 2, 2.5, 5, 10)) < 1e-3


def test_ticks_of_one_value_lie_around_it() -> None:
    ticks = dutch.ticks(7.0, 7.0)
    assert ticks[0] < 7 < ticks[-1]


@pytest.mark.parametrize("broken", [math.nan, math.inf, -math.inf])
def test_ticks_without_a_range_do_not_raise(broken: float) -> None:
    assert dutch.ticks(broken, 1.0) == [0.0, 1.0]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("In 's-Hertogenbosch", "In ’s‑Hertogenbosch"),
        ("'s-Gravenhage", "’s‑Gravenhage"),
        ("65-plussers en 25- tot 45-jarigen", "65‑plussers en 25- tot 45‑jarigen"),
        ("hbo- of wo-diploma, Wmo-hulp", "hbo- of wo‑diploma, Wmo‑hulp"),
        ("Etten-Leur, Hendrik-Ido-Ambacht", "Etten-Leur, Hendrik-Ido-Ambacht"),
        ("2018–2026", "2018–2026"),
        ("z'n kant", "z'n kant"),
    ],
)
def test_names_and_compounds_stay_on_one_line(text: str, shown: str) -> None:
    assert dutch.unbroken(text) == shown


def test_days_of_one_date_have_their_time_with_them_as_the_clock_here_has_it() -> None:
    assert dutch.days(["2026-11-22T00:44:11Z", "2026-11-21T23:41:19Z", "2026-01-02T03:04:05Z"]) == [
        "22 november 2026 om 1.44 uur",
        "22 november 2026 om 0.41 uur",
        "2 januari 2026",
    ]
    assert dutch.days(["2026-07-01T12:00:00Z", "x"]) == ["1 juli 2026", "x"]
    assert dutch.moment("2026-07-01T12:05:00Z") == "1 juli 2026 om 14.05 uur"
    assert dutch.date("2016-01-01T02:00:00") == "1 januari 2016", "a time without a zone is left as it is"


def test_counts_in_digits_agree_with_their_noun() -> None:
    assert [dutch.counted(n, "rij", "rijen") for n in (0, 1, 2, 1240)] == ["0 rijen", "1 rij", "2 rijen", "1.240 rijen"]
