"""What stands out: far from the middle, beyond a limit that grows with how many figures were looked at."""

import numpy as np
import pytest

from etl.standout import limit, robust, standout

PLAIN = np.array([10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0])


def test_the_limit_grows_with_how_many_are_looked_at() -> None:
    assert limit(1) == pytest.approx(1.96, abs=0.01)
    assert limit(60) == pytest.approx(3.33, abs=0.02)


def test_a_distance_is_counted_in_robust_deviations_from_the_middle() -> None:
    # The middle is 13; the median distance to it is 2.
    assert robust(PLAIN)[0] == pytest.approx(-3 / (1.4826 * 2))


def test_one_far_city_does_not_widen_the_spread_of_the_others() -> None:
    far = np.append(PLAIN[:-1], 1000.0)
    assert robust(far)[-1] > 100


def test_rounding_is_no_distance() -> None:
    values = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.1])
    assert robust(values, least=0.1)[-1] == pytest.approx(1.0)
    assert np.isnan(robust(np.ones(6))).all(), "cities that do not differ have no distances"


def test_under_five_cities_there_is_no_distance() -> None:
    assert np.isnan(robust(np.array([1.0, 2.0, 3.0, 9.0, np.nan]))).all()


def test_what_stands_out_is_told_furthest_first_with_how_many_others_are_as_far() -> None:
    one, two = np.append(PLAIN, 60.0), np.append(PLAIN, -90.0)
    three = np.append(PLAIN, 13.0)
    three[0] = 500.0
    found = standout({"one": (one, 0.0), "two": (two, 0.0), "three": (three, 0.0)}, 7)
    assert [d.indicator for d in found.distances] == ["two", "one"]
    assert found.distances[0].distance < 0 < found.distances[1].distance
    assert [(d.others, d.of) for d in found.distances] == [(1, 7), (1, 7)]
    assert found.looked_at == 3


def test_the_same_distance_stands_out_alone_but_not_among_many() -> None:
    near = np.append(PLAIN, 21.0)
    assert standout({"one": (near, 0.0)}, 7).distances
    dull = {f"dull{n}": (np.append(PLAIN, 13.0), 0.0) for n in range(60)}
    assert standout({"one": (near, 0.0), **dull}, 7).distances == ()


def test_figures_my_city_does_not_have_are_not_counted() -> None:
    found = standout({"one": (np.append(PLAIN, np.nan), 0.0)}, 7)
    assert (found.distances, found.looked_at) == ((), 0)
    assert standout({}, 0).distances == ()
