"""What slides are laid out with: room for words, labels that keep apart, outlines, and bars that give way."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pages.components.deck import bars, line, measure, outline, strip
from pages.components.deck.slide import Slide, empty, remarks
from pages.components.pictures.parts import map_source

REAL = some.floats(-100, 100, allow_nan=False)


# ---- room


def test_words_are_wider_when_larger_bold_or_longer() -> None:
    assert measure.width("Zeist", 20) > measure.width("Zeist", 18)
    assert measure.width("Zeist", 20, bold=True) > measure.width("Zeist", 20)
    assert measure.width("WWW", 18) > measure.width("iii", 18) * 2


def test_lines_break_between_words_and_where_the_text_says_so() -> None:
    assert measure.lines("een twee", 18, 10) == 1
    assert measure.lines("een\ntwee", 18, 10) == 2
    assert measure.lines("woord " * 50, 18, 5) > measure.lines("woord " * 50, 18, 10) > 1


@given(some.lists(some.tuples(REAL, some.floats(0.1, 5)), max_size=9))
def test_labels_never_overlap_and_keep_their_order(wanted: list[tuple[float, float]]) -> None:
    wished, heights = [w for w, _ in wanted], [h for _, h in wanted]
    placed = measure.apart(wished, heights, -100, 100)
    order = sorted(range(len(wished)), key=lambda i: wished[i])
    for one, next_ in zip(order, order[1:], strict=False):
        assert placed[one] + heights[one] / 2 <= placed[next_] - heights[next_] / 2 + 1e-6
    assert all(p - h / 2 >= -100 - 1e-6 and p + h / 2 <= 100 + 1e-6 for p, h in zip(placed, heights, strict=True))


def test_a_label_with_room_stays_where_it_wished() -> None:
    assert measure.apart([1.0, 9.0], [1.0, 1.0], 0, 10) == [1.0, 9.0]
    assert measure.apart([5.0, 5.0], [1.0, 1.0], 0, 10) == [4.5, 5.5]


# ---- lines


def spec(**changes: Any) -> dict[str, Any]:
    city = {"name": "A", "values": [1.0, 2.0, 3.0, 4.0], "value_label": "4,0"}
    base = {
        "kind": "line",
        "years": [2020, 2021, 2022, 2023],
        "decimals": 1,
        "unit": "%",
        "y": {"min": 0, "max": 5, "ticks": [0, 5]},
        "city": city,
    }
    return {**base, **changes}


def test_a_break_of_my_city_alone_cuts_no_other_line() -> None:
    other = {"name": "B", "values": [1.0, 1.0, 1.0, 1.0], "value_label": "1,0"}
    made = spec(others=[other], breaks=[{"year": 2022, "label": "met X", "own": True}])
    assert [one.name for one in line.columns(made)] == ["B", "A tot en met 2021", "A"]


def test_a_break_between_two_waves_cuts_before_the_later_one() -> None:
    made = spec(years=[2012, 2016, 2020, 2024], breaks=[{"year": 2018, "label": "andere vraag"}], sparse=True)
    assert [(one.name, one.values) for one in line.columns(made)] == [
        ("A tot en met 2016", (1.0, 2.0, None, None)),
        ("A", (None, None, 3.0, 4.0)),
    ]


def test_only_the_last_piece_of_a_line_is_named_at_its_end() -> None:
    made = list(line.columns(spec(breaks=[{"year": 2021, "label": "x"}, {"year": 2023, "label": "y"}])))
    assert [one.end for one in made] == [None, None, ""]
    assert [one.tip for one in made] == [False, False, True]


@pytest.mark.parametrize(("first", "last"), [(2003, 2024), (1995, 2026), (2011, 2050), (2020, 2021), (2024, 2024)])
def test_few_years_are_named_and_the_last_one_where_that_fits(first: int, last: int) -> None:
    step = line.step(list(range(first, last + 1)), 12.3)
    assert step >= 1
    assert (last - first) // step + 1 <= 8


def test_remarks_name_what_no_label_says() -> None:
    later = {"name": "A", "values": [1.0], "value_label": "", "ahead": {"values": [2.0]}, "provisional": [2020]}
    said = remarks(
        spec(city=later, gaps=[{"from": 2021, "to": 2021, "label": "2021 ontbreekt"}], breaks=[{"year": 2024, "label": "daarna: prognose"}])
    )
    assert said == "Open rondje: voorlopig. Stippellijn na het laatste jaar: prognose. 2021 ontbreekt."
    assert remarks(spec(y={"min": 2.5, "max": 5, "ticks": [2.5, 5]})) == "De as begint bij 2,5."
    assert not empty(spec())
    assert empty(spec(city=None))


# ---- bars


def rows(count: int, *skips: int) -> list[dict[str, Any]]:
    return [
        {"skip": 9} if n in skips else {"rank": str(n), "name": f"Stad {n}", "code": f"GM{n}", "value": float(-n)} for n in range(count)
    ]


@given(some.integers(1, 30), some.integers(0, 29), some.integers(4, 14))
def test_thinned_bars_count_every_city_and_keep_mine_with_its_neighbours(count: int, mine: int, most: int) -> None:
    mine = min(mine, count - 1)
    made = bars.thinned(rows(count), f"GM{mine}", most)
    drawn = [row["code"] for row in made if "skip" not in row]
    assert len(drawn) + sum(row.get("skip", 0) for row in made) == count
    assert {f"GM{n}" for n in (mine - 1, mine, mine + 1) if 0 <= n < count} <= set(drawn)
    assert all(not ("skip" in a and "skip" in b) for a, b in zip(made, made[1:], strict=False))
    assert len(made) <= max(most, 5)
    assert all(row.get("skip", 2) > 1 for row in made), "one city is drawn, not counted"


def test_bars_that_fit_stay_as_they_are() -> None:
    assert bars.thinned(rows(9, 4), "GM2", 9) == rows(9, 4)


# ---- strip


@given(some.lists(some.floats(0, 10, allow_nan=False), min_size=1, max_size=40))
def test_marks_of_a_strip_keep_their_figure_and_stay_in_their_row(values: list[float]) -> None:
    marks = [{"code": f"GM{n}", "name": f"Stad {n}", "value": v} for n, v in enumerate(values)]
    made = strip.dodged(marks, "GM0", 1.5, 1.0, 1.4)
    assert {d.code: d.value for d in made} == {m["code"]: m["value"] for m in marks}
    assert all(1.0 < d.height < 2.0 for d in made)
    assert next(d for d in made if d.code == "GM0").height == 1.5


# ---- outlines


def test_the_outlines_of_the_map_are_those_of_its_drawing_file() -> None:
    frame, outlines, points = outline.read(Path(map_source()).name)
    assert len(outlines) == len(points) > 300
    for code, rings in outlines.items():
        for ring in rings:
            assert len(ring) > 2, code
            assert all(frame[0] - 1 <= x <= frame[2] + 1 and frame[1] - 1 <= y <= frame[3] + 1 for x, y in ring), code


def test_a_drawing_file_elsewhere_is_not_read() -> None:
    with pytest.raises(ValueError, match="without a folder"):
        outline.read("../../etc/passwd")


def test_rings_follow_the_steps_of_a_path() -> None:
    assert outline.rings("M1 2l3 0 0 4-3 0zM10 10l1-1-1-1z") == [[(1, 2), (4, 2), (4, 6), (1, 6)], [(10, 10), (11, 9), (10, 8)]]


def test_a_simpler_ring_keeps_its_corners() -> None:
    square = [(0.0, 0.0), (5.0, 0.1), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
    assert outline.simple(square, 1.0) == [(0, 0), (10, 0), (10, 10), (0, 10)]


@given(some.lists(some.tuples(REAL, REAL), min_size=3, max_size=12))
def test_what_is_cut_lies_within_the_frame(ring: list[tuple[float, float]]) -> None:
    assert all(-50 - 1e-6 <= x <= 50 + 1e-6 and -20 - 1e-6 <= y <= 20 + 1e-6 for x, y in outline.cut(ring, (-50, -20, 50, 20)))


def test_a_ring_within_the_frame_is_not_cut() -> None:
    ring = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]
    assert outline.cut(ring, (-5, -5, 5, 5)) == ring
    assert outline.cut(ring, (2, 2, 5, 5)) == []


def test_a_slide_is_plain_data() -> None:
    import pickle

    made = Slide("line", "Kop", spec=spec())
    assert pickle.loads(pickle.dumps(made)) == made
