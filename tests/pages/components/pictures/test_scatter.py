"""Two figures against each other: which cities are in the cloud, and what the words say of it."""

import math
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.store import Store
from etl.view import make
from pages.components.choice import selection
from pages.components.pictures import hover, scatter
from pages.components.wording import dutch
from tests.pages.making import Figure, indicator, steady, view

Pairs = list[tuple[str, float, float]]


def cloud(*points: tuple[float, float]) -> Pairs:
    return [(f"GM{i:04d}", float(x), float(y)) for i, (x, y) in enumerate(points, 1)]


def test_only_cities_with_two_certain_figures_are_paired() -> None:
    coarse = Figure(9, low=0, high=50)
    one = view(steady(1, 2, "secret", coarse, 0), uncertain_above=5.0)
    two = view(steady(5, "not_yet", 7, 8, -1), uncertain_above=5.0)
    assert scatter.paired(one, two) == [("GM0001", 5, 1), ("GM0005", -1, 0)]


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([(i, 2 * i) for i in range(6)], "De twee cijfers gaan duidelijk samen op (r = 1,00)"),
        ([(i, -i) for i in range(6)], "De twee cijfers gaan duidelijk tegen elkaar in (r = −1,00)"),
        ([(0, 0), (0, 1), (1, 0), (1, 1), (0.5, 0.5)], "De twee cijfers hangen nauwelijks samen"),
        ([(1, 1)] * 4, "Te weinig cijfers voor een vergelijking"),
        ([(3, i) for i in range(6)], "Te weinig cijfers voor een vergelijking"),
    ],
)
def test_headline_says_how_strong_and_which_way(points: list[tuple[float, float]], said: str) -> None:
    assert scatter.headline(indicator(), indicator(), cloud(*points)) == said


@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=5, max_size=40))
def test_correlation_lies_between_minus_one_and_one_or_is_none(points: list[tuple[float, float]]) -> None:
    r = scatter.correlation(cloud(*points))
    assert r is None or (math.isfinite(r) and abs(r) <= 1 + 1e-9)


@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=5, max_size=26))
def test_at_most_four_outliers_are_named_each_once_and_never_my_city(points: list[tuple[float, float]]) -> None:
    made = view(steady(*[y for _, y in points]), city="A")
    named = scatter.named(made, cloud(*points))
    assert len(named) == len(set(named)) <= 4
    assert "GM0001" not in named


def test_every_pair_is_one_point_and_my_city_is_large_and_red(held: Store) -> None:
    mine = held.city("GM0345")
    first = make(held, held.definitions.indicators["net_participation"], selection.whole(held), mine)
    for shown in held.indicators():
        other = make(held, shown, selection.whole(held), mine)
        pairs = scatter.paired(first, other)
        picture = scatter.figure(first, other, pairs)
        points = [(x, y) for trace in picture.data for x, y in zip(trace.x, trace.y, strict=True)]
        # In as many digits as can be seen, three more than are written.
        assert np.array(sorted(points)) == pytest.approx(np.array(sorted((x, y) for _, x, y in pairs)), abs=0.00061)
        red = [t for t in picture.data if t.marker.color == scatter.MINE]
        # A city without one of the figures is no point.
        assert [len(t.x) for t in red] == ([1] if mine.code in {p[0] for p in pairs} else [])
        hollow = scatter.provisional(first, other, mine.code)
        assert [t.marker.symbol for t in red] == ["square-open" if hollow else "square"] * len(red), "the shape of position 2"
        assert all(t.marker.size > max(o.marker.size for o in picture.data if o not in red) for t in red)


def test_a_name_from_a_table_cannot_become_markup() -> None:
    evil = "<b>x</b><a href='javascript:1'>&"
    made = view({evil: [1.0], **steady(2, 3, 4, 5)}, city=evil)
    picture = scatter.figure(made, made, scatter.paired(made, made))
    texts = [t for trace in picture.data for t in trace.text] + [a.text for a in picture.layout.annotations]
    assert any("&lt;b>x&lt;/b>&lt;a" in t for t in texts)
    assert not any("<a " in t or "<b>x" in t for t in texts)


def test_plotly_writes_the_figures_as_the_words_do(held: Store) -> None:
    for shown in held.indicators():
        whole = make(held, shown, selection.whole(held), None)
        pairs = scatter.paired(whole, whole)
        picture = scatter.figure(whole, whole, pairs)
        told = picture.layout.template.data.scatter[0].hovertemplate
        before, after = dutch.around(shown)
        if shown.decimals >= 0:
            assert f"{before}%{{y:,.{shown.decimals}f}}{after}<br>" in told
            assert all(trace.customdata is None for trace in picture.data)
            for _, value, _ in pairs:
                point = hover.Hover.of(shown, [value], "y").drawn(value)
                # As the browser does: halves of the number itself go away from zero.
                written = Decimal(point).quantize(Decimal(1).scaleb(-shown.decimals), ROUND_HALF_UP)
                assert f"{written:,}".translate(str.maketrans(",.", ".,")) == dutch.number(value, shown.decimals)
        else:
            assert f"{before}%{{customdata[0]}}{after}<br>" in told
            texts = [text for trace in picture.data for text, _ in trace.customdata]
            assert sorted(texts) == sorted(dutch.number(value, shown.decimals) for _, value, _ in pairs)


def test_a_point_on_a_half_is_written_as_the_words_write_it() -> None:
    told = hover.Hover.of(indicator(), [22.45], "x")
    assert dutch.number(22.45, 1) == "22,5"
    assert f"{told.drawn(22.45):.1f}" == "22.5", "22.45 itself is 22.449999… for a computer"
    assert told.drawn(22.45) == pytest.approx(22.45, abs=1e-4)


def test_words_of_the_picture_name_both_figures_and_the_strength() -> None:
    one, two = view(steady(1, 2, 3, 4, 5)), view(steady(5, 4, 3, 2, 1), phrase="de tegenhanger")
    said = scatter.alt(one, two, scatter.paired(one, two))
    assert "5 steden" in said
    assert "het aandeel proeven" in said
    assert "de tegenhanger" in said
    assert "−1,00" in said


def test_the_line_is_the_straight_one_and_its_band_is_narrowest_in_the_middle() -> None:
    pairs = [(f"GM{i:04d}", float(i), 2.0 * i + 1.0 + (1 if i % 2 else -1)) for i in range(20)]
    found = scatter.fit(pairs)
    assert found is not None
    x, y, half = found
    assert (y[-1] - y[0]) / (x[-1] - x[0]) == pytest.approx(2.0, abs=0.05)
    assert half.argmin() == len(x) // 2
    assert scatter.fit([("GM0001", 1.0, float(i)) for i in range(9)]) is None


def test_the_words_of_the_line_say_how_much_it_fits() -> None:
    pairs = [(f"GM{i:04d}", float(i), float(i)) for i in range(20)]
    assert "100\u00a0% van de verschillen tussen 20 steden" in scatter.fit_words(pairs)
